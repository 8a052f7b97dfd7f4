package io.latchkey.enrolment.acme;

import io.latchkey.base.crypto.CertificateIssuer;
import io.latchkey.base.crypto.Sha256;
import io.latchkey.base.text.Base64Url;
import io.latchkey.ca.CertificateAuthority;
import io.latchkey.ca.caller.CallerIdentity;
import io.latchkey.ca.certificate.IssuedCertificate;
import io.latchkey.ca.certificate.RevocationResult;
import io.latchkey.ca.enrolment.AcmeRecords;
import io.latchkey.enrolment.EnrolmentReasons;
import io.latchkey.enrolment.Sender;
import io.latchkey.pki.Fingerprint;
import io.latchkey.pki.KeyIdentifiers;
import io.latchkey.pki.Pem;
import io.latchkey.pki.RevocationReason;
import io.latchkey.tokens.Reason;
import io.latchkey.tokens.VerificationKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Downloads (RFC 8555 section 7.4.2) and revocation (section 7.6) of certificates. Safe for use by
 * several threads.
 */
final class IssuedCertificates {
  static final String FOLDER = "certificate/";
  static final String ALTERNATE = "alternate";

  private static final String TYPE = "application/pem-certificate-chain";

  /** The reasons that the holder of a certificate can give. */
  private static final Set<RevocationReason> REASONS =
      Set.of(
          RevocationReason.UNSPECIFIED,
          RevocationReason.KEY_COMPROMISE,
          RevocationReason.AFFILIATION_CHANGED,
          RevocationReason.SUPERSEDED,
          RevocationReason.CESSATION_OF_OPERATION,
          RevocationReason.PRIVILEGE_WITHDRAWN);

  private final CertificateAuthority ca;
  private final AcmeRecords records;
  private final Messages messages;

  IssuedCertificates(CertificateAuthority ca, Messages messages) {
    this.ca = ca;
    this.records = ca.enrolment().acme();
    this.messages = messages;
  }

  /**
   * Returns a certificate with its chain. During a rotation of the CA the chain ends at one root,
   * and the alternate chain at the other.
   */
  AcmeResponse download(
      AcmeRequest request, String serial, boolean alternate, JwsMessage message, Sender from)
      throws AcmeProblem {
    Messages.OfAccount signed = messages.ofAccount(request, message, from);
    signed.requirePostAsGet();
    IssuedCertificate issued =
        ca.findBySerial(serial)
            .filter(each -> each.serial().equals(serial))
            .filter(each -> isOf(signed.account().id(), each))
            .orElseThrow(
                () -> AcmeProblem.notFound("This account has ordered no such certificate."));
    Optional<X509Certificate> root = root(issued);
    boolean crossed = root.isPresent() && isCrossed(issued, root.get());
    if (alternate) {
      return crossed ? pem(List.of(issued.certificate(), root.orElseThrow())) : notFound();
    }
    // Some clients need a chain of two certificates, so the root is sent too.
    AcmeResponse response =
        issued.intermediates().isEmpty() && root.isPresent()
            ? pem(List.of(issued.certificate(), root.get()))
            : AcmeResponse.of(200, TYPE, issued.pemChain());
    return crossed
        ? response.with(
            "Link",
            "<%s>;rel=\"alternate\"".formatted(request.url(FOLDER + serial + "/" + ALTERNATE)))
        : response;
  }

  private static AcmeResponse notFound() throws AcmeProblem {
    throw AcmeProblem.notFound("The certificate has no alternate chain.");
  }

  private boolean isOf(String account, IssuedCertificate issued) {
    return records.ordered(issued.serial()).filter(by -> by.account().equals(account)).isPresent();
  }

  /** Returns the self-signed certificate that a certificate names as issuer, if there is one. */
  private Optional<X509Certificate> root(IssuedCertificate issued) {
    return ca.issuers().stream()
        .filter(CertificateIssuer::isSelfIssued)
        .filter(issuer -> KeyIdentifiers.isNamed(issuer, issued.certificate()))
        .findFirst();
  }

