package io.latchkey.ca.authority;

import io.latchkey.ca.AuthorityHealth;
import io.latchkey.ca.AuthorityUnavailableException;
import io.latchkey.ca.CertificateAuthority;
import io.latchkey.ca.RotationRejectedException;
import io.latchkey.ca.RotationStatus;
import io.latchkey.ca.caller.RecordedCaller;
import io.latchkey.ca.certificate.CertificatePage;
import io.latchkey.ca.certificate.CertificateQuery;
import io.latchkey.ca.certificate.CertificateStatus;
import io.latchkey.ca.certificate.IssuedCertificate;
import io.latchkey.ca.certificate.RevocationResult;
import io.latchkey.ca.delegation.DelegatedKeys;
import io.latchkey.ca.enrolment.EnrolmentAuthority;
import io.latchkey.ca.enrolment.OrderedNames;
import io.latchkey.ca.issuance.IssuanceListener;
import io.latchkey.ca.issuance.IssuanceRejectedException;
import io.latchkey.ca.issuance.IssuanceTerms;
import io.latchkey.ca.issuance.RejectionReason;
import io.latchkey.ca.policy.AlternativeNames;
import io.latchkey.ca.policy.IssuancePolicy;
import io.latchkey.ca.policy.Issuer;
import io.latchkey.ca.policy.SerialNumbers;
import io.latchkey.ca.policy.UntrustedInput;
import io.latchkey.ca.revocation.OcspResponse;
import io.latchkey.ca.revocation.Revocation;
import io.latchkey.ca.revocation.RevocationList;
import io.latchkey.ca.status.OcspResponder;
import io.latchkey.ca.status.Revocations;
import io.latchkey.ca.store.CertificateStore;
import io.latchkey.ca.store.Database;
import io.latchkey.ca.store.RevocationStore.Outcome;
import io.latchkey.ca.store.StoredAcme;
import io.latchkey.ca.store.StoredCmp;
import io.latchkey.pki.CertificateSigningRequest;
import io.latchkey.pki.Fingerprint;
import io.latchkey.pki.RevocationReason;
import java.math.BigInteger;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The authority that signs with {@link AuthorityKeys} and records in a {@link CertificateStore}.
 */
final class RecordingAuthority implements CertificateAuthority {
  private static final Logger LOG = LoggerFactory.getLogger(CertificateAuthority.class);
  private static final String UNFIT = "No certificate that clients can read can be made of it";

  private final Database database;
  private final CertificateStore store;
  private final EnrolmentAuthority enrolment;
  private final AuthorityKeys keys;
  private final SignatureRate rate;
  private final Revocations revocations;
  private final OcspResponder ocsp;
  private final Clock clock;
  private final IssuanceListeners listeners = new IssuanceListeners();

  RecordingAuthority(
      Database database,
      CertificateStore store,
      AuthorityKeys keys,
      SignatureRate rate,
      Revocations revocations,
      OcspResponder ocsp,
      DelegatedKeys cmpKeys,
      Clock clock) {
    this.database = database;
    this.store = store;
    this.enrolment =
        new EnrolmentParts(
            new StoredAcme(database, clock), new StoredCmp(database, clock), cmpKeys, keys);
    this.keys = keys;
    this.rate = rate;
    this.revocations = revocations;
    this.ocsp = ocsp;
    this.clock = clock;
  }

  /** The keys of this authority, for tests. */
  AuthorityKeys keys() {
    return keys;
  }

  @Override
  public X509Certificate certificate() {
    return keys.published().get(0);
  }

  @Override
  public X509Certificate root() {
    return keys.root();
  }

  @Override
  public List<X509Certificate> chain() {
    return keys.published();
  }

