package io.latchkey.ca;

import io.latchkey.pki.Fingerprint;
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

/**
 * A certification request (PKCS#10, RFC 2986) that is well-formed, and no more than that: nothing
 * in it is verified or allowed before {@link CertificateAuthority#sign} has returned.
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class SigningRequest {
  /** Far above any honest request; how much a caller may send is the business of the transport. */
  private static final int MAX_BYTES = 1 << 20;

  private final byte[] der;
  private final byte[] signedPart;
  private final CertificationRequest request;
  private final Optional<Extensions> extensions;

  private SigningRequest(byte[] der) throws IOException, IssuanceRefusedException {
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
   * Reads a request, in PEM ({@code CERTIFICATE REQUEST} or {@code NEW CERTIFICATE REQUEST}) or in
   * DER; which of them is told by the content.
   *
   * @param pemOrDer the request and nothing after it; text before the PEM block is passed over
   * @throws IssuanceRefusedException with {@link RefusalReason#CSR_MALFORMED} if it is anything
   *     else
   */
  public static SigningRequest parse(byte[] pemOrDer) throws IssuanceRefusedException {
    if (pemOrDer.length > MAX_BYTES) {
      throw malformed("The request is larger than 1 MiB");
    }
    byte[] der = RequestEncoding.toDer(pemOrDer);
    return UntrustedInput.read(
        RefusalReason.CSR_MALFORMED,
        "The request is no well-formed PKCS#10 request in DER",
        () -> new SigningRequest(der));
  }

  /** SHA-256 of the request's DER, which binds a permission to this very request. */
  public byte[] sha256() {
    return Fingerprint.digest(der);
  }

  X500Name subject() {
    return request.getCertificationRequestInfo().getSubject();
  }

  SubjectPublicKeyInfo publicKey() {
    return request.getCertificationRequestInfo().getSubjectPublicKeyInfo();
  }

  AlgorithmIdentifier signatureAlgorithm() {
    return request.getSignatureAlgorithm();
  }

  byte[] signature() {
    return request.getSignature().getOctets();
  }

  byte[] signedPart() {
    return signedPart.clone();
  }

  Optional<Extensions> extensions() {
    return extensions;
  }

  Optional<Extension> extension(ASN1ObjectIdentifier oid) {
    return extensions.map(all -> all.getExtension(oid));
  }

  static IssuanceRefusedException malformed(String detail) {
    return new IssuanceRefusedException(RefusalReason.CSR_MALFORMED, detail);
  }
}
