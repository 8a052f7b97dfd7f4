package io.latchkey.enrolment.cmp;

import io.latchkey.ca.issuance.IssuanceRejectedException;
import io.latchkey.ca.issuance.RejectionReason;
import io.latchkey.pki.CertificateSigningRequest;
import io.latchkey.pki.MalformedRequestException;
import io.latchkey.tokens.Reason;
import java.io.IOException;
import java.time.Instant;
import java.util.Date;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.cmp.CMPObjectIdentifiers;
import org.bouncycastle.asn1.cmp.PKIFailureInfo;
import org.bouncycastle.asn1.crmf.AttributeTypeAndValue;
import org.bouncycastle.asn1.crmf.CertId;
import org.bouncycastle.asn1.crmf.CertReqMsg;
import org.bouncycastle.asn1.crmf.CertTemplate;
import org.bouncycastle.asn1.crmf.Controls;
import org.bouncycastle.asn1.crmf.OptionalValidity;
import org.bouncycastle.asn1.crmf.POPOSigningKey;
import org.bouncycastle.asn1.crmf.ProofOfPossession;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.Time;
import org.jspecify.annotations.Nullable;

/** Reads the bodies {@code ir}, {@code cr}, {@code kur} and {@code p10cr}. */
final class CertificateRequestBodies {
  private static final int OF_PKCS10 = -1;

  private CertificateRequestBodies() {}

  /**
   * A request for a certificate. Its names, its key and its proof of possession are not checked.
   *
   * @param number the {@code certReqId}
   * @param der the {@code CertReqMsg} or the PKCS#10 request
   * @param isPkcs10 which of the two
   * @param proof the kind of the proof of possession of a {@code CertReqMsg}
   * @param issuer the CA that is asked, if one is named
   * @param notBefore the start of the validity, if one is asked for
   * @param notAfter the end of the validity, if one is asked for
   * @param renewed the certificate that is renewed, if one is named
   */
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record Request(
      int number,
      byte[] der,
      boolean isPkcs10,
      Proof proof,
      Optional<X500Name> issuer,
      Optional<Instant> notBefore,
      Optional<Instant> notAfter,
      Optional<Identified> renewed) {

    /**
     * Parses the request.
     *
     * @throws IssuanceRejectedException if it is malformed, or not signed with the requested key
     */
    CertificateSigningRequest parse() throws IssuanceRejectedException {
      switch (proof) {
        case SIGNATURE -> {
          // The CA verifies it.
        }
        case SIGNATURE_OF_KEY ->
            throw noProof("The signature has to cover the whole CertRequest (no poposkInput)");
        default ->
            throw noProof("The proof of possession has to be a signature by the requested key");
      }
      try {
        return isPkcs10
            ? CertificateSigningRequest.parse(der)
            : CertificateSigningRequest.parseCrmf(der);
      } catch (MalformedRequestException e) {
        throw IssuanceRejectedException.of(e);
      }
    }

    private static IssuanceRejectedException noProof(String detail) {
      return new IssuanceRejectedException(RejectionReason.CSR_SIGNATURE, detail);
    }

    @Override
    public String toString() {
      return "Request[" + number + "]";
    }
  }

  /** Kinds of proof of possession. */
  enum Proof {
    SIGNATURE,
    /** The signature covers the key and not the names. */
    SIGNATURE_OF_KEY,
    OTHER
  }

  /** A certificate that is named by its issuer and its serial number. */
  record Identified(X500Name issuer, String serial) {}

  /** Reads the body {@code p10cr}. */
  static Request ofPkcs10(ASN1Encodable body) throws CmpRejection {
    return Bodies.read(
        () ->
            new Request(
                OF_PKCS10,
                body.toASN1Primitive().getEncoded(ASN1Encoding.DL),
                true,
                Proof.SIGNATURE,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty()));
  }

  /** Reads the bodies {@code ir}, {@code cr} and {@code kur}. */
  static Request ofCrmf(ASN1Encodable body) throws CmpRejection {
    return Bodies.read(
        () -> {
          ASN1Sequence messages = ASN1Sequence.getInstance(body);
          if (messages.size() != 1) {
            throw new CmpRejection(
                PKIFailureInfo.badRequest,
                Reason.MALFORMED.wireName(),
                "The message has to have exactly one request for a certificate.");
          }
          return ofCrmf(messages.getObjectAt(0), CertReqMsg.getInstance(messages.getObjectAt(0)));
        });
  }

  private static Request ofCrmf(ASN1Encodable element, CertReqMsg message)
      throws CmpRejection, IOException {
    CertTemplate template = message.getCertReq().getCertTemplate();
    if (template.getSerialNumber() != null
        || template.getSigningAlg() != null
        || template.getIssuerUID() != null
        || template.getSubjectUID() != null) {
      throw new CmpRejection(
          PKIFailureInfo.badCertTemplate,
          Reason.MALFORMED.wireName(),
          "The template sets a field that the CA chooses: serialNumber, signingAlg, issuerUID or"
              + " subjectUID.");
    }
    Optional<OptionalValidity> validity = Optional.ofNullable(template.getValidity());
    return new Request(
        message.getCertReq().getCertReqId().intValueExact(),
        element.toASN1Primitive().getEncoded(ASN1Encoding.DL),
        false,
        proof(message.getPop()),
        Optional.ofNullable(template.getIssuer()).filter(name -> name.getRDNs().length > 0),
        validity.map(OptionalValidity::getNotBefore).map(CertificateRequestBodies::instant),
        validity.map(OptionalValidity::getNotAfter).map(CertificateRequestBodies::instant),
        renewed(message.getCertReq().getControls()));
  }

  private static Instant instant(Time time) {
    Date date = time.getDate();
    return date.toInstant();
  }

  private static Proof proof(@Nullable ProofOfPossession proof) {
    if (proof == null || proof.getType() != ProofOfPossession.TYPE_SIGNING_KEY) {
      return Proof.OTHER;
    }
    return POPOSigningKey.getInstance(proof.getObject()).getPoposkInput() == null
        ? Proof.SIGNATURE
        : Proof.SIGNATURE_OF_KEY;
  }

  /** Other controls are rejected: some of them carry the private key, and none has an effect. */
  private static Optional<Identified> renewed(@Nullable Controls controls) throws CmpRejection {
    if (controls == null) {
      return Optional.empty();
    }
    AttributeTypeAndValue[] all = controls.toAttributeTypeAndValueArray();
    if (all.length != 1 || !all[0].getType().equals(CMPObjectIdentifiers.regCtrl_oldCertID)) {
      throw new CmpRejection(
          PKIFailureInfo.badRequest,
          Reason.UNSUPPORTED.wireName(),
          "The only control that this server accepts is oldCertId.");
    }
    CertId old = CertId.getInstance(all[0].getValue());
    return Optional.of(identified(old.getIssuer(), old.getSerialNumber().getValue().toString(16)));
  }

  static Identified identified(GeneralName issuer, String serial) {
    if (issuer.getTagNo() != GeneralName.directoryName) {
      throw new IllegalArgumentException("The issuer of a certificate has a distinguished name");
    }
    return new Identified(X500Name.getInstance(issuer.getName()), serial);
  }
}