  @Override
  public IssuedCertificate sign(CertificateSigningRequest request, IssuanceTerms terms)
      throws IssuanceRejectedException {
    SigningJfrEvent event = new SigningJfrEvent();
    event.begin();
    String serial = "";
    String reason = "";
    try {
      IssuedCertificate issued = issue(request, terms);
      serial = issued.serial();
      return issued;
    } catch (IssuanceRejectedException e) {
      reason = e.reason().wireName();
      throw e;
    } finally {
      event.end();
      if (event.shouldCommit()) {
        event.signed = !serial.isEmpty();
        event.serial = serial;
        event.reason = reason;
        event.caller = terms.caller().name();
        event.commit();
      }
    }
  }

  private IssuedCertificate issue(CertificateSigningRequest request, IssuanceTerms terms)
      throws IssuanceRejectedException {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    Signer signer = keys.signer();
    rejectReplay(terms);
    IssuancePolicy.Admission admission = signer.policy().admit(request, terms, now);
    rate.take(terms, now);
    boolean signed = false;
    try {
      IssuedCertificate issued =
          signAndRecord(signer, listeners.reviewed(admission, terms, now), terms, now);
      signed = true;
      listeners.tell(issued);
      return issued;
    } finally {
      if (!signed) {
        rate.giveBack(terms);
      }
    }
  }

  /** A used permission costs no signature. The store decides again when it records the use. */
  private void rejectReplay(IssuanceTerms terms) throws IssuanceRejectedException {
    if (terms.oneTimeUse().filter(each -> store.isKnownAsUsed(terms.caller(), each)).isPresent()) {
      throw CertificateStore.replayed();
    }
  }

  /** Builds, signs and reads back the certificate. Returns after it is recorded on disk. */
  private IssuedCertificate signAndRecord(
      Signer signer, IssuancePolicy.Admission admission, IssuanceTerms terms, Instant now)
      throws IssuanceRejectedException {
    BigInteger serial = SerialNumbers.next(now);
    byte[] draft =
        UntrustedInput.read(
            RejectionReason.CSR_MALFORMED, UNFIT, () -> signer.profile().build(admission, serial));
    byte[] signed = signer.issuer().sign(draft);
    IssuedCertificate issued =
        UntrustedInput.read(
            RejectionReason.CSR_MALFORMED,
            UNFIT,
            () ->
                issued(
                    signer,
                    signer.readBack().read(signed, admission),
                    serial,
                    admission,
                    terms,
                    now));
    store.add(issued, admission.subject().commonNames(), signer.number(), terms);
    return issued;
  }

  /** Takes everything from the admission, so that the certificate is not parsed. */
  private static IssuedCertificate issued(
      Signer signer,
      X509Certificate certificate,
      BigInteger serial,
      IssuancePolicy.Admission admission,
      IssuanceTerms terms,
      Instant now) {
    AlternativeNames names = admission.subject().names();
    return new IssuedCertificate(
        SerialNumbers.hex(serial),
        admission.subjectText(),
        names.dnsTexts(),
        names.ipTexts(),
        names.uriTexts(),
        admission.period().notBefore(),
        admission.period().notAfter(),
        Fingerprint.sha256(certificate),
        RecordedCaller.of(terms.caller(), terms.origin()),
        now,
        certificate,
        signer.intermediates(),
        CertificateStatus.CURRENT);
  }

  @Override
  public Optional<IssuedCertificate> find(String serialHex) {
    return store.find(folded(serialHex));
  }

  @Override
  public Optional<IssuedCertificate> findBySerial(String serialHex) {
    return store.findBySerial(folded(serialHex));
  }

  @Override
  public List<IssuanceRejectedException> check(OrderedNames names, IssuanceTerms terms)
      throws IssuanceRejectedException {
    return keys.signer().policy().check(names, terms, clock.instant());
  }

  @Override
  public EnrolmentAuthority enrolment() {
    return enrolment;
  }

  private static String folded(String serialHex) {
    return serialHex.toLowerCase(Locale.ROOT).replaceFirst("^0+(?=.)", "");
  }

