package io.latchkey.enrolment.cmp;

import io.latchkey.base.crypto.Sha256;
import io.latchkey.base.http.ProblemReasons;
import io.latchkey.ca.AuthorityUnavailableException;
import io.latchkey.ca.CertificateAuthority;
import io.latchkey.ca.certificate.IssuedCertificate;
import io.latchkey.enrolment.CallerRejectedException;
import io.latchkey.enrolment.CertificateHolders;
import io.latchkey.enrolment.EnrolledCaller;
import io.latchkey.enrolment.EnrolmentCallers;
import io.latchkey.enrolment.KnownSenders;
import io.latchkey.enrolment.Sender;
import io.latchkey.pki.Certificates;
import io.latchkey.pki.Fingerprint;
import io.latchkey.pki.SignatureAlgorithms;
import io.latchkey.pki.SignatureScheme;
import io.latchkey.tokens.InvalidTokenException;
import io.latchkey.tokens.KeyDerivationLimiter;
import io.latchkey.tokens.Reason;
import io.latchkey.tokens.component.ComponentKey;
import io.latchkey.tokens.component.DerivedSecret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.Signature;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.cmp.PKIBody;
import org.bouncycastle.asn1.cmp.PKIFailureInfo;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Authenticates messages (RFC 9810 section 5.1.3). The checks that cost little come first. A
 * message that is not authenticated writes nothing to the store. Safe for use by several threads.
 */
final class Senders {
  /** Derivations with more rounds need a free slot of the {@link KeyDerivationLimiter}. */
  static final int MAX_FREE_ROUNDS = 2_000;

  private static final Logger LOG = LoggerFactory.getLogger(Senders.class);
  private static final Duration RETRY = Duration.ofSeconds(1);

  /** What CMP says about a sender that is not authenticated, by its reason. */
  private static final Map<String, Integer> FAILURES =
      Map.of(
          Reason.SIGNATURE.wireName(), PKIFailureInfo.badMessageCheck,
          Reason.REVOKED.wireName(), PKIFailureInfo.certRevoked,
          Reason.EXPIRED.wireName(), PKIFailureInfo.signerNotTrusted,
          Reason.NOT_YET_VALID.wireName(), PKIFailureInfo.signerNotTrusted);

  /** The messages that can be protected with the certificate that they are about. */
  private static final Set<Integer> ABOUT_A_CERTIFICATE =
      Set.of(
          PKIBody.TYPE_KEY_UPDATE_REQ,
          PKIBody.TYPE_REVOCATION_REQ,
          PKIBody.TYPE_CERT_CONFIRM,
          PKIBody.TYPE_ERROR);

  private final CertificateAuthority ca;
  private final EnrolmentCallers callers;
  private final CertificateHolders holders;
  private final KeyDerivationLimiter derivations;

  private final KnownSenders known = new KnownSenders();

  Senders(
      CertificateAuthority ca,
      EnrolmentCallers callers,
      CertificateHolders holders,
      KeyDerivationLimiter derivations) {
    this.ca = ca;
    this.callers = callers;
    this.holders = holders;
    this.derivations = derivations;
  }

  /**
   * Authenticates a message.
   *
   * @param response is told how to protect the response as soon as the protection of the message is
   *     verified, also if the caller is then rejected
   */
  Authenticated authenticate(CmpMessage message, Sender from, AtomicReference<Protection> response)
      throws CmpRejection {
    AlgorithmIdentifier algorithm = message.header().getProtectionAlg();
    byte[] protection = message.protection().orElse(new byte[0]);
    if (algorithm == null || protection.length == 0) {
      throw CmpRejection.notAuthenticated(
          PKIFailureInfo.badMessageCheck, ProblemReasons.MISSING, "The message is not protected.");
    }
    if (message.transactionId().length == 0) {
      throw CmpRejection.notAuthenticated(
          PKIFailureInfo.badDataFormat,
          Reason.MALFORMED.wireName(),
          "The message has no transactionID.");
    }
    return MacAlgorithm.isMac(algorithm)
        ? bySecret(message, MacAlgorithm.of(algorithm), protection, from, response)
        : bySignature(message, algorithm, protection, from, response);
  }

  private static void checkFailures(Optional<Duration> wait) throws CmpRejection {
    if (wait.isPresent()) {
      throw CmpRejection.throttled(wait.get());
    }
  }

