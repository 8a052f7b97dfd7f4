package io.latchkey.ca.status;

import static io.latchkey.ca.testing.RequestBuilder.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.latchkey.ca.CertificateAuthority;
import io.latchkey.ca.DataDirectory;
import io.latchkey.ca.authority.CertificateAuthorityBuilder;
import io.latchkey.ca.caller.CallerIdentity;
import io.latchkey.ca.certificate.CertificateQuery;
import io.latchkey.ca.certificate.IssuedCertificate;
import io.latchkey.ca.certificate.RevocationResult;
import io.latchkey.ca.issuance.IssuanceTerms;
import io.latchkey.ca.revocation.Revocation;
import io.latchkey.ca.revocation.RevocationList;
import io.latchkey.ca.store.EachDatabase;
import io.latchkey.ca.store.TestDatabase;
import io.latchkey.pki.CertificateState;
import io.latchkey.pki.KeyIdentifiers;
import io.latchkey.pki.RevocationReason;
import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509CRLEntry;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1OctetString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.threeten.extra.MutableClock;

@ParameterizedClass
@EachDatabase
class RevocationsTest {
  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00.123Z");
  private static final String PASSPHRASE = "a passphrase for tests only";

  @Parameter TestDatabase kind;
  @TempDir Path temporary;
  private TestDatabase.Fresh database;
  private DataDirectory directory;
  private CertificateAuthority ca;
  private final MutableClock clock = MutableClock.of(NOW, ZoneOffset.UTC);

  @BeforeEach
  void open() {
    database = kind.fresh();
    database.setTime(NOW);
    directory = DataDirectory.open(temporary.resolve("data"));
    ca = builder(directory).open();
  }

  @AfterEach
  void close() {
    ca.close();
    directory.close();
  }

  private CertificateAuthorityBuilder builder(DataDirectory at) {
    return database.builder(at).clock(clock).keyPassphrase(PASSPHRASE);
  }

  /** Moves the clocks of the node and of the database. */
  private void passTo(Instant time) {
    database.setTime(time);
    clock.setInstant(time);
  }

  private IssuedCertificate sign(String name, String caller) throws Exception {
    return ca.sign(
        request().dns(name).build(), IssuanceTerms.of(new CallerIdentity("psk", caller)));
  }

  private X509CRL list() throws Exception {
    return parse(ca.revocationLists().get(0));
  }

  private static X509CRL parse(RevocationList list) throws Exception {
    return (X509CRL)
        CertificateFactory.getInstance("X.509").generateCRL(new ByteArrayInputStream(list.der()));
  }

  private static BigInteger number(X509CRL list) {
    return ASN1Integer.getInstance(
            ASN1OctetString.getInstance(list.getExtensionValue("2.5.29.20")).getOctets())
        .getValue();
  }

  private static Optional<X509CRLEntry> entry(X509CRL list, IssuedCertificate issued) {
    return Optional.ofNullable(list.getRevokedCertificate(issued.certificate().getSerialNumber()));
  }

  private void awaitListWith(IssuedCertificate issued, boolean present) {
    await().untilAsserted(() -> assertThat(entry(list(), issued).isPresent()).isEqualTo(present));
  }

  private boolean change(IssuedCertificate issued, RevocationReason reason) {
    return ca.revoke(issued.serial(), reason).orElseThrow().accepted();
  }

  @Test
  void firstStart_signsAnEmptyList() throws Exception {
    X509CRL list = list();

    list.verify(ca.certificate().getPublicKey());
    assertThat(list.getVersion()).isEqualTo(2);
    assertThat(list.getIssuerX500Principal()).isEqualTo(ca.certificate().getSubjectX500Principal());
    assertThat(list.getRevokedCertificates()).isNull();
    assertThat(number(list)).isOne();
    assertThat(list.getNextUpdate().toInstant())
        .isEqualTo(NOW.plus(Duration.ofDays(1)).truncatedTo(ChronoUnit.SECONDS));
    assertThat(ca.revocationList(KeyIdentifiers.hex(ca.certificate()))).isPresent();
    assertThat(ca.revocationList("00")).isEmpty();
    assertThat(ca.issuer(KeyIdentifiers.hex(ca.certificate()))).contains(ca.certificate());
    assertThat(ca.issuer("00")).isEmpty();
  }