  @Override
  public Optional<RevocationResult> revoke(String serialHex, RevocationReason reason) {
    Optional<IssuedCertificate> found = findBySerial(serialHex);
    if (found.isEmpty()) {
      return Optional.empty();
    }
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    return revocations
        .change(found.get().certificate().getSerialNumber(), reason)
        .map(
            outcome -> {
              boolean accepted = outcome != Outcome.REJECTED;
              return new RevocationResult(
                  accepted,
                  outcome == Outcome.CHANGED,
                  afterChange(found.get(), accepted, reason, now));
            });
  }

  /** The change is on disk: a failure of the store from now on must not hide it. */
  private IssuedCertificate afterChange(
      IssuedCertificate before, boolean accepted, RevocationReason reason, Instant now) {
    try {
      return store.find(before.serial()).orElse(before);
    } catch (AuthorityUnavailableException e) {
      LOG.debug("The record of a changed certificate could not be read again", e);
      return accepted ? before.changed(reason, now) : before;
    }
  }

  @Override
  public Optional<Revocation> revocation(X509Certificate certificate) {
    revocations.requireUsable();
    return revocations
        .revocation(certificate.getSerialNumber())
        .map(change -> new Revocation(change.revokedAt(), change.reason()));
  }

  @Override
  public List<RevocationList> revocationLists() {
    return revocations.lists();
  }

  @Override
  public Optional<RevocationList> revocationList(String ski) {
    return revocations.list(ski);
  }

  @Override
  public Optional<X509Certificate> issuer(String ski) {
    return keys.certificate(ski);
  }

  @Override
  public Optional<IssuedCertificate> findByFingerprint(String fingerprint) {
    return store.findByFingerprint(fingerprint);
  }

  @Override
  public OcspResponse ocsp(byte[] request) {
    return ocsp.answer(request);
  }

  @Override
  public Instant revocationsReadAt() {
    return revocations.readAt();
  }

  @Override
  public int countRevoked() {
    return revocations.count();
  }

  @Override
  public CertificatePage list(CertificateQuery query) {
    return store.list(query, clock.instant());
  }

  @Override
  public AuthorityHealth health() {
    Optional<Duration> difference = clockDifference();
    Optional<Issuer> issuer = currentKey();
    return new AuthorityHealth(
        difference.isPresent(),
        keys.isComplete() && issuer.filter(Issuer::hasMatchingKey).isPresent(),
        revocations.isHealthy(),
        issuer
            .map(each -> each.validity().notAfter())
            .orElseGet(() -> keys.root().getNotAfter().toInstant()),
        difference,
        Optional.of(keys.status()),
        issuer.map(Issuer::providerName));
  }

  private Optional<Issuer> currentKey() {
    try {
      return Optional.of(keys.current());
    } catch (AuthorityUnavailableException e) {
      LOG.debug("There is no current key", e);
      return Optional.empty();
    }
  }

  private Optional<Duration> clockDifference() {
    try {
      Instant before = clock.instant();
      return Optional.of(Duration.between(before, Instant.ofEpochMilli(database.clock())));
    } catch (AuthorityUnavailableException e) {
      LOG.warn("{}", e.getMessage());
      return Optional.empty();
    }
  }

  @Override
  public int countExpiring(Instant from, Instant to) {
    return store.countExpiring(from, to, MAX_COUNT);
  }

  @Override
  public List<X509Certificate> issuers() {
    return keys.issuers();
  }

  @Override
  public RotationStatus rotation() {
    return keys.status();
  }

  @Override
  public RotationStatus rotate(boolean switchNow) throws RotationRejectedException {
    return keys.rotate(switchNow);
  }

  @Override
  public void addRotationListener(Consumer<RotationStatus> listener) {
    keys.addListener(listener);
  }

  @Override
  public void removeRotationListener(Consumer<RotationStatus> listener) {
    keys.removeListener(listener);
  }

  @Override
  public void addIssuanceListener(IssuanceListener listener) {
    listeners.add(listener);
  }

  @Override
  public void removeIssuanceListener(IssuanceListener listener) {
    listeners.remove(listener);
  }

  @Override
  public void close() {
    revocations.close();
    keys.close();
    database.close();
  }
}
