package io.latchkey.enrolment.cmp;

import io.latchkey.pki.Certificates;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1GeneralizedTime;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERGeneralizedTime;
import org.bouncycastle.asn1.cmp.CMPCertificate;
import org.bouncycastle.asn1.cmp.ErrorMsgContent;
import org.bouncycastle.asn1.cmp.InfoTypeAndValue;
import org.bouncycastle.asn1.cmp.PKIBody;
import org.bouncycastle.asn1.cmp.PKIFailureInfo;
import org.bouncycastle.asn1.cmp.PKIFreeText;
import org.bouncycastle.asn1.cmp.PKIHeader;
import org.bouncycastle.asn1.cmp.PKIHeaderBuilder;
import org.bouncycastle.asn1.cmp.PKIMessage;
import org.bouncycastle.asn1.cmp.PKIStatus;
import org.bouncycastle.asn1.cmp.PKIStatusInfo;
import org.bouncycastle.asn1.cmp.ProtectedPart;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.asn1.x509.GeneralName;

/** Writes responses (RFC 9810 section 5.1). Safe for use by several threads. */
final class Responses {
  private static final int NONCE_BYTES = 16;
  private static final int MAX_VERSION = PKIHeader.CMP_2021;

  private final SecureRandom random;
  private final Clock clock;

  Responses(SecureRandom random, Clock clock) {
    this.random = random;
    this.clock = clock;
  }

  /**
   * The content of a response.
   *
   * @param body the body
   * @param nonce the nonce that the next message of the client answers
   * @param info general information in the header
   * @param certificates certificates for {@code extraCerts}, besides those of the protection
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Content(
      PKIBody body, byte[] nonce, List<InfoTypeAndValue> info, List<X509Certificate> certificates) {
    @Override
    public String toString() {
      return "Content[body " + body.getType() + "]";
    }
  }

  /** Returns a new nonce for the header of a response. */
  byte[] nonce() {
    byte[] bytes = new byte[NONCE_BYTES];
    random.nextBytes(bytes);
    return bytes;
  }

  /** Returns a body that carries nothing else. */
  Content of(PKIBody body) {
    return new Content(body, nonce(), List.of(), List.of());
  }

  /** Returns the CMP error of a rejection. */
  Content error(CmpRejection rejection) {
    return of(
        new PKIBody(
            PKIBody.TYPE_ERROR,
            new ErrorMsgContent(rejection(rejection.failure(), rejection.text()))));
  }

  /** Returns the status of a rejected request. */
  static PKIStatusInfo rejection(int failure, String text) {
    return new PKIStatusInfo(
        PKIStatus.rejection, new PKIFreeText(text), new PKIFailureInfo(failure));
  }

  /**
   * Writes a response.
   *
   * @param request the message that it answers
   * @param protection of the response; empty for the error of a message that is not authenticated
   * @param sender the name in the header if there is no protection
   */
  byte[] write(
      CmpMessage request, Content content, Optional<Protection> protection, X500Name sender) {
    PKIHeader header = header(request, content, protection, sender);
    List<X509Certificate> certificates =
        new ArrayList<>(protection.map(Protection::certificates).orElse(List.of()));
    certificates.addAll(content.certificates());
    CMPCertificate[] extra = certificates.isEmpty() ? null : cmp(certificates);
    try {
      DERBitString bits =
          protection.isPresent()
              ? new DERBitString(
                  protection
                      .get()
                      .protect(
                          new ProtectedPart(header, content.body()).getEncoded(ASN1Encoding.DER)))
              : null;
      return new PKIMessage(header, content.body(), bits, extra).getEncoded(ASN1Encoding.DER);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private PKIHeader header(
      CmpMessage request, Content content, Optional<Protection> protection, X500Name sender) {
    PKIHeader asked = request.header();
    PKIHeaderBuilder header =
        new PKIHeaderBuilder(
            Math.max(PKIHeader.CMP_2000, Math.min(request.version(), MAX_VERSION)),
            new GeneralName(protection.map(Protection::sender).orElse(sender)),
            asked.getSender());
    PKIHeaderBuilder unused = header.setMessageTime(time(clock.instant()));
    unused = header.setSenderNonce(content.nonce());
    if (asked.getTransactionID() != null) {
      unused = header.setTransactionID(asked.getTransactionID());
    }
    if (asked.getSenderNonce() != null) {
      unused = header.setRecipNonce(asked.getSenderNonce());
    }
    if (protection.isPresent()) {
      unused = header.setSenderKID(protection.get().senderKey());
      unused = header.setProtectionAlg(protection.get().algorithm());
    }
    if (!content.info().isEmpty()) {
      unused = header.setGeneralInfo(content.info().toArray(InfoTypeAndValue[]::new));
    }
    return header.build();
  }

  static ASN1GeneralizedTime time(Instant instant) {
    return new DERGeneralizedTime(Date.from(instant));
  }

  /** Each certificate once, in their order. */
  static CMPCertificate[] cmp(List<X509Certificate> certificates) {
    Set<X509Certificate> distinct = new LinkedHashSet<>(certificates);
    return distinct.stream().map(Responses::cmp).toArray(CMPCertificate[]::new);
  }

  static CMPCertificate cmp(X509Certificate certificate) {
    return new CMPCertificate(Certificate.getInstance(Certificates.der(certificate)));
  }
}
