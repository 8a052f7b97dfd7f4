package io.latchkey.ca.authority;

import io.latchkey.base.rate.Backoff;
import io.latchkey.ca.AuthorityUnavailableException;
import io.latchkey.ca.CertificateAuthority;
import io.latchkey.pki.KeyType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.KeyStoreException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.ProviderException;
import java.security.Security;
import java.security.Signature;
import java.security.UnrecoverableKeyException;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PKCS#11 token with private keys that do not leave it, through the provider SunPKCS11 of the
 * JDK. If the token does not answer, for example because it was removed, the next use connects to
 * it again. Safe for use by several threads.
 */
final class Pkcs11Token {
  private static final Logger LOG = LoggerFactory.getLogger(CertificateAuthority.class);
  private static final String PROVIDER = "SunPKCS11";

  /** Keys that this provider generates cannot be exported. */
  private static final String CONFIGURATION =
      """
      --name = latchkey
      library = %s
      %s
      attributes(generate, CKO_PRIVATE_KEY, *) = {
        CKA_SENSITIVE = true
        CKA_EXTRACTABLE = false
        CKA_SIGN = true
      }
      """;

  /** The error of a library whose token is broken until the library is initialized again. */
  private static final String BROKEN = "CKR_GENERAL_ERROR";

  /** A login can take long. Requests in the meantime fail at once. */
  private static final Duration LEAST_PAUSE = Duration.ofSeconds(1);

  private final Pkcs11Uri uri;
  private final char[] pin;
  private final ReentrantLock connecting = new ReentrantLock();
  private volatile Connection connection;
  private final LongSupplier nanoTime;
  private final Backoff untilNextCopy;
  private final Map<String, Backoff> missing = new ConcurrentHashMap<>();
  private final Set<String> found = ConcurrentHashMap.newKeySet();
  private long nextTry;

  /** A login. The number tells whether another thread has connected again. */
  private record Connection(int number, Provider provider, KeyStore keys) {}

  /** An operation with a login. */
  private interface Operation<T> {
    T with(Connection connection) throws GeneralSecurityException;
  }

  /**
   * Connects to a token.
   *
   * @throws AuthorityUnavailableException if the library or the token cannot be used
   */
  Pkcs11Token(Pkcs11Uri uri, Optional<String> pinBesides) {
    this(uri, pinBesides, System::nanoTime);
  }

  /**
   * Does the same with another clock.
   *
   * @param nanoTime a monotonic clock in nanoseconds
   */
  Pkcs11Token(Pkcs11Uri uri, Optional<String> pinBesides, LongSupplier nanoTime) {
    this.uri = uri;
    this.nanoTime = nanoTime;
    this.untilNextCopy = Backoff.growing(nanoTime);
    this.nextTry = nanoTime.getAsLong();
    this.pin =
        uri.pin()
            .or(() -> pinBesides)
            .orElseThrow(
                () ->
                    new AuthorityUnavailableException(
                        "latchkey.ca.keystore has no PIN; set latchkey.ca.key-pass, or add"
                            + " pin-source to the URI"))
            .toCharArray();
    try {
      this.connection = reconnect(1);
    } catch (GeneralSecurityException e) {
      throw new AuthorityUnavailableException(
          "The PKCS#11 token of %s cannot be used: %s; check latchkey.ca.keystore and the PIN"
              .formatted(uri.library(), reason(e)),
          e);
    }
  }

  private static String reason(Throwable problem) {
    Throwable cause = problem;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    return String.valueOf(cause.getMessage());
  }

  private Connection connect(int number, Path library) throws GeneralSecurityException {
    Provider base = Security.getProvider(PROVIDER);
    if (base == null) {
      throw new GeneralSecurityException("this Java runtime has no module jdk.crypto.cryptoki");
    }
    String slot = uri.slotId().map(id -> "slot = " + id).orElse("slotListIndex = 0");
    try {
      Provider provider = base.configure(CONFIGURATION.formatted(library, slot));
      KeyStore keys = KeyStore.getInstance("PKCS11", provider);
      keys.load(null, pin);
      return new Connection(number, provider, keys);
    } catch (IOException | ProviderException e) {
      throw new GeneralSecurityException(e);
    }
  }

  /**
   * Some libraries, such as SoftHSM, forget a token that was away until they are initialized again.
   * The Java runtime initializes a library once. It initializes a copy of the library as another
   * one. A copy stays loaded, so that the pauses between two copies grow.
   */
  private Connection connectByCopy(int number, GeneralSecurityException failure)
      throws GeneralSecurityException {
    if (!reason(failure).contains(BROKEN) || !untilNextCopy.isOver()) {
      throw failure;
    }
    untilNextCopy.failed();
    try {
      Path folder = Files.createTempDirectory("latchkey-pkcs11");
      Path copy = Files.copy(uri.library(), folder.resolve(uri.library().getFileName()));
      try {
        Connection connected = connect(number, copy);
        untilNextCopy.reset();
        return connected;
      } finally {
        Files.delete(copy);
        Files.delete(folder);
      }
    } catch (IOException e) {
      failure.addSuppressed(e);
      throw failure;
    }
  }