  private Authenticated bySecret(
      CmpMessage message,
      MacAlgorithm mac,
      byte[] protection,
      Sender from,
      AtomicReference<Protection> response)
      throws CmpRejection {
    ASN1OctetString keyId = message.header().getSenderKID();
    if (keyId == null) {
      throw CmpRejection.notAuthenticated(
          PKIFailureInfo.badMessageCheck,
          ProblemReasons.MISSING,
          "The senderKID has to be the id of a component key.");
    }
    String id = new String(keyId.getOctets(), StandardCharsets.ISO_8859_1);
    // A sender chooses the rounds, so that many rounds are throttled for known senders too.
    checkFailures(mac.rounds() > MAX_FREE_ROUNDS ? from.waitTime() : known.waitTime(id, from));
    try {
      EnrolledCaller caller =
          callers.authenticate(
              id,
              component -> {
                byte[] key = derive(mac, component);
                boolean holds =
                    MessageDigest.isEqual(mac.mac(key, message.protectedPart()), protection);
                if (holds) {
                  response.set(
                      new Protection.BySecret(
                          Certificates.subject(ca.certificate()), keyId, mac, key));
                }
                return holds;
              });
      known.add(id);
      return new Authenticated(message, caller, Optional.empty());
    } catch (CallerRejectedException e) {
      throw rejected(e);
    }
  }

  private byte[] derive(MacAlgorithm mac, ComponentKey component) throws InvalidTokenException {
    String secret = component.secretText(DerivedSecret.CMP);
    if (mac.rounds() <= MAX_FREE_ROUNDS) {
      return mac.key(secret);
    }
    return derivations.deriveAtOnce(() -> mac.key(secret));
  }

  private static CmpRejection rejected(CallerRejectedException e) {
    return switch (e.kind()) {
      case MALFORMED ->
          CmpRejection.notAuthenticated(PKIFailureInfo.badRequest, e.reason(), e.detail());
      case NOT_AUTHENTICATED ->
          CmpRejection.notAuthenticated(
              FAILURES.getOrDefault(e.reason(), PKIFailureInfo.notAuthorized),
              e.reason(),
              e.detail());
      case NOT_ALLOWED ->
          CmpRejection.counted(PKIFailureInfo.notAuthorized, e.reason(), e.detail());
      case BUSY -> CmpRejection.unavailable(e.reason(), e.detail(), RETRY);
    };
  }

  private Authenticated bySignature(
      CmpMessage message,
      AlgorithmIdentifier algorithm,
      byte[] protection,
      Sender from,
      AtomicReference<Protection> response)
      throws CmpRejection {
    if (!ABOUT_A_CERTIFICATE.contains(message.bodyType())) {
      throw CmpRejection.notAuthenticated(
          PKIFailureInfo.wrongIntegrity,
          Reason.UNSUPPORTED.wireName(),
          "This message has to be protected with the secret of a component key.");
    }
    byte[] der = message.firstCertificate().orElseThrow(Senders::unknownSigner);
    String sender = "certificate " + Fingerprint.of(Sha256.of(der));
    checkFailures(known.waitTime(sender, from));
    IssuedCertificate certificate = holders.find(der).orElseThrow(Senders::unknownSigner);
    if (!isSignedBy(certificate, scheme(algorithm), message.protectedPart(), protection)) {
      throw CmpRejection.notAuthenticated(
          PKIFailureInfo.badMessageCheck,
          Reason.SIGNATURE.wireName(),
          "The message is not signed with the key of the first certificate in extraCerts.");
    }
    EnrolledCaller caller;
    try {
      caller = holders.recognise(certificate);
    } catch (CallerRejectedException e) {
      protectRejection(response);
      throw rejected(e);
    }
    response.set(new Protection.BySignature(ca.enrolment().cmpSigner()));
    known.add(sender);
    return new Authenticated(message, caller, Optional.of(certificate));
  }

  /** A CA that cannot sign, for example because it has expired, still says why it rejects. */
  private void protectRejection(AtomicReference<Protection> response) {
    try {
      response.set(new Protection.BySignature(ca.enrolment().cmpSigner()));
    } catch (AuthorityUnavailableException e) {
      LOG.debug("A rejection is not protected, because there is no key for it", e);
    }
  }

  private static CmpRejection unknownSigner() {
    return CmpRejection.notAuthenticated(
        PKIFailureInfo.signerNotTrusted,
        Reason.SIGNATURE.wireName(),
        "The first certificate in extraCerts has to be the signer's, and of this CA.");
  }

  private static SignatureScheme scheme(AlgorithmIdentifier algorithm) throws CmpRejection {
    try {
      return SignatureAlgorithms.accepted(algorithm).orElseThrow();
    } catch (RuntimeException unsupported) {
      throw CmpRejection.notAuthenticated(
          PKIFailureInfo.badAlg,
          Reason.UNSUPPORTED.wireName(),
          "The algorithm of the protection is not one that this server accepts.");
    }
  }

  /** A scheme that does not fit the key of the certificate fails. */
  private static boolean isSignedBy(
      IssuedCertificate certificate, SignatureScheme scheme, byte[] part, byte[] signature) {
    try {
      Signature verifier = Signature.getInstance(scheme.name());
      scheme.configure(verifier);
      verifier.initVerify(certificate.certificate().getPublicKey());
      verifier.update(part);
      return verifier.verify(signature);
    } catch (GeneralSecurityException e) {
      return false;
    }
  }
}
