package io.latchkey.pki;

import io.latchkey.base.crypto.Sha256;
import io.latchkey.base.der.DerElement;
import io.latchkey.base.der.DerSyntax;
import java.io.IOException;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1BitString;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.crmf.CertReqMsg;
import org.bouncycastle.asn1.crmf.CertTemplate;
import org.bouncycastle.asn1.crmf.POPOSigningKey;
import org.bouncycastle.asn1.crmf.ProofOfPossession;
import org.bouncycastle.asn1.pkcs.CertificationRequest;
import org.bouncycastle.asn1.pkcs.CertificationRequestInfo;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A well-formed certificate signing request (PKCS#10, RFC 2986, or CRMF, RFC 4211). Its content is
 * unverified: neither the signature nor the names are checked.
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class CertificateSigningRequest {
  private static final Logger LOG = LoggerFactory.getLogger(CertificateSigningRequest.class);

  /** A last limit far above any valid request. The transport has limits of its own. */
  private static final int MAX_BYTES = 1 << 20;

  private static final X500Name NO_SUBJECT = new X500Name(new RDN[0]);

  private final byte[] der;
  private final byte[] signedPart;
  private final X500Name subject;
  private final SubjectPublicKeyInfo publicKey;
  private final Optional<Extensions> extensions;
  private final AlgorithmIdentifier signatureAlgorithm;
  private final byte[] signature;

  private CertificateSigningRequest(
      byte[] der,
      byte[] signedPart,
      X500Name subject,
      SubjectPublicKeyInfo publicKey,
      Optional<Extensions> extensions,
      AlgorithmIdentifier signatureAlgorithm,
      ASN1BitString signature)
      throws MalformedRequestException {
    this.der = der;
    this.signedPart = signedPart;
    this.subject = subject;
    this.publicKey = publicKey;
    this.extensions = extensions;
    this.signatureAlgorithm = signatureAlgorithm;
    if (signature.getPadBits() != 0 || publicKey.getPublicKeyData().getPadBits() != 0) {
      throw malformed("The request has a key or a signature that is no whole number of bytes");
    }
    this.signature = signature.getOctets();
  }

  private static CertificateSigningRequest pkcs10(byte[] der)
      throws IOException, MalformedRequestException {
    DerSyntax.check(der);
    ASN1Sequence sequence = ASN1Sequence.getInstance(ASN1Primitive.fromByteArray(der));
    CertificationRequest request = CertificationRequest.getInstance(sequence);
    CertificationRequestInfo info = request.getCertificationRequestInfo();
    if (info.getVersion().intValueExact() != 0) {
      throw malformed("The request is of an unknown version");
    }
    return new CertificateSigningRequest(
        der,
        firstPart(der),
        info.getSubject(),
        info.getSubjectPublicKeyInfo(),
        RequestedExtensions.in(info.getAttributes()),
        request.getSignatureAlgorithm(),
        request.getSignature());
  }

  /** The octets that were signed, not a new encoding of them: sets keep the order they came in. */
  private static byte[] firstPart(byte[] der) {
    return DerElement.all(der).get(0).parts().get(0).encoded();
  }

  private static CertificateSigningRequest crmf(byte[] der)
      throws IOException, MalformedRequestException {
    DerSyntax.check(der);
    ASN1Sequence sequence = ASN1Sequence.getInstance(ASN1Primitive.fromByteArray(der));
    CertReqMsg message = CertReqMsg.getInstance(sequence);
    CertTemplate template = message.getCertReq().getCertTemplate();
    if (message.getPop() == null
        || message.getPop().getType() != ProofOfPossession.TYPE_SIGNING_KEY
        || template.getPublicKey() == null) {
      throw malformed("The request has no public key, or no signature by it");
    }
    POPOSigningKey proof = POPOSigningKey.getInstance(message.getPop().getObject());
    if (proof.getPoposkInput() != null) {
      throw malformed("The signature does not cover the names in the request");
    }
    X500Name subject = template.getSubject();
    return new CertificateSigningRequest(
        der,
        firstPart(der),
        subject == null ? NO_SUBJECT : subject,
        template.getPublicKey(),
        Optional.ofNullable(template.getExtensions()),
        proof.getAlgorithmIdentifier(),
        proof.getSignature());
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
    return parse(RequestEncoding.toDer(pemOrDer), CertificateSigningRequest::pkcs10, "PKCS#10");
  }

  /**
   * Reads a request of the Certificate Request Message Format (RFC 4211 section 3) whose proof of
   * possession is a signature over the whole {@code CertRequest}. Controls and registration
   * information are ignored.
   *
   * @param certReqMsg the {@code CertReqMsg} in DER
   * @throws MalformedRequestException if it is anything else, or larger than 1 MiB
   */
  public static CertificateSigningRequest parseCrmf(byte[] certReqMsg)
      throws MalformedRequestException {
    if (certReqMsg.length > MAX_BYTES) {
      throw malformed("The request is larger than 1 MiB");
    }
    return parse(certReqMsg.clone(), CertificateSigningRequest::crmf, "CRMF");
  }

  /** Reads one format. */
  @FunctionalInterface
  private interface Parser {
    CertificateSigningRequest parse(byte[] der) throws IOException, MalformedRequestException;
  }

  private static CertificateSigningRequest parse(byte[] der, Parser parser, String format)
      throws MalformedRequestException {
    try {
      return parser.parse(der);
    } catch (IOException | RuntimeException | StackOverflowError unreadable) {
      // Bouncy Castle reports malformed structures with many unchecked exceptions.
      LOG.debug("A certificate signing request is malformed: {}", unreadable.getClass().getName());
      throw malformed("The request is no well-formed %s request in DER".formatted(format));
    }
  }

  /**
   * Reads a request in base64, as EST clients send it (RFC 7030 section 4.2.1), or in DER. The
   * content decides which.
   *
   * @param base64OrDer the request and nothing after it; spaces, tabs and line ends in base64 are
   *     ignored
   * @throws MalformedRequestException if it is anything else, or larger than 1 MiB
   */
  public static CertificateSigningRequest parseBase64(byte[] base64OrDer)
      throws MalformedRequestException {
    return parse(RequestEncoding.base64ToDer(base64OrDer));
  }

  /** SHA-256 of the request's DER, which identifies the request. */
  public byte[] sha256() {
    return Sha256.of(der);
  }

  /** The subject; possibly empty. */
  public X500Name subject() {
    return subject;
  }

  /** The public key, in any encoding of any algorithm. */
  public SubjectPublicKeyInfo publicKey() {
    return publicKey;
  }

  /** The algorithm of the signature. */
  public AlgorithmIdentifier signatureAlgorithm() {
    return signatureAlgorithm;
  }

  /** The signature of the request by its own key. */
  public byte[] signature() {
    return signature.clone();
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
