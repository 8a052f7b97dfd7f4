package io.latchkey.pki;

import io.latchkey.base.text.Printable;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The types of key pair that Latchkey generates, for its CA and for components. */
@SuppressWarnings("ImmutableEnumChecker") // the JDK's parameter specifications are immutable
public enum KeyType {
  /** RSA with 2048 bits, signs with SHA-256. Every TLS implementation supports it. */
  RSA_2048("rsa:2048", "RSA", rsa(2048)),
  /** RSA with 3072 bits, signs with SHA-256. */
  RSA_3072("rsa:3072", "RSA", rsa(3072)),
  /** RSA with 4096 bits, signs with SHA-256. Generating one takes seconds. */
  RSA_4096("rsa:4096", "RSA", rsa(4096)),
  /** ECDSA on NIST P-256, signs with SHA-256. */
  EC_P256("ec:p256", "EC", new ECGenParameterSpec("secp256r1")),
  /** ECDSA on NIST P-384, signs with SHA-384. */
  EC_P384("ec:p384", "EC", new ECGenParameterSpec("secp384r1")),
  /** Ed25519 (RFC 8410). Many browsers and older tools do not support it in TLS. */
  ED25519("ed25519", "Ed25519", NamedParameterSpec.ED25519);

  private static final int MAX_SHOWN = 40;

  private final String wireName;
  private final String algorithm;
  private final AlgorithmParameterSpec parameters;

  KeyType(String wireName, String algorithm, AlgorithmParameterSpec parameters) {
    this.wireName = wireName;
    this.algorithm = algorithm;
    this.parameters = parameters;
  }

  private static AlgorithmParameterSpec rsa(int bits) {
    return new RSAKeyGenParameterSpec(bits, RSAKeyGenParameterSpec.F4);
  }

  /**
   * Returns the key type with a name such as {@code ec:p256}; upper and lower case are the same.
   *
   * @throws IllegalArgumentException if there is no such type; the message lists all of them
   */
  public static KeyType parse(String name) {
    return Stream.of(values())
        .filter(type -> type.wireName.equalsIgnoreCase(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(unknown(name)));
  }

  private static String unknown(String name) {
    return "'%s' is no key type; use one of %s"
        .formatted(
            Printable.line(name, MAX_SHOWN),
            Stream.of(values()).map(KeyType::wireName).collect(Collectors.joining(", ")));
  }

  /** The name in settings and on the command line, such as {@code ec:p256}. */
  public String wireName() {
    return wireName;
  }

  /**
   * Generates a key pair with a provider, for example one of a device.
   *
   * @throws GeneralSecurityException if the provider cannot generate keys of this type
   */
  public KeyPair generate(Provider provider) throws GeneralSecurityException {
    return generate(KeyPairGenerator.getInstance(algorithm, provider));
  }

  private KeyPair generate(KeyPairGenerator generator) throws GeneralSecurityException {
    generator.initialize(parameters);
    return generator.generateKeyPair();
  }

  /** Generates a key pair. */
  public KeyPair generate() {
    try {
      return generate(KeyPairGenerator.getInstance(algorithm));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This Java runtime cannot make " + this + " keys", e);
    }
  }

  @Override
  public String toString() {
    return wireName;
  }
}
