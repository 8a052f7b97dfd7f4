package io.latchkey.jaxrs;

import io.latchkey.ca.CertificateAuthority;
import io.latchkey.ca.Fingerprint;
import io.latchkey.ca.Pem;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Variant;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * The CA's root certificate as everybody may have it, in each of its forms, made once. Safe for use
 * by several threads.
 */
final class PublishedRoot {
  static final String PEM = "application/x-pem-file";
  static final String DER = "application/pkix-cert";
  static final String CHAIN = "application/pem-certificate-chain";

  /** The forms, the one for whoever has no preference first. */
  static final List<Variant> FORMS =
      Variant.mediaTypes(MediaType.valueOf(PEM), MediaType.valueOf(DER), MediaType.valueOf(CHAIN))
          .build();

  private final String fingerprint;
  private final FingerprintToken token;
  private final byte[] pem;
  private final byte[] der;
  private final byte[] chain;

  PublishedRoot(CertificateAuthority authority, FingerprintToken token) {
    this.token = token;
    fingerprint = Fingerprint.sha256(authority.root());
    pem = ascii(Pem.encode(authority.root()));
    der = der(authority.root());
    chain = ascii(Pem.encode(authority.chain()));
  }

  String fingerprint() {
    return fingerprint;
  }

  /** What vouches for the fingerprint; empty without a pre-shared key. */
  Optional<String> token(Optional<String> nonce) {
    return token.get(nonce);
  }

  byte[] content(MediaType form) {
    return switch (form.toString()) {
      case DER -> der;
      case CHAIN -> chain;
      default -> pem;
    };
  }

  static String fileName(MediaType form) {
    return switch (form.toString()) {
      case DER -> "latchkey_root_ca.cer";
      case CHAIN -> "latchkey_ca_chain.pem";
      default -> "latchkey_root_ca.pem";
    };
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static byte[] der(X509Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("the CA's certificate has no DER form", e);
    }
  }
}
