package io.latchkey.ca.authority;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.latchkey.ca.CertificateAuthority;
import io.latchkey.ca.DataDirectory;
import io.latchkey.ca.RotationStatus;
import io.latchkey.ca.RotationStatus.Phase;
import io.latchkey.ca.certificate.IssuedCertificate;
import io.latchkey.ca.store.Database;
import io.latchkey.ca.store.Databases;
import io.latchkey.ca.store.EachDatabase;
import io.latchkey.ca.store.GenerationStore;
import io.latchkey.ca.store.TestDatabase;
import io.latchkey.pki.KeyIdentifiers;
import io.latchkey.pki.Pem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The phases of a rotation: announced, switched, and the former key deleted. */
class RotationTest extends RotationFixture {
  @ParameterizedTest
  @EachDatabase
  void rotation_announcesSwitchesAndDeletesTheFormerKey(TestDatabase kind) throws Exception {
    TestDatabase.Fresh database = kind.fresh();
    try (DataDirectory directory = DataDirectory.open(temporary.resolve("data"));
        CertificateAuthority ca = open(directory, database)) {
      X509Certificate old = ca.root();
      assertThat(sign(ca).intermediates()).isEmpty();

      RotationStatus announced = ca.rotate(false);
      X509Certificate next = announced.other().orElseThrow();
      assertThat(announced)
          .isEqualTo(
              new RotationStatus(
                  Phase.ANNOUNCED, old, Optional.of(next), Optional.of(START.plus(YEAR))));
      assertThat(ca.root()).isEqualTo(old);
      assertThat(ca.certificate()).isEqualTo(old);
      assertPath(sign(ca), old, next);
      assertCrossCertificates(ca.chain(), old, old, next);

      pass(YEAR.minusMillis(1), database);
      assertThat(ca.root()).isEqualTo(old);
      pass(Duration.ofMillis(1), database);
      assertThat(ca.rotation())
          .isEqualTo(
              new RotationStatus(
                  Phase.SWITCHED, next, Optional.of(old), Optional.of(clock.instant().plus(YEAR))));
      assertThat(ca.root()).isEqualTo(next);
      IssuedCertificate signed = sign(ca);
      assertPath(signed, next, old);
      assertThat(ca.find(signed.serial()).orElseThrow().pemChain()).isEqualTo(signed.pemChain());
      assertCrossCertificates(ca.chain(), next, old, next);
      assertThat(keysInUse(ca)).containsExactly(next, old);

      pass(YEAR, database);
      assertThat(ca.rotation().phase()).isEqualTo(Phase.NONE);
      await().until(() -> keysInUse(ca).equals(List.of(next)));
      assertThat(ca.issuers()).containsExactly(old, next);
      assertPath(sign(ca), next, old);
    }
    try (DataDirectory directory = DataDirectory.open(temporary.resolve("data"));
        Database stored =
            database.url().isEmpty() ? Databases.embedded(directory) : open(database)) {
      assertThat(new GenerationStore(stored).all())
          .extracting(each -> each.privateKey().isPresent())
          .containsExactly(false, true);
    }
  }

  private static Database open(TestDatabase.Fresh database) {
    return Databases.of(database.dataSource(Path.of("unused")));
  }

  private static void assertCrossCertificates(
      List<X509Certificate> chain, X509Certificate root, X509Certificate old, X509Certificate next)
      throws Exception {
    assertThat(chain).hasSize(3);
    assertThat(chain.get(0)).isEqualTo(root);
    assertCross(chain.get(1), old, next);
    assertCross(chain.get(2), next, old);
  }

