package io.latchkey.ca.status;

import io.latchkey.base.der.Der;
import io.latchkey.ca.policy.Issuer;
import io.latchkey.ca.revocation.OcspResponse.Outcome;
import io.latchkey.ca.store.RevocationStore.Change;
import io.latchkey.pki.BouncyCastleDer;
import io.latchkey.pki.Certificates;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.DERGeneralizedTime;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.ocsp.CertID;
import org.bouncycastle.asn1.ocsp.CertStatus;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.ocsp.OCSPResponse;
import org.bouncycastle.asn1.ocsp.OCSPResponseStatus;
import org.bouncycastle.asn1.ocsp.ResponderID;
import org.bouncycastle.asn1.ocsp.ResponseBytes;
import org.bouncycastle.asn1.ocsp.ResponseData;
import org.bouncycastle.asn1.ocsp.RevokedInfo;
import org.bouncycastle.asn1.ocsp.SingleResponse;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/** Encodes and signs OCSP responses (RFC 6960 section 4.2). */
final class OcspResponseBuilder {
  private static final int EXPLICIT_0 = 0xa0;
  private static final int UNKNOWN_TAG = 2;

  private OcspResponseBuilder() {}

  /**
   * The status of one certificate.
   *
   * @param revocation present if the outcome is {@link Outcome#REVOKED}
   */
  record Status(CertID certificate, Outcome outcome, Optional<Change> revocation) {
    CertStatus encode() {
      return switch (outcome) {
        case GOOD -> new CertStatus();
        case REVOKED -> revoked(revocation.orElseThrow());
        default -> new CertStatus(UNKNOWN_TAG, DERNull.INSTANCE);
      };
    }

    private static CertStatus revoked(Change revocation) {
      return new CertStatus(
          new RevokedInfo(
              time(revocation.revokedAt()),
              revocation.reason().code() == 0
                  ? null
                  : CRLReason.lookup(revocation.reason().code())));
    }
  }

  /** Returns a response without a status, which is not signed. */
  static byte[] error(int status) {
    return BouncyCastleDer.of(new OCSPResponse(new OCSPResponseStatus(status), null));
  }

  /**
   * Returns a signed response that contains the certificate of the responder.
   *
   * @param now when the response is signed
   * @param readAt when the statuses were correct last
   * @param nextUpdate until when clients may use the statuses
   */
  static byte[] sign(
      Issuer responder,
      List<Status> statuses,
      Optional<Extension> nonce,
      Instant now,
      Instant readAt,
      Instant nextUpdate) {
    X509Certificate certificate = responder.certificate();
    DERGeneralizedTime thisUpdate = time(readAt.minus(RevocationListBuilder.BACKDATED));
    SingleResponse[] responses =
        statuses.stream()
            .map(
                status ->
                    new SingleResponse(
                        status.certificate(),
                        status.encode(),
                        thisUpdate,
                        time(nextUpdate),
                        (Extensions) null))
            .toArray(SingleResponse[]::new);
    ResponseData data =
        new ResponseData(
            new ResponderID(new DEROctetString(keyHash(certificate))),
            time(now),
            new DERSequence(responses),
            nonce.map(Extensions::new).orElse(null));
    byte[] certificates =
        Der.element(EXPLICIT_0, Der.element(Der.SEQUENCE, Certificates.der(certificate)));
    byte[] basic = responder.sign(BouncyCastleDer.of(data), certificates);
    return BouncyCastleDer.of(
        new OCSPResponse(
            new OCSPResponseStatus(OCSPResponseStatus.SUCCESSFUL),
            new ResponseBytes(
                OCSPObjectIdentifiers.id_pkix_ocsp_basic, new DEROctetString(basic))));
  }

  /** SHA-1 of the key, as RFC 6960 section 4.2.1 defines it for every responder. */
  private static byte[] keyHash(X509Certificate certificate) {
    try {
      return MessageDigest.getInstance("SHA-1")
          .digest(
              SubjectPublicKeyInfo.getInstance(certificate.getPublicKey().getEncoded())
                  .getPublicKeyData()
                  .getOctets());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java runtime has SHA-1", e);
    }
  }

  private static DERGeneralizedTime time(Instant time) {
    return new DERGeneralizedTime(Date.from(time));
  }
}