  private <T> T run(Operation<T> operation) throws GeneralSecurityException {
    Connection used = connection;
    try {
      return operation.with(used);
    } catch (UnrecoverableKeyException e) {
      throw e; // see runWithKey
    } catch (GeneralSecurityException | ProviderException e) {
      LOG.debug("An operation of the PKCS#11 token failed; it is repeated after a new login", e);
      return again(used, operation);
    }
  }

  /**
   * Runs an operation with a stored key. A token that was away can look like a token without keys,
   * and another node can have stored a key after the login. Therefore a missing key is followed by
   * a new login. For a key that was never there, it follows after a pause that grows.
   */
  private <T> T runWithKey(String alias, Operation<T> operation) throws GeneralSecurityException {
    Connection used = connection;
    T result;
    try {
      result = run(operation);
    } catch (UnrecoverableKeyException e) {
      result =
          found.contains(alias) ? again(used, operation) : afterPause(alias, used, operation, e);
    }
    found.add(alias);
    missing.remove(alias);
    return result;
  }

  private <T> T afterPause(
      String alias, Connection used, Operation<T> operation, UnrecoverableKeyException failure)
      throws GeneralSecurityException {
    Backoff pause = missing.computeIfAbsent(alias, key -> Backoff.growing(nanoTime));
    if (!pause.isOver()) {
      throw failure;
    }
    return again(
        used,
        fresh -> {
          pause.failed();
          return operation.with(fresh);
        });
  }

  private <T> T again(Connection failed, Operation<T> operation) throws GeneralSecurityException {
    try {
      return operation.with(reconnected(failed));
    } catch (ProviderException e) {
      throw new GeneralSecurityException(e);
    }
  }

  private Connection reconnected(Connection failed) throws GeneralSecurityException {
    if (!connecting.tryLock()) {
      throw new GeneralSecurityException("Another thread connects to the token");
    }
    try {
      if (connection.number() == failed.number()) {
        connectAgain(failed.number() + 1);
      }
      return connection;
    } finally {
      connecting.unlock();
    }
  }

  private void connectAgain(int number) throws GeneralSecurityException {
    if (nanoTime.getAsLong() - nextTry < 0) {
      throw new GeneralSecurityException("The token did not answer less than a second ago");
    }
    try {
      connection = reconnect(number);
    } finally {
      nextTry = nanoTime.getAsLong() + LEAST_PAUSE.toNanos();
    }
    LOG.info("Connected to the PKCS#11 token of {} again", uri.library());
  }

  private Connection reconnect(int number) throws GeneralSecurityException {
    try {
      return connect(number, uri.library());
    } catch (GeneralSecurityException e) {
      return connectByCopy(number, e);
    }
  }

  /**
   * Generates a key pair that is lost when the process ends, unless it is {@linkplain #store
   * stored}.
   */
  KeyPair generate(KeyType type) throws GeneralSecurityException {
    return run(used -> type.generate(used.provider()));
  }

  /** Signs with a key that was just generated. */
  byte[] sign(PrivateKey key, String algorithm, byte[] message) throws GeneralSecurityException {
    return run(used -> signature(used.provider(), key, algorithm, message));
  }

  /** Signs with a stored key. */
  byte[] sign(String alias, String algorithm, byte[] message) throws GeneralSecurityException {
    return runWithKey(
        alias, used -> signature(used.provider(), key(used.keys(), alias), algorithm, message));
  }

  private static byte[] signature(
      Provider provider, PrivateKey key, String algorithm, byte[] message)
      throws GeneralSecurityException {
    Signature signature = Signature.getInstance(algorithm, provider);
    signature.initSign(key);
    signature.update(message);
    return signature.sign();
  }

  /** Stores a generated key with its certificate. */
  void store(String alias, PrivateKey key, X509Certificate root) throws GeneralSecurityException {
    run(
        used -> {
          used.keys().setKeyEntry(alias, key, null, new Certificate[] {root});
          return alias;
        });
  }

  /** Returns the handle of a stored key. */
  PrivateKey key(String alias) throws GeneralSecurityException {
    return runWithKey(alias, used -> key(used.keys(), alias));
  }

  private static PrivateKey key(KeyStore keys, String alias) throws GeneralSecurityException {
    if (keys.getKey(alias, null) instanceof PrivateKey key) {
      return key;
    }
    throw new UnrecoverableKeyException("there is no key " + alias);
  }

  /** Deletes a stored key; false if there is none. */
  boolean delete(String alias) throws GeneralSecurityException {
    return run(used -> deleteEntry(used.keys(), alias));
  }

  private static boolean deleteEntry(KeyStore keys, String alias) throws KeyStoreException {
    boolean exists = keys.containsAlias(alias);
    if (exists) {
      keys.deleteEntry(alias);
    }
    return exists;
  }

  /** For tests: the number of logins since the start. */
  int logins() {
    return connection.number();
  }

  String name() {
    return uri.library().toString();
  }
}
