package io.latchkey.pki;

import java.io.IOException;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.pkcs.CertificationRequest;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A well-formed certificate signing request (PKCS#10, RFC 2986). Its content is unverified: neither
 * the signature nor the names are checked.
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class CertificateSigningRequest {
  private static final Logger LOG = LoggerFactory.getLogger(CertificateSigningRequest.class);

  /** A last limit far above any valid request. The transport has limits of its own. */
  private static final int MAX_BYTES = 1 << 20;

  private final byte[] der;
  private final byte[] signedPart;
  private final CertificationRequest request;
  private final Optional<Extensions> extensions;

  private CertificateSigningRequest(byte[] der) throws IOException, MalformedRequestException {
    DerSyntax.check(der);
    ASN1Sequence sequence = ASN1Sequence.getInstance(ASN1Primitive.fromByteArray(der));
    this.der = der;
    this.request = CertificationRequest.getInstance(sequence);
    // The octets that were signed, not a new encoding of them: sets keep the order they came in.
    this.signedPart = sequence.getObjectAt(0).toASN1Primitive().getEncoded(ASN1Encoding.DL);
    if (request.getCertificationRequestInfo().getVersion().intValueExact() != 0) {
      throw malformed("The request is of an unknown version");
    }
    if (request.getSignature().getPadBits() != 0
        || publicKey().getPublicKeyData().getPadBits() != 0) {
      throw malformed("The request has a key or a signature that is no whole number of bytes");
    }
    this.extensions = RequestedExtensions.in(request.getCertificationRequestInfo().getAttributes());
  }

  /**
   * Reads a request in PEM ({@code CERTIFICATE REQUEST} or {@code NEW CERTIFICATE REQUEST}) or in
   * DER. The content decides which.
   *
   * @param pemOrDer the request and nothing after it; text before the PEM block is ignored
   * @throws MalformedRequestException if it is anything else, or larger than 1 MiB
   */
  public static CertificateSigningRequest parse(byte[] pemOrDer) throws MalformedRequestException {
    if (pemOrDer.length > MAX_BYTES) {
      throw malformed("The request is larger than 1 MiB");
    }
    byte[] der = RequestEncoding.toDer(pemOrDer);
    try {
      return new CertificateSigningRequest(der);
    } catch (IOException | RuntimeException | StackOverflowError unreadable) {
      // Bouncy Castle reports malformed structures with many unchecked exceptions.
      LOG.debug("A certificate signing request is malformed: {}", unreadable.getClass().getName());
      throw malformed("The request is no well-formed PKCS#10 request in DER");
    }
  }

  /** SHA-256 of the request's DER, which identifies the request. */
  public byte[] sha256() {
    return Fingerprint.digest(der);
  }

  /** The subject; possibly empty. */
  public X500Name subject() {
    return request.getCertificationRequestInfo().getSubject();
  }

  /** The public key, in any encoding of any algorithm. */
  public SubjectPublicKeyInfo publicKey() {
    return request.getCertificationRequestInfo().getSubjectPublicKeyInfo();
  }

  /** The algorithm of the signature. */
  public AlgorithmIdentifier signatureAlgorithm() {
    return request.getSignatureAlgorithm();
  }

  /** The signature of the request by its own key. */
  public byte[] signature() {
    return request.getSignature().getOctets();
  }

  /** The bytes that the signature covers. */
  public byte[] signedPart() {
    return signedPart.clone();
  }

  /** The extensions that the request asks for; empty without an extension request attribute. */
  public Optional<Extensions> extensions() {
    return extensions;
  }

  /** One of the requested extensions. */
  public Optional<Extension> extension(ASN1ObjectIdentifier oid) {
    return extensions.map(all -> all.getExtension(oid));
  }

  static MalformedRequestException malformed(String detail) {
    return new MalformedRequestException(detail);
  }
}
