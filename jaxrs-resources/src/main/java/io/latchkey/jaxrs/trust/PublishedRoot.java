package io.latchkey.jaxrs.trust;

import io.latchkey.jaxrs.http.Representations;
import io.latchkey.pki.Fingerprint;
import io.latchkey.pki.Pem;
import io.latchkey.tokens.TokenSigner;
import jakarta.ws.rs.core.MediaType;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The public root certificate of the CA, encoded once in each media type. Safe for use by several
 * threads.
 */
public final class PublishedRoot {
  /** The media type of a certificate in PEM. */
  public static final String PEM = "application/x-pem-file";

  /** The media type of a certificate in DER. */
  public static final String DER = "application/pkix-cert";

  /** The media type of a chain in PEM (RFC 8555 section 9.1). */
  public static final String CHAIN = "application/pem-certificate-chain";

  /** The media types; the first is the default for clients without a preference. */
  public static final Representations FORMS = new Representations(PEM, DER, CHAIN);

  private final X509Certificate root;
  private final List<X509Certificate> certificates;
  private final String fingerprint;
  private final FingerprintToken token;
  private final byte[] pem;
  private final byte[] der;
  private final byte[] chain;

  /**
   * Publishes a root.
   *
   * @param root the trust anchor
   * @param certificates the content of the chain
   * @param signer supplies the signer of the fingerprint token; if it is empty, there is no token
   */
  PublishedRoot(
      X509Certificate root,
      List<X509Certificate> certificates,
      Supplier<Optional<TokenSigner>> signer,
      Clock clock) {
    this.root = root;
    this.certificates = List.copyOf(certificates);
    fingerprint = Fingerprint.sha256(root);
    token = new FingerprintToken(signer, fingerprint, clock);
    pem = ascii(Pem.encode(root));
    der = der(root);
    chain = ascii(Pem.encode(certificates));
  }

  /** Whether these certificates are published. */
  boolean is(X509Certificate other, List<X509Certificate> otherChain) {
    return root.equals(other) && certificates.equals(otherChain);
  }

  /** SHA-256 of the root. */
  public String fingerprint() {
    return fingerprint;
  }

  /**
   * The token that authenticates the fingerprint; empty without a pre-shared key.
   *
   * @param nonce copied to the token
   */
  public Optional<String> token(Optional<String> nonce) {
    return token.get(nonce);
  }

  /** The content in one of {@link #FORMS}. Not copied; do not change it. */
  public byte[] content(MediaType form) {
    return switch (form.toString()) {
      case DER -> der;
      case CHAIN -> chain;
      default -> pem;
    };
  }

  /** The name under which a browser saves one of {@link #FORMS}. */
  public static String fileName(MediaType form) {
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
