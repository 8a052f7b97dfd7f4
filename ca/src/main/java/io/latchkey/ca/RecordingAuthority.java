package io.latchkey.ca;

import java.math.BigInteger;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The authority that signs with an {@link Issuer} and records in a {@link CertificateStore}. */
final class RecordingAuthority implements CertificateAuthority {
  private static final Logger LOG = LoggerFactory.getLogger(CertificateAuthority.class);
  private static final int MAX_LOGGED_NAME = 200;

  private final Database database;
  private final CertificateStore store;
  private final Issuer issuer;
  private final IssuancePolicy policy;
  private final CertificateProfile profile;
  private final Clock clock;

  RecordingAuthority(
      Database database,
      CertificateStore store,
      Issuer issuer,
      IssuancePolicy policy,
      Clock clock) {
    this.database = database;
    this.store = store;
    this.issuer = issuer;
    this.policy = policy;
    this.profile = new CertificateProfile(issuer.certificate());
    this.clock = clock;
  }

  @Override
  public X509Certificate certificate() {
    return issuer.certificate();
  }

  @Override
  public X509Certificate root() {
    return issuer.root();
  }

  @Override
  public List<X509Certificate> chain() {
    return issuer.chain();
  }

  @Override
  public IssuedCertificate sign(SigningRequest request, IssuanceTerms terms)
      throws IssuanceRefusedException {
    try {
      IssuedCertificate issued = issue(request, terms);
      LOG.info(
          "Issued certificate {} with {} names for {}",
          issued.serial(),
          issued.nameCount(),
          Printable.line(terms.caller(), MAX_LOGGED_NAME));
      return issued;
    } catch (IssuanceRefusedException e) {
      LOG.info(
          "Refused a certificate for {}: {}{}",
          Printable.line(terms.caller(), MAX_LOGGED_NAME),
          e.reason().wireName(),
          e.name().map(name -> " (" + name + ")").orElse(""));
      throw e;
    }
  }

  private IssuedCertificate issue(SigningRequest request, IssuanceTerms terms)
      throws IssuanceRefusedException {
    Instant now = clock.instant().truncatedTo(ChronoUnit.MILLIS);
    IssuancePolicy.Admission admission = policy.admit(request, terms.validity(), now);
    BigInteger serial = SerialNumbers.next();
    X509Certificate certificate = issuer.sign(profile.build(admission, serial));
    IssuedCertificate issued =
        IssuedCertificate.of(certificate, issuer.chain(), terms.caller(), now);
    store.add(
        issued,
        admission.subject().commonNames(),
        Fingerprint.sha256(issuer.certificate()),
        terms.oneTimeUse());
    return issued;
  }

  @Override
  public Optional<IssuedCertificate> find(String serialHex) {
    String folded = serialHex.toLowerCase(Locale.ROOT).replaceFirst("^0+(?=.)", "");
    return store.find(folded);
  }

  @Override
  public CertificatePage list(CertificateQuery query) {
    return store.list(query);
  }

  @Override
  public boolean isReady() {
    try {
      return database.run(
          connection -> {
            try (var select = Sql.prepare(connection, "SELECT 1");
                var row = select.executeQuery()) {
              return row.next();
            }
          });
    } catch (AuthorityUnavailableException e) {
      LOG.warn("{}", e.getMessage());
      return false;
    }
  }

  @Override
  public void close() {
    database.close();
  }
}
