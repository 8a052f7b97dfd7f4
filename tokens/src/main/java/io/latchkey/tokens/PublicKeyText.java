package io.latchkey.tokens;

import io.latchkey.base.der.Der;
import io.latchkey.base.text.PemBlocks;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.KeyFactory;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads public keys: PEM (RFC 7468) with one or more keys, including PKCS#1 keys and certificates,
 * or the base64 of PEM or DER in one line. Each problem is an {@link IllegalArgumentException}
 * whose message continues a sentence that begins with the source of the text. The message contains
 * no part of the text, which may be a private key.
 */
final class PublicKeyText {
  private static final Pattern WHITE_SPACE = Pattern.compile("\\s+");

  private static final byte[] NO_UNUSED_BITS = {0};

  /** AlgorithmIdentifier: rsaEncryption and NULL (RFC 8017 appendix A.1). */
  private static final byte[] RSA_ENCRYPTION =
      HexFormat.of().parseHex("300d06092a864886f70d0101010500");

  private PublicKeyText() {}

  static List<PublicKey> parse(String text) {
    if (PemBlocks.isIn(text)) {
      return parsePem(text);
    }
    byte[] decoded = base64(text);
    String inner = new String(decoded, StandardCharsets.ISO_8859_1);
    return PemBlocks.isIn(inner) ? parsePem(inner) : List.of(ofDer(decoded));
  }

  private static List<PublicKey> parsePem(String text) {
    List<PemBlocks.Block> blocks;
    try {
      blocks = PemBlocks.parse(text);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("is PEM that is cut short or damaged; copy it again", e);
    }
    return blocks.stream().map(PublicKeyText::ofBlock).toList();
  }

  private static PublicKey ofBlock(PemBlocks.Block block) {
    return switch (block.label()) {
      case "PUBLIC KEY" -> ofDer(der(block));
      case "RSA PUBLIC KEY" -> ofDer(ofPkcs1(der(block)));
      case "CERTIFICATE" -> ofCertificate(der(block));
      default ->
          throw new IllegalArgumentException(
              block.label().endsWith("PRIVATE KEY")
                  ? "contains a private key; keep it where tokens are signed, and set the public"
                      + " key, made with: openssl pkey -in private.pem -pubout"
                  : "contains something other than PUBLIC KEY, RSA PUBLIC KEY or CERTIFICATE");
    };
  }

  private static byte[] der(PemBlocks.Block block) {
    try {
      return block.der();
    } catch (IllegalArgumentException e) {
      throw notBase64(e);
    }
  }

  private static byte[] base64(String text) {
    try {
      return Base64.getDecoder().decode(WHITE_SPACE.matcher(text).replaceAll(""));
    } catch (IllegalArgumentException e) {
      throw notBase64(e);
    }
  }

  private static IllegalArgumentException notBase64(IllegalArgumentException cause) {
    return new IllegalArgumentException("is neither PEM nor base64 of PEM or DER", cause);
  }

  /** Reads a SubjectPublicKeyInfo (RFC 5280 section 4.1.2.7). */
  static PublicKey ofDer(byte[] der) {
    PublicKey key =
        Stream.of("RSA", "EC", "EdDSA")
            .flatMap(kind -> decoded(kind, der).stream())
            .findFirst()
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "is not a supported public key: RSA (rsaEncryption), EC P-256"
                            + " or P-384, Ed25519"));
    if (!Arrays.equals(key.getEncoded(), der)) {
      throw new IllegalArgumentException("is a public key with additional data");
    }
    return key;
  }

  private static Optional<PublicKey> decoded(String kind, byte[] der) {
    try {
      return Optional.of(KeyFactory.getInstance(kind).generatePublic(new X509EncodedKeySpec(der)));
    } catch (InvalidKeySpecException e) {
      return Optional.empty();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java runtime has no " + kind, e);
    }
  }

  /** Uses only the key of the certificate: its trust comes from the configuration. */
  private static PublicKey ofCertificate(byte[] der) {
    try {
      return ofDer(
          CertificateFactory.getInstance("X.509")
              .generateCertificate(new ByteArrayInputStream(der))
              .getPublicKey()
              .getEncoded());
    } catch (CertificateException e) {
      throw new IllegalArgumentException("is not a readable X.509 certificate", e);
    }
  }

  private static byte[] ofPkcs1(byte[] rsaPublicKey) {
    return Der.element(
        Der.SEQUENCE, RSA_ENCRYPTION, Der.element(Der.BIT_STRING, NO_UNUSED_BITS, rsaPublicKey));
  }
}