  private static void assertCross(
      X509Certificate cross, X509Certificate certified, X509Certificate signer) throws Exception {
    cross.verify(signer.getPublicKey());
    assertThat(cross.getPublicKey()).isEqualTo(certified.getPublicKey());
    assertThat(cross.getSubjectX500Principal()).isEqualTo(certified.getSubjectX500Principal());
    assertThat(cross.getIssuerX500Principal()).isEqualTo(signer.getSubjectX500Principal());
    assertThat(KeyIdentifiers.hex(cross)).isEqualTo(KeyIdentifiers.hex(certified));
    assertThat(cross.getBasicConstraints()).isZero();
    assertThat(certified.getBasicConstraints()).isEqualTo(1);
    assertThat(cross.getNotAfter().toInstant())
        .isEqualTo(earlier(certified.getNotAfter().toInstant(), signer.getNotAfter().toInstant()));
    AuthorityKeyIdentifier authority =
        AuthorityKeyIdentifier.getInstance(
            ASN1OctetString.getInstance(
                    cross.getExtensionValue(Extension.authorityKeyIdentifier.getId()))
                .getOctets());
    assertThat(authority).isEqualTo(KeyIdentifiers.ofIssuer(signer));
    assertThat(authority.getAuthorityCertIssuer()).isNull();
    assertThat(authority.getAuthorityCertSerialNumber()).isNull();
  }

  private static Instant earlier(Instant a, Instant b) {
    return a.isBefore(b) ? a : b;
  }

  @Test
  void rotateBeforeTheEnd_rotatesByItself() throws Exception {
    try (DataDirectory directory = DataDirectory.open(temporary.resolve("data"));
        CertificateAuthority ca = open(directory)) {
      X509Certificate old = ca.root();
      List<RotationStatus> heard = new CopyOnWriteArrayList<>();
      ca.addRotationListener(heard::add);
      Instant begin = old.getNotAfter().toInstant().minus(YEAR).minus(YEAR);
      assertThat(ca.rotation().next()).hasValue(begin);

      clock.setInstant(begin);
      await().until(() -> heard.size() == 1);
      assertThat(ca.rotation().phase()).isEqualTo(Phase.ANNOUNCED);
      X509Certificate next = ca.rotation().other().orElseThrow();

      clock.add(YEAR);
      await().until(() -> heard.size() == 2);
      clock.add(YEAR);
      await().until(() -> heard.size() == 3);
      assertThat(heard)
          .extracting(RotationStatus::phase)
          .containsExactly(Phase.ANNOUNCED, Phase.SWITCHED, Phase.NONE);
      assertThat(ca.root()).isEqualTo(next);
      assertThat(ca.rotation().next())
          .hasValue(next.getNotAfter().toInstant().minus(YEAR).minus(YEAR));
      assertThat(Files.readString(directory.file("ca.crt"))).isEqualTo(Pem.encode(next));
    }
  }

  @Test
  void switchNow_switchesToTheAnnouncedRoot() throws Exception {
    try (DataDirectory directory = DataDirectory.open(temporary.resolve("data"));
        CertificateAuthority ca = open(directory)) {
      X509Certificate next = ca.rotate(false).other().orElseThrow();
      clock.add(Duration.ofDays(1));

      RotationStatus switched = ca.rotate(true);

      assertThat(switched.phase()).isEqualTo(Phase.SWITCHED);
      assertThat(ca.root()).isEqualTo(next);
      assertThat(switched.next()).hasValue(clock.instant().plus(YEAR));
      assertRejected(() -> ca.rotate(true), "under way (switched)");
      assertRejected(() -> ca.rotate(false), "under way (switched)");
    }
  }

  @Test
  void switchNowWithoutAnnouncement_announcesAndSwitches() throws Exception {
    try (DataDirectory directory = DataDirectory.open(temporary.resolve("data"));
        CertificateAuthority ca = open(directory)) {
      X509Certificate old = ca.root();

      assertThat(ca.rotate(true).phase()).isEqualTo(Phase.SWITCHED);

      assertThat(ca.root()).isNotEqualTo(old);
      assertPath(sign(ca), ca.root(), old);
    }
  }