  @Test
  void revokedCertificate_isInTheNextList() throws Exception {
    IssuedCertificate issued = sign("a.local", "worker");
    IssuedCertificate other = sign("b.local", "worker");

    RevocationResult result =
        ca.revoke("00" + issued.serial(), RevocationReason.KEY_COMPROMISE).orElseThrow();

    Revocation revocation = new Revocation(NOW, RevocationReason.KEY_COMPROMISE);
    assertThat(result.accepted()).isTrue();
    assertThat(result.certificate().status().revocation()).contains(revocation);
    assertThat(result.certificate().stateAt(NOW)).isEqualTo(CertificateState.REVOKED);
    assertThat(ca.find(issued.serial())).contains(result.certificate());
    awaitListWith(issued, true);
    X509CRL list = list();
    list.verify(ca.certificate().getPublicKey());
    assertThat(number(list)).isEqualTo(2);
    assertThat(entry(list, issued).orElseThrow().getRevocationReason())
        .isEqualTo(java.security.cert.CRLReason.KEY_COMPROMISE);
    assertThat(entry(list, issued).orElseThrow().getRevocationDate().toInstant())
        .isEqualTo(NOW.truncatedTo(ChronoUnit.SECONDS));
    assertThat(entry(list, other)).isEmpty();
    assertThat(ca.revocation(issued.certificate())).contains(revocation);
    assertThat(ca.revocation(other.certificate())).isEmpty();
    assertThat(ca.countRevoked()).isOne();
  }

  @Test
  void unspecifiedReason_isNotInTheEntry() throws Exception {
    IssuedCertificate issued = sign("a.local", "worker");

    change(issued, RevocationReason.UNSPECIFIED);

    awaitListWith(issued, true);
    assertThat(entry(list(), issued).orElseThrow().hasExtensions()).isFalse();
  }

  @Test
  void unknownSerial_isNotRevoked() {
    assertThat(ca.revoke("1234", RevocationReason.UNSPECIFIED)).isEmpty();
    assertThat(ca.revoke("x", RevocationReason.UNSPECIFIED)).isEmpty();
  }

  @Test
  void hold_isReleased() throws Exception {
    IssuedCertificate issued = sign("a.local", "worker");

    assertThat(change(issued, RevocationReason.REMOVE_FROM_CRL)).isFalse();
    assertThat(change(issued, RevocationReason.CERTIFICATE_HOLD)).isTrue();
    assertThat(change(issued, RevocationReason.CERTIFICATE_HOLD)).isTrue();
    assertThat(ca.find(issued.serial()).orElseThrow().stateAt(NOW))
        .isEqualTo(CertificateState.HOLD);
    awaitListWith(issued, true);
    assertThat(change(issued, RevocationReason.REMOVE_FROM_CRL)).isTrue();
    assertThat(ca.find(issued.serial()).orElseThrow().status().revocation()).isEmpty();
    awaitListWith(issued, false);
    assertThat(change(issued, RevocationReason.REMOVE_FROM_CRL)).isFalse();
  }

  @Test
  void revocationAfterHold_keepsTimeOfHold() throws Exception {
    IssuedCertificate issued = sign("a.local", "worker");
    change(issued, RevocationReason.CERTIFICATE_HOLD);
    passTo(NOW.plusSeconds(60));

    assertThat(change(issued, RevocationReason.SUPERSEDED)).isTrue();

    assertThat(ca.find(issued.serial()).orElseThrow().status().revocation())
        .contains(new Revocation(NOW, RevocationReason.SUPERSEDED));
    assertThat(change(issued, RevocationReason.REMOVE_FROM_CRL)).isFalse();
    assertThat(change(issued, RevocationReason.KEY_COMPROMISE)).isFalse();
    assertThat(change(issued, RevocationReason.CERTIFICATE_HOLD)).isFalse();
  }

  @Test
  void secondHold_startsAtItsOwnTime() throws Exception {
    IssuedCertificate issued = sign("a.local", "worker");
    change(issued, RevocationReason.CERTIFICATE_HOLD);
    change(issued, RevocationReason.REMOVE_FROM_CRL);
    passTo(NOW.plusSeconds(60));

    change(issued, RevocationReason.CERTIFICATE_HOLD);

    assertThat(ca.find(issued.serial()).orElseThrow().status().revocation())
        .contains(new Revocation(NOW.plusSeconds(60), RevocationReason.CERTIFICATE_HOLD));
  }

  @Test
  void list_isSignedAgainAtHalfValidity() throws Exception {
    Instant half = NOW.truncatedTo(ChronoUnit.SECONDS).plus(Duration.ofHours(12));
    passTo(half.minusSeconds(1));
    IssuedCertificate issued = sign("a.local", "worker");
    change(issued, RevocationReason.SUPERSEDED);
    awaitListWith(issued, true);
    passTo(half.minusSeconds(2).plus(Duration.ofHours(12)));
    IssuedCertificate another = sign("b.local", "worker");
    change(another, RevocationReason.CERTIFICATE_HOLD);
    awaitListWith(another, true);
    assertThat(number(list())).isEqualTo(3);

    passTo(clock.instant().plus(Duration.ofHours(12)));

    await().untilAsserted(() -> assertThat(number(list())).isEqualTo(4));
    assertThat(list().getThisUpdate().toInstant())
        .isEqualTo(clock.instant().minus(RevocationListBuilder.BACKDATED));
  }

