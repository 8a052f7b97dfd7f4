package io.latchkey.base.crypto;

import io.latchkey.base.crypto.InstalledProvider.Loaded;
import io.latchkey.base.text.Printable;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.Security;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The provider of signatures that {@code latchkey.crypto-provider} selects: one for each signature
 * algorithm. No provider is registered with {@link Security}; registered providers of other code
 * have no effect.
 *
 * <ul>
 *   <li>{@code auto}: Amazon Corretto Crypto Provider if it is on the class path and passes its
 *       self-test; else Bouncy Castle for {@linkplain #FASTER_IN_BOUNCY_CASTLE the key types} for
 *       which it is faster than the JDK; else the JDK.
 *   <li>{@code jdk}, {@code bc}, {@code accp}, {@code conscrypt}: this provider. The JDK performs
 *       the algorithms that the selected provider does not have.
 * </ul>
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class CryptoProvider {
  private static final String AUTO = "auto";
  private static final String JDK = "jdk";

  /** The key types for which {@code auto} prefers Bouncy Castle to the JDK. */
  private static final Set<String> FASTER_IN_BOUNCY_CASTLE = Set.of("EC", "Ed25519");

  private final Optional<Provider> selected;
  private final boolean automatic;

  private CryptoProvider(Optional<Provider> selected, boolean automatic) {
    this.selected = selected;
    this.automatic = automatic;
  }

  /** Returns the provider that {@code auto} selects. */
  public static CryptoProvider auto() {
    return new CryptoProvider(usable(InstalledProvider.CORRETTO), true);
  }

  /** Returns the JDK. */
  public static CryptoProvider jdk() {
    return new CryptoProvider(Optional.empty(), false);
  }

  /**
   * Returns the provider with a name.
   *
   * @param name {@code auto}, {@code jdk}, {@code bc}, {@code accp} or {@code conscrypt}
   * @throws IllegalArgumentException if there is no such name, or the class path does not have the
   *     provider, or it does not work on this platform; the message says what to do
   */
  public static CryptoProvider named(String name) {
    if (name.equals(AUTO)) {
      return auto();
    }
    return name.equals(JDK)
        ? jdk()
        : Stream.of(InstalledProvider.values())
            .filter(provider -> provider.wireName().equals(name))
            .findFirst()
            .map(provider -> new CryptoProvider(Optional.of(required(provider)), false))
            .orElseThrow(() -> new IllegalArgumentException(unknown(name)));
  }

  private static String unknown(String name) {
    return "'%s' is no crypto provider; use one of auto, jdk, bc, accp, conscrypt"
        .formatted(Printable.line(name, 40));
  }

  private static Provider required(InstalledProvider provider) {
    Loaded loaded =
        provider
            .load()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "'%s' is not on the class path; add the jar %s, or use auto"
                            .formatted(provider.wireName(), provider.jar())));
    return loaded
        .provider()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "'%s' does not work here: %s; use the jar %s for this platform, or auto"
                        .formatted(
                            provider.wireName(),
                            Printable.line(loaded.problem(), 200),
                            provider.jar())));
  }

  private static Optional<Provider> usable(InstalledProvider provider) {
    return provider.load().flatMap(Loaded::provider);
  }

  /**
   * Returns the provider for a signature algorithm.
   *
   * @param algorithm the JCA name, such as {@code SHA256withECDSA}
   * @throws NoSuchAlgorithmException if no provider has it
   */
  public Provider of(String algorithm) throws NoSuchAlgorithmException {
    Optional<Provider> provider = selected;
    if (provider.isEmpty() && automatic && FASTER_IN_BOUNCY_CASTLE.contains(keyType(algorithm))) {
      provider = usable(InstalledProvider.BOUNCY_CASTLE);
    }
    return provider.isPresent() && provider.get().getService("Signature", algorithm) != null
        ? provider.get()
        : ofJdk(algorithm);
  }

  /** The JDK's own provider, or, in a Java runtime without it, the first that is registered. */
  private static Provider ofJdk(String algorithm) throws NoSuchAlgorithmException {
    Provider own = Security.getProvider(keyType(algorithm).equals("RSA") ? "SunRsaSign" : "SunEC");
    return own != null && own.getService("Signature", algorithm) != null
        ? own
        : Signature.getInstance(algorithm).getProvider();
  }

  private static String keyType(String algorithm) {
    String name = algorithm.toUpperCase(Locale.ROOT);
    if (name.contains("RSA")) {
      return "RSA";
    }
    return name.contains("ECDSA") ? "EC" : "Ed25519";
  }

  /**
   * Returns a signature object that is not initialized. Initialize it with keys of {@link
   * #publicKey} or {@link #signingKey} only.
   *
   * @throws NoSuchAlgorithmException if no provider has the algorithm
   */
  public Signature signature(String algorithm) throws NoSuchAlgorithmException {
    return Signature.getInstance(algorithm, of(algorithm));
  }

  /**
   * Decodes a public key for the provider of an algorithm.
   *
   * @param der the {@code SubjectPublicKeyInfo}
   * @throws GeneralSecurityException if the key is malformed or of another type
   */
  public PublicKey publicKey(String algorithm, byte[] der) throws GeneralSecurityException {
    return keys(of(algorithm), algorithm).generatePublic(new X509EncodedKeySpec(der));
  }

  /**
   * Prepares a private key for repeated use.
   *
   * @throws GeneralSecurityException if the provider cannot use the key
   */
  public SigningKey signingKey(String algorithm, PrivateKey key) throws GeneralSecurityException {
    byte[] der = key.getEncoded();
    if (der == null) {
      throw new InvalidKeyException("The private key cannot be exported");
    }
    Provider provider = of(algorithm);
    PrivateKey own = keys(provider, algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
    return new SigningKey(algorithm, provider, own);
  }

  /** Some providers have signatures, but accept the keys of the JDK. */
  private static KeyFactory keys(Provider provider, String algorithm)
      throws NoSuchAlgorithmException {
    String type = keyType(algorithm);
    Provider factory =
        provider.getService("KeyFactory", type) == null ? ofJdk(algorithm) : provider;
    return KeyFactory.getInstance(type, factory);
  }
}
