package io.latchkey.ca.authority;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.ca.AuthorityHealth;
import io.latchkey.ca.CertificateAuthority;
import io.latchkey.ca.DataDirectory;
import io.latchkey.ca.certificate.IssuedCertificate;
import io.latchkey.ca.delegation.DelegatedKeys;
import io.latchkey.ca.delegation.Delegation;
import io.latchkey.ca.issuance.IssuanceTerms;
import io.latchkey.ca.issuance.NamePolicy;
import io.latchkey.ca.policy.IssuancePolicy;
import io.latchkey.ca.policy.Issuer;
import io.latchkey.ca.policy.NameConstraintsRule;
import io.latchkey.ca.policy.Requests;
import io.latchkey.ca.policy.ReservedNames;
import io.latchkey.ca.policy.RootProfile;
import io.latchkey.ca.policy.ValidityRule;
import io.latchkey.ca.status.OcspResponder;
import io.latchkey.ca.status.Revocations;
import io.latchkey.ca.store.CertificateStore;
import io.latchkey.ca.store.Database;
import io.latchkey.ca.store.Databases;
import io.latchkey.ca.store.IssuerStore;
import io.latchkey.ca.store.RevocationStore;
import io.latchkey.pki.KeyType;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuthorityHealthTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

  @TempDir Path path;

  @Test
  void openAuthority_isHealthy() {
    try (DataDirectory directory = DataDirectory.open(path.resolve("data"));
        CertificateAuthority authority = new CertificateAuthorityBuilder(directory).open()) {
      AuthorityHealth health = authority.health();

      assertThat(health.store()).isTrue();
      assertThat(health.signature()).isTrue();
      assertThat(health.notAfter()).isEqualTo(authority.root().getNotAfter().toInstant());
      assertThat(health.clockDifference().orElseThrow().abs()).isLessThan(Duration.ofMinutes(10));
    }
  }

  @Test
  void clockAhead_isReportedAsNegativeDifference() {
    Clock ahead = Clock.offset(Clock.systemUTC(), Duration.ofHours(2));
    try (DataDirectory directory = DataDirectory.open(path.resolve("data"));
        CertificateAuthority authority =
            new CertificateAuthorityBuilder(directory).clock(ahead).open()) {
      assertThat(authority.health().clockDifference().orElseThrow())
          .isBetween(Duration.ofMinutes(-130), Duration.ofMinutes(-110));
    }
  }

  @Test
  void closedStore_isReportedDown() {
    try (DataDirectory directory = DataDirectory.open(path.resolve("data"))) {
      CertificateAuthority authority = new CertificateAuthorityBuilder(directory).open();
      authority.close();

      AuthorityHealth health = authority.health();

      assertThat(health.store()).isFalse();
      assertThat(health.clockDifference()).isEmpty();
      assertThat(health.signature()).isTrue();
    }
  }

  @Test
  void keyOfAnotherCertificate_failsSignatureCheck() {
    try (DataDirectory directory = DataDirectory.open(path.resolve("data"));
        Database database = Databases.embedded(directory)) {
      Issuer own = issuer();
      Issuer swapped = new Issuer(issuer().key(), own.chain());

      assertThat(health(database, own).signature()).isTrue();
      assertThat(health(database, swapped).signature()).isFalse();
      assertThat(health(database, swapped).store()).isTrue();
    }
  }

  private static Issuer issuer() {
    return Issuer.selfSigned(
        KeyType.EC_P256, new RootProfile("Root", Optional.empty(), Period.ofDays(30)), NOW);
  }

  private static AuthorityHealth health(Database database, Issuer issuer) {
    ValidityRule validity =
        new ValidityRule(Duration.ofDays(1), Duration.ofDays(1), issuer.validity());
    AuthorityKeys keys =
        new CustomKeys(
            new Signer(
                issuer,
                1,
                new IssuancePolicy(
                    NamePolicy.any(),
                    ReservedNames.of(List.of()),
                    NameConstraintsRule.of(List.of()),
                    validity),
                Optional.empty()));
    CertificateStore store = new CertificateStore(database, Clock.fixed(NOW, ZoneOffset.UTC));
    RevocationStore revocationStore = new RevocationStore(database);
    Duration day = Duration.ofDays(1);
    Clock clock = Clock.systemUTC();
    try (Revocations revocations = Revocations.start(revocationStore, keys, day, clock)) {
      return new RecordingAuthority(
              database,
              store,
              keys,
              new SignatureRate(OptionalInt.empty()),
              revocations,
              new OcspResponder(
                  keys, revocations, revocationStore, store, new IssuerStore(database), clock),
              new DelegatedKeys(
                  Delegation.CMP,
                  store,
                  new IssuerStore(database),
                  revocations::isRevoked,
                  Optional.empty(),
                  clock),
              clock)
          .health();
    }
  }

  @Test
  void countExpiring_includesStartAndExcludesEnd() throws Exception {
    try (DataDirectory directory = DataDirectory.open(path.resolve("data"));
        CertificateAuthority authority = new CertificateAuthorityBuilder(directory).open()) {
      IssuedCertificate issued =
          authority.sign(Requests.resource("ec-p256.pem"), IssuanceTerms.of("worker-1"));
      Instant notAfter = issued.notAfter();

      assertThat(authority.countExpiring(notAfter, notAfter.plusSeconds(1))).isEqualTo(1);
      assertThat(authority.countExpiring(notAfter.plusMillis(1), notAfter.plusSeconds(1))).isZero();
      assertThat(authority.countExpiring(notAfter.minusSeconds(1), notAfter)).isZero();
    }
  }

  @Test
  void signing_isAnEventOfTheFlightRecorder() throws Exception {
    Path file = path.resolve("latchkey.jfr");
    try (Recording recording = new Recording();
        DataDirectory directory = DataDirectory.open(path.resolve("data"));
        CertificateAuthority authority = new CertificateAuthorityBuilder(directory).open()) {
      recording.enable("io.latchkey.Signing").withoutThreshold();
      recording.start();
      authority.sign(Requests.resource("ec-p256.pem"), IssuanceTerms.of("worker-1"));
      recording.stop();
      recording.dump(file);
    }

    List<RecordedEvent> events =
        RecordingFile.readAllEvents(file).stream()
            .filter(event -> event.getEventType().getName().equals("io.latchkey.Signing"))
            .toList();
    assertThat(events).hasSize(1);
    assertThat(events.get(0).getBoolean("signed")).isTrue();
    assertThat(events.get(0).getString("caller")).isEqualTo("worker-1");
    assertThat(events.get(0).getString("serial")).isNotEmpty();
  }
}
