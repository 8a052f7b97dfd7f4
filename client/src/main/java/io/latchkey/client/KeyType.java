package io.latchkey.client;

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

/** The kinds of key that a component can have. */
@SuppressWarnings("ImmutableEnumChecker") // the JDK's parameter specifications are immutable
public enum KeyType {
  /** RSA of 2048 bits: the default, understood by everything. */
  RSA_2048("rsa:2048", "RSA", rsa(2048), "SHA256withRSA"),
  /** RSA of 3072 bits. */
  RSA_3072("rsa:3072", "RSA", rsa(3072), "SHA256withRSA"),
  /** RSA of 4096 bits; takes seconds to make. */
  RSA_4096("rsa:4096", "RSA", rsa(4096), "SHA256withRSA"),
  /** ECDSA on P-256. */
  EC_P256("ec:p256", "EC", new ECGenParameterSpec("secp256r1"), "SHA256withECDSA"),
  /** ECDSA on P-384. */
  EC_P384("ec:p384", "EC", new ECGenParameterSpec("secp384r1"), "SHA384withECDSA"),
  /** Ed25519; many browsers and older tools do not take it for TLS. */
  ED25519("ed25519", "Ed25519", NamedParameterSpec.ED25519, "Ed25519");

  private final String configurationName;
  private final String algorithm;
  private final AlgorithmParameterSpec parameters;
  private final String signatureAlgorithm;

  KeyType(
      String configurationName,
      String algorithm,
      AlgorithmParameterSpec parameters,
      String signatureAlgorithm) {
    this.configurationName = configurationName;
    this.algorithm = algorithm;
    this.parameters = parameters;
    this.signatureAlgorithm = signatureAlgorithm;
  }

  private static AlgorithmParameterSpec rsa(int bits) {
    return new RSAKeyGenParameterSpec(bits, RSAKeyGenParameterSpec.F4);
  }

  /**
   * The kind of that name, such as {@code rsa:2048}.
   *
   * @throws IllegalArgumentException if there is none; the message lists those there are
   */
  public static KeyType parse(String name) {
    return Stream.of(values())
        .filter(type -> type.configurationName.equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "'%s' is no key type; use one of ".formatted(Printable.line(name))
                        + Stream.of(values())
                            .map(KeyType::configurationName)
                            .collect(Collectors.joining(", "))));
  }

  /** The name on the command line and in settings. */
  public String configurationName() {
    return configurationName;
  }

  /** The JCA name of the signature that fits the key. */
  String signatureAlgorithm() {
    return signatureAlgorithm;
  }

  KeyPair generate() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
      generator.initialize(parameters);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("this Java runtime cannot make keys of " + name(), e);
    }
  }
}