  @Test
  void certificate_neverOutlivesItsIssuer() throws Exception {
    try (DataDirectory directory = DataDirectory.open(temporary.resolve("data"));
        CertificateAuthority ca = open(directory)) {
      Instant oldEnd = ca.root().getNotAfter().toInstant();
      clock.setInstant(oldEnd.minus(YEAR).minus(YEAR).minus(SECOND));
      X509Certificate next = ca.rotate(false).other().orElseThrow();
      clock.setInstant(oldEnd.minus(YEAR).minus(SECOND));
      assertThat(ca.rotation().phase()).isEqualTo(Phase.SWITCHED);
      IssuedCertificate first = sign(ca);
      assertThat(first.notAfter()).isEqualTo(clock.instant().plus(YEAR));

      clock.setInstant(oldEnd);
      assertPath(sign(ca), next, ca.issuers().get(0));
      assertThat(sign(ca).notAfter()).isEqualTo(clock.instant().plus(YEAR));

      clock.setInstant(oldEnd.plus(SECOND));
      assertThat(sign(ca).intermediates()).as("cross-certificate of an expired root").isEmpty();
      assertThat(ca.chain()).containsExactly(next);
    }
  }

  @Test
  void shortenedValidity_shortensPhasesAndCertificates() throws Exception {
    open(temporary.resolve("data"), builder -> builder);
    try (DataDirectory directory = DataDirectory.open(temporary.resolve("data"));
        CertificateAuthority ca = builder(directory).validity(Period.ofDays(100)).open()) {
      Instant switchAt = ca.rotate(false).next().orElseThrow();
      Duration phase = Duration.between(START, switchAt);

      assertThat(phase).isBetween(Duration.ofDays(24), Duration.ofDays(26));
      assertThat(sign(ca).notAfter()).as("deletion of the key").isEqualTo(switchAt.plus(phase));
    }
  }

  /** Roots and their cross-certificates begin 60 s before they are signed. */
  @ParameterizedTest
  @CsvSource({"60, 1", "61, 0"})
  void clockBehind_signsWithoutFutureCrossCertificate(long behind, int intermediates)
      throws Exception {
    try (DataDirectory directory = DataDirectory.open(temporary.resolve("data"));
        CertificateAuthority ca = open(directory)) {
      clock.add(Duration.ofDays(1));
      ca.rotate(false);

      clock.add(Duration.ofSeconds(-behind));

      assertThat(sign(ca).intermediates()).hasSize(intermediates);
    }
  }

  @Test
  void clockBehindTheRoot_announcesWithCrossCertificates() throws Exception {
    try (DataDirectory directory = DataDirectory.open(temporary.resolve("data"));
        CertificateAuthority ca = open(directory)) {
      clock.add(Duration.ofSeconds(-61));

      assertThat(ca.rotate(false).phase()).isEqualTo(Phase.ANNOUNCED);
      assertThat(ca.chain()).hasSize(3);
    }
  }

  @Test
  void expiredRoot_isReplacedImmediatelyWithoutCrossCertificates() throws Exception {
    X509Certificate old = open(temporary.resolve("data"), builder -> builder);
    clock.setInstant(old.getNotAfter().toInstant().plus(SECOND));
    try (DataDirectory directory = DataDirectory.open(temporary.resolve("data"));
        CertificateAuthority ca = open(directory)) {
      await().until(() -> !ca.root().equals(old));

      assertThat(sign(ca).intermediates()).isEmpty();
      assertThat(ca.chain()).containsExactly(ca.root());
    }
  }

  @Test
  void restart_continuesEveryPhase() throws Exception {
    Path data = temporary.resolve("data");
    List<X509Certificate> roots = new ArrayList<>();
    roots.add(open(data, builder -> builder));
    try (DataDirectory directory = DataDirectory.open(data);
        CertificateAuthority ca = open(directory)) {
      roots.add(ca.rotate(false).other().orElseThrow());
    }
    assertThat(open(data, builder -> builder)).isEqualTo(roots.get(0));
    clock.add(YEAR);
    assertThat(open(data, builder -> builder)).isEqualTo(roots.get(1));
    assertThat(Files.readString(data.resolve("ca.crt"))).isEqualTo(Pem.encode(roots.get(1)));
    clock.add(YEAR);
    assertThat(open(data, builder -> builder)).isEqualTo(roots.get(1));
  }
}