  @Test
  void expiredCertificate_leavesAfterOneMoreList() throws Exception {
    IssuedCertificate issued = sign("a.local", "worker");
    change(issued, RevocationReason.SUPERSEDED);
    awaitListWith(issued, true);

    passTo(issued.notAfter().plusSeconds(1));
    await().untilAsserted(() -> assertThat(number(list())).isEqualTo(3));
    assertThat(entry(list(), issued)).isPresent();
    passTo(clock.instant().plus(Duration.ofDays(1)));
    await().untilAsserted(() -> assertThat(number(list())).isEqualTo(4));
    assertThat(entry(list(), issued)).isEmpty();
  }

  @Test
  void restart_keepsRevocationsAndList() throws Exception {
    IssuedCertificate issued = sign("a.local", "worker");
    change(issued, RevocationReason.SUPERSEDED);
    awaitListWith(issued, true);
    byte[] before = ca.revocationLists().get(0).der();

    ca.close();
    ca = builder(directory).open();

    assertThat(ca.revocationLists().get(0).der()).isEqualTo(before);
    assertThat(ca.revocation(issued.certificate())).isPresent();
  }

  @Test
  void secondNode_seesRevocationAndServesSameList() throws Exception {
    if (kind == TestDatabase.SQLITE) {
      return; // is used by one process
    }
    IssuedCertificate issued = sign("a.local", "worker");
    try (DataDirectory second = DataDirectory.open(temporary.resolve("second"));
        CertificateAuthority node = builder(second).open()) {
      change(issued, RevocationReason.SUPERSEDED);

      awaitListWith(issued, true);
      await()
          .untilAsserted(
              () -> {
                assertThat(node.revocation(issued.certificate())).isPresent();
                assertThat(node.revocationLists().get(0).der())
                    .isEqualTo(ca.revocationLists().get(0).der());
              });
      assertThat(number(list())).isEqualTo(2);
    }
  }

  @Test
  void laterCertificateForSameNames_marksEarlierReplaced() throws Exception {
    IssuedCertificate first = sign("a.local", "worker");
    IssuedCertificate ofAnother = sign("a.local", "other");
    IssuedCertificate withMore =
        ca.sign(
            request().dns("a.local", "b.local").build(),
            IssuanceTerms.of(new CallerIdentity("psk", "worker")));
    assertThat(isReplaced(first)).isFalse();

    IssuedCertificate second = sign("A.local", "worker");

    assertThat(isReplaced(first)).isTrue();
    assertThat(isReplaced(second)).isFalse();
    assertThat(isReplaced(ofAnother)).isFalse();
    assertThat(isReplaced(withMore)).isFalse();
    assertThat(serials(CertificateQuery.newest(10).onlyCurrent()))
        .containsExactly(second.serial(), withMore.serial(), ofAnother.serial());
  }

  @Test
  void callersWithoutName_replaceNothing() throws Exception {
    IssuedCertificate first = sign("a.local", "service");

    sign("a.local", "service");

    assertThat(isReplaced(first)).isFalse();
  }

  @Test
  void queries_selectByState() throws Exception {
    IssuedCertificate valid = sign("a.local", "worker");
    IssuedCertificate revoked = sign("b.local", "worker");
    IssuedCertificate held = sign("c.local", "worker");
    IssuedCertificate released = sign("d.local", "worker");
    change(revoked, RevocationReason.SUPERSEDED);
    change(held, RevocationReason.CERTIFICATE_HOLD);
    change(released, RevocationReason.CERTIFICATE_HOLD);
    change(released, RevocationReason.REMOVE_FROM_CRL);

    assertThat(serials(CertificateQuery.newest(10).inState(CertificateState.REVOKED)))
        .containsExactly(revoked.serial());
    assertThat(serials(CertificateQuery.newest(10).inState(CertificateState.HOLD)))
        .containsExactly(held.serial());
    assertThat(serials(CertificateQuery.newest(10).inState(CertificateState.VALID)))
        .containsExactly(released.serial(), valid.serial());
    assertThat(serials(CertificateQuery.newest(10).inState(CertificateState.EXPIRED))).isEmpty();
    passTo(valid.notAfter().plusSeconds(1));
    assertThat(serials(CertificateQuery.newest(10).inState(CertificateState.EXPIRED)))
        .containsExactly(released.serial(), valid.serial());
    assertThat(serials(CertificateQuery.newest(10).expiringFrom(valid.notAfter().plusMillis(1))))
        .isEmpty();
    assertThat(serials(CertificateQuery.newest(10).expiringFrom(valid.notAfter()))).hasSize(4);
  }

  private boolean isReplaced(IssuedCertificate issued) {
    return ca.find(issued.serial()).orElseThrow().status().replaced();
  }

  private List<String> serials(CertificateQuery query) {
    return ca.list(query).certificates().stream().map(IssuedCertificate::serial).toList();
  }
}