  /** Whether the chain of a certificate leads over a cross-certificate to another root. */
  private static boolean isCrossed(IssuedCertificate issued, X509Certificate root) {
    return !issued.intermediates().isEmpty()
        && issued.intermediates().get(0).getPublicKey().equals(root.getPublicKey());
  }

  private static AcmeResponse pem(List<X509Certificate> chain) {
    return AcmeResponse.of(200, TYPE, Pem.encode(chain));
  }

  /** Revokes a certificate for the account that ordered it, or for the holder of its key. */
  AcmeResponse revoke(AcmeRequest request, JwsMessage message, Sender from) throws AcmeProblem {
    return message.header().has("kid")
        ? revokeForAccount(messages.ofAccount(request, message, from), from)
        : revokeForKey(messages.ofKey(request, message, from), from);
  }

  private AcmeResponse revokeForAccount(Messages.OfAccount signed, Sender from) throws AcmeProblem {
    IssuedCertificate issued = named(signed.content());
    RevocationReason reason = reason(signed.content());
    if (!isOf(signed.account().id(), issued)) {
      throw AcmeProblem.notAllowed(
          EnrolmentReasons.ACCOUNT,
          "This account has not ordered the certificate and cannot revoke it.");
    }
    return revoke(issued, reason, signed.caller().identity(), from);
  }

  private AcmeResponse revokeForKey(Messages.OfKey signed, Sender from) throws AcmeProblem {
    IssuedCertificate issued = named(signed.content());
    RevocationReason reason = reason(signed.content());
    if (!hasKey(issued, signed.key())) {
      throw AcmeProblem.notAuthenticated(
          Reason.SIGNATURE.wireName(),
          "The message is not signed with the key of the certificate.");
    }
    if (issued.status().revocation().filter(known -> !known.isHold()).isPresent()) {
      throw alreadyRevoked(); // stores no nonce
    }
    messages.use(signed);
    CallerIdentity holder = new CallerIdentity("certificate", issued.serial());
    return revoke(issued, reason, holder, from);
  }

  private static AcmeProblem alreadyRevoked() {
    return new AcmeProblem(AcmeError.ALREADY_REVOKED, "The certificate is revoked already.");
  }

  private static boolean hasKey(IssuedCertificate issued, AccountKey key) {
    try {
      return VerificationKey.of(issued.certificate().getPublicKey())
          .thumbprint()
          .equals(key.thumbprint());
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  /** Finds the certificate in a request by its digest, so that the DER is not parsed. */
  private IssuedCertificate named(Members content) throws AcmeProblem {
    byte[] der =
        Base64Url.decode(content.requiredText("certificate"))
            .orElseThrow(
                () -> AcmeProblem.malformed("The member certificate is not base64url of DER."));
    return ca.findByFingerprint(Fingerprint.of(Sha256.of(der)))
        .orElseThrow(
            () ->
                AcmeProblem.notFound("This CA has not signed the certificate.").countedAsFailure());
  }

  private static RevocationReason reason(Members content) throws AcmeProblem {
    long code = content.number("reason").orElse(0L);
    return Arrays.stream(RevocationReason.values())
        .filter(reason -> reason.code() == code && REASONS.contains(reason))
        .findFirst()
        .orElseThrow(
            () ->
                new AcmeProblem(
                    AcmeError.BAD_REVOCATION_REASON,
                    "The reason has to be one of the codes 0, 1, 3, 4, 5 and 9 (RFC 5280)."));
  }

  private AcmeResponse revoke(
      IssuedCertificate issued, RevocationReason reason, CallerIdentity by, Sender from)
      throws AcmeProblem {
    RevocationResult result =
        ca.revoke(issued.serial(), reason)
            .orElseThrow(() -> AcmeProblem.notFound("This CA has not signed the certificate."));
    if (!result.accepted()) {
      throw alreadyRevoked();
    }
    from.watch().revoked(result.certificate(), reason, by);
    return AcmeResponse.empty(200);
  }
}
