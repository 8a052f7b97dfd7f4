package io.latchkey.ca;

import io.latchkey.base.text.Printable;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.NamedParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The kinds of key that the built-in CA can have. */
public enum KeyType {
  /** ECDSA on NIST P-256, with SHA-256. The default. */
  EC_P256("ec:p256", "EC", "secp256r1"),
  /** ECDSA on NIST P-384, with SHA-384. */
  EC_P384("ec:p384", "EC", "secp384r1"),
  /** Ed25519 (RFC 8410). */
  ED25519("ed25519", "Ed25519", ""),
  /** RSA of 2048 bits, with SHA-256. */
  RSA_2048("rsa:2048", "RSA", "2048"),
  /** RSA of 3072 bits, with SHA-256. */
  RSA_3072("rsa:3072", "RSA", "3072"),
  /** RSA of 4096 bits, with SHA-256. Making one takes seconds. */
  RSA_4096("rsa:4096", "RSA", "4096");

  private final String configurationName;
  private final String algorithm;
  private final String parameter;

  KeyType(String configurationName, String algorithm, String parameter) {
    this.configurationName = configurationName;
    this.algorithm = algorithm;
    this.parameter = parameter;
  }

  /**
   * The kind of that name, such as {@code ec:p256}.
   *
   * @throws IllegalArgumentException if there is none; the message lists those there are
   */
  public static KeyType parse(String name) {
    return Stream.of(values())
        .filter(type -> type.configurationName.equalsIgnoreCase(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(unknown(name)));
  }

  private static String unknown(String name) {
    return "'%s' is no key type; use one of %s"
        .formatted(
            Printable.line(name, 40),
            Stream.of(values()).map(KeyType::configurationName).collect(Collectors.joining(", ")));
  }

  /** The name in the configuration, such as {@code ec:p256}. */
  public String configurationName() {
    return configurationName;
  }

  KeyPair generate() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
      generator.initialize(parameters());
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("This Java runtime cannot make " + this + " keys", e);
    }
  }

  private AlgorithmParameterSpec parameters() {
    return switch (algorithm) {
      case "RSA" ->
          new RSAKeyGenParameterSpec(Integer.parseInt(parameter), RSAKeyGenParameterSpec.F4);
      case "EC" -> new ECGenParameterSpec(parameter);
      default -> new NamedParameterSpec(algorithm);
    };
  }

  @Override
  public String toString() {
    return configurationName;
  }
}
