package io.latchkey.base.crypto;

import io.latchkey.base.text.Printable;
import java.lang.reflect.InvocationTargetException;
import java.security.Provider;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * A provider that may be on the class path, and its instance. No instance is ever registered with
 * {@link java.security.Security}. Each is created at its first use only, because providers load
 * slowly.
 */
enum InstalledProvider {
  BOUNCY_CASTLE(
      "bc",
      "org.bouncycastle.jce.provider.BouncyCastleProvider",
      "bcprov-jdk18on (org.bouncycastle:bcprov-jdk18on)"),
  CORRETTO(
      "accp",
      "com.amazon.corretto.crypto.provider.AmazonCorrettoCryptoProvider",
      "AmazonCorrettoCryptoProvider (software.amazon.cryptools:AmazonCorrettoCryptoProvider, with"
          + " the classifier of the platform, such as linux-x86_64)"),
  CONSCRYPT(
      "conscrypt",
      "org.conscrypt.OpenSSLProvider",
      "conscrypt-openjdk-uber (org.conscrypt:conscrypt-openjdk-uber)");

  private final String wireName;
  private final String className;
  private final String jar;

  InstalledProvider(String wireName, String className, String jar) {
    this.wireName = wireName;
    this.className = className;
    this.jar = jar;
  }

  /** The value of {@code latchkey.crypto-provider} that selects this provider. */
  String wireName() {
    return wireName;
  }

  /** The jar that contains this provider, and its Maven coordinates. */
  String jar() {
    return jar;
  }

  /** The instance, or the problem; empty if the class path does not have the provider. */
  Optional<Loaded> load() {
    return switch (this) {
      case BOUNCY_CASTLE -> BouncyCastle.LOADED;
      case CORRETTO -> Corretto.LOADED;
      case CONSCRYPT -> Conscrypt.LOADED;
    };
  }

  /**
   * A provider that the class path has.
   *
   * @param provider its instance; empty if it does not work
   * @param problem why it does not work; else empty
   */
  record Loaded(Optional<Provider> provider, String problem) {}

  // Nested classes, because the JVM initializes each at its first use and only once.

  private static final class BouncyCastle {
    static final Optional<Loaded> LOADED = BOUNCY_CASTLE.tryToLoad();
  }

  private static final class Corretto {
    static final Optional<Loaded> LOADED = CORRETTO.tryToLoad();
  }

  private static final class Conscrypt {
    static final Optional<Loaded> LOADED = CONSCRYPT.tryToLoad();
  }

  /** Logs a problem, once for each provider. */
  private Optional<Loaded> tryToLoad() {
    Optional<Loaded> loaded = tryToCreate();
    loaded
        .filter(found -> found.provider().isEmpty())
        .ifPresent(
            found ->
                LoggerFactory.getLogger(CryptoProvider.class)
                    .warn(
                        "The crypto provider '{}' is on the class path but does not work: {}",
                        wireName,
                        Printable.line(found.problem(), 200)));
    return loaded;
  }

  @SuppressWarnings("IllegalCatch") // a native library can fail in any way
  private Optional<Loaded> tryToCreate() {
    Class<?> type;
    try {
      type = Class.forName(className, false, InstalledProvider.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      return Optional.empty();
    }
    try {
      Provider provider = (Provider) type.getConstructor().newInstance();
      return Optional.of(
          this == CORRETTO ? selfTested(provider) : new Loaded(Optional.of(provider), ""));
    } catch (InvocationTargetException e) {
      return Optional.of(new Loaded(Optional.empty(), problem(e.getCause())));
    } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
      return Optional.of(new Loaded(Optional.empty(), problem(e)));
    }
  }

  /** This provider loads even where its native library does not. */
  private static Loaded selfTested(Provider provider) throws ReflectiveOperationException {
    Class<?> type = provider.getClass();
    Object error = type.getMethod("getLoadingError").invoke(provider);
    if (error instanceof Throwable failure) {
      return new Loaded(Optional.empty(), problem(failure));
    }
    String status = String.valueOf(type.getMethod("runSelfTests").invoke(provider));
    return status.equals("PASSED")
        ? new Loaded(Optional.of(provider), "")
        : new Loaded(Optional.empty(), "its self-test ended with " + status);
  }

  private static String problem(@Nullable Throwable failure) {
    Throwable cause = failure;
    while (cause != null && cause.getCause() != null) {
      cause = cause.getCause();
    }
    return String.valueOf(cause);
  }
}
