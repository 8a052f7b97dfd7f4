package io.latchkey.ca.authority;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.ca.AuthorityUnavailableException;
import io.latchkey.ca.CertificateAuthority;
import io.latchkey.ca.DataDirectory;
import io.latchkey.ca.PemText;
import io.latchkey.ca.RotationStatus;
import io.latchkey.ca.certificate.IssuedCertificate;
import io.latchkey.ca.policy.TestCa;
import io.latchkey.ca.store.Database;
import io.latchkey.ca.store.Databases;
import io.latchkey.ca.store.GenerationStore;
import io.latchkey.ca.store.GenerationStore.StoredGeneration;
import io.latchkey.pki.KeyEncryption;
import io.latchkey.pki.Pem;
import io.latchkey.pki.RevocationReason;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Rotations that are rejected, and rotations of roots that end soon. */
class RotationLimitsTest extends RotationFixture {
  @Test
  void announcedRotation_isNotAnnouncedAgain() throws Exception {
    try (DataDirectory directory = DataDirectory.open(temporary.resolve("data"));
        CertificateAuthority ca = open(directory)) {
      RotationStatus announced = ca.rotate(false);

      assertRejected(
          () -> ca.rotate(false),
          "or at once with {\"switch\": \"now\"} (latchkey ca rotate --switch-now)");
      assertThat(ca.rotation()).isEqualTo(announced);
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "1, 2"})
  void startWithClockFarAhead_keepsFormerKey(long late, int keys) throws Exception {
    try (DataDirectory directory = DataDirectory.open(temporary.resolve("data"))) {
      try (CertificateAuthority ca = open(directory)) {
        IssuedCertificate unused = sign(ca);
        ca.rotate(true);
      }
      clock.add(CertificateAuthorityBuilder.DEFAULT_KEEP.plusMillis(late));
      try (CertificateAuthority ca = open(directory)) {
        check(ca);

        assertThat(keysInUse(ca)).hasSize(keys);
      }
    }
  }

  /** For example, because a backup is older than the deletion of the key from a PKCS#11 token. */
  @Test
  void damagedFormerKey_doesNotStopStart() throws Exception {
    Path data = temporary.resolve("data");
    try (DataDirectory directory = DataDirectory.open(data);
        CertificateAuthority ca = open(directory)) {
      ca.rotate(true);
    }
    damageKey(data, 1);

    try (DataDirectory directory = DataDirectory.open(data);
        CertificateAuthority ca = open(directory)) {
      assertThat(sign(ca).certificate().getIssuerX500Principal())
          .isEqualTo(ca.root().getSubjectX500Principal());
      assertThat(keysInUse(ca)).containsExactly(ca.root());
      assertThat(ca.health().signature()).isFalse();

      clock.setInstant(ca.rotation().next().orElseThrow());
      assertThatThrownBy(() -> check(ca)).isInstanceOf(AuthorityUnavailableException.class);
      check(ca);
      assertThat(ca.health().signature()).as("the rotation has ended").isTrue();
    }
  }

  @Test
  void currentKeyThatIsMissing_stopsTheStart() throws Exception {
    Path data = temporary.resolve("data");
    try (DataDirectory directory = DataDirectory.open(data);
        CertificateAuthority ca = open(directory)) {
      ca.rotate(true);
    }
    damageKey(data, 2);

    try (DataDirectory directory = DataDirectory.open(data)) {
      assertThatThrownBy(() -> open(directory)).isInstanceOf(AuthorityUnavailableException.class);
    }
  }

  private static void damageKey(Path data, int generation) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + data.resolve("latchkey.db"));
        PreparedStatement update =
            connection.prepareStatement(
                "UPDATE latchkey_ca_key SET private_key = 'damaged' WHERE generation = ?")) {
      update.setInt(1, generation);
      assertThat(update.executeUpdate()).isEqualTo(1);
    }
  }

  /** The validity of certificates was lowered after one was signed. */
  @ParameterizedTest
  @CsvSource({"0, 825", "734, 91", "735, 90", "736, 90"})
  void phases_lastUntilTheLastCertificateEnds(long daysLater, long days) throws Exception {
    try (DataDirectory directory = DataDirectory.open(temporary.resolve("data"))) {
      try (CertificateAuthority ca = openFor(directory, Duration.ofDays(825))) {
        assertThat(sign(ca).notAfter()).isEqualTo(START.plus(Duration.ofDays(825)));
      }
      clock.add(Duration.ofDays(daysLater));
      try (CertificateAuthority ca = openFor(directory, Duration.ofDays(90))) {
        assertThat(ca.rotate(false).next()).contains(clock.instant().plus(Duration.ofDays(days)));
        assertThat(ca.rotate(true).next()).contains(clock.instant().plus(Duration.ofDays(days)));
      }
    }
  }

  @Test
  void revokedCertificate_doesNotProlongAPhase() throws Exception {
    try (DataDirectory directory = DataDirectory.open(temporary.resolve("data"))) {
      try (CertificateAuthority ca = openFor(directory, Duration.ofDays(825))) {
        assertThat(ca.revoke(sign(ca).serial(), RevocationReason.SUPERSEDED)).isPresent();
      }
      try (CertificateAuthority ca = openFor(directory, Duration.ofDays(90))) {
        assertThat(ca.rotate(false).next()).contains(START.plus(Duration.ofDays(90)));
      }
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void certificateOnHoldOrReleased_prolongsThePhase(boolean released) throws Exception {
    try (DataDirectory directory = DataDirectory.open(temporary.resolve("data"))) {
      try (CertificateAuthority ca = openFor(directory, Duration.ofDays(825))) {
        String serial = sign(ca).serial();
        assertThat(ca.revoke(serial, RevocationReason.CERTIFICATE_HOLD)).isPresent();
        if (released) {
          assertThat(ca.revoke(serial, RevocationReason.REMOVE_FROM_CRL)).isPresent();
        }
      }
      try (CertificateAuthority ca = openFor(directory, Duration.ofDays(90))) {
        assertThat(ca.rotate(false).next()).contains(START.plus(Duration.ofDays(825)));
      }
    }
  }

  @Test
  void phaseInTheSettings_isNotProlonged() throws Exception {
    try (DataDirectory directory = DataDirectory.open(temporary.resolve("data"))) {
      try (CertificateAuthority ca = openFor(directory, Duration.ofDays(825))) {
        IssuedCertificate unused = sign(ca);
      }
      try (CertificateAuthority ca = builder(directory).retireAfter(Duration.ofDays(10)).open()) {
        assertThat(ca.rotate(false).next()).contains(START.plus(Duration.ofDays(10)));
      }
    }
  }

  /** The second node has no cross-certificate yet, because its clock is behind. */
  @ParameterizedTest
  @ValueSource(longs = {0, 61})
  void announcedPhase_endsCertificatesWithTheKey(long behind) throws Exception {
    try (DataDirectory directory = DataDirectory.open(temporary.resolve("data"));
        CertificateAuthority ca = builder(directory).retireAfter(Duration.ofDays(10)).open()) {
      clock.add(YEAR);
      Instant deletion = clock.instant().plus(Duration.ofDays(20));
      ca.rotate(false);
      clock.add(Duration.ofSeconds(-behind));

      assertThat(sign(ca).notAfter()).isEqualTo(deletion);

      clock.setInstant(deletion.minus(Duration.ofDays(10)));
      assertThat(sign(ca).notAfter()).isEqualTo(clock.instant().plus(YEAR));
    }
  }

  @Test
  void phasesBelowOneSecond_signUntilNextSecond() throws Exception {
    try (DataDirectory directory = DataDirectory.open(temporary.resolve("data"));
        CertificateAuthority ca = builder(directory).retireAfter(Duration.ofMillis(1)).open()) {
      assertThat(ca.rotate(false).next()).contains(START.plusMillis(1));

      assertThat(sign(ca).notAfter()).isEqualTo(START.plus(SECOND));
    }
  }

  @Test
  void validityRaisedWhileAnnounced_endsWithTheKey() throws Exception {
    try (DataDirectory directory = DataDirectory.open(temporary.resolve("data"))) {
      try (CertificateAuthority ca = openFor(directory, Duration.ofDays(90))) {
        ca.rotate(false);
      }
      try (CertificateAuthority ca = openFor(directory, Duration.ofDays(825))) {
        assertThat(sign(ca).notAfter()).isEqualTo(START.plus(Duration.ofDays(180)));
      }
    }
  }

  private CertificateAuthority openFor(DataDirectory directory, Duration validity) {
    return builder(directory).certificateValidity(validity).maxCertificateValidity(validity).open();
  }

  @Test
  void operatorsOwnCa_isNotRotated() {
    TestCa own = TestCa.root("Own").until(START.plus(YEAR));
    try (DataDirectory directory = DataDirectory.open(temporary.resolve("data"));
        CertificateAuthority ca =
            new CertificateAuthorityBuilder(directory)
                .clock(clock)
                .custom(
                    new PemText(own.chainPem(), "ca.pem"),
                    new PemText(Pem.encode(own.issuer().key()), "ca.key"))
                .open()) {
      assertRejected(() -> ca.rotate(false), "latchkey.ca.cert");
      assertRejected(() -> ca.rotate(true), "latchkey.ca.cert");
      assertThat(ca.rotation().next()).isEmpty();
    }
  }

  @Test
  void rootWithPathLength0_isNotRotated() throws Exception {
    TestCa old = TestCa.root("Old").intermediate("Old").pathLength(0).build();
    try (DataDirectory directory = DataDirectory.open(temporary.resolve("data"))) {
      try (Database database = Databases.embedded(directory)) {
        String key =
            KeyEncryption.encrypt(old.issuer().key(), "passphrase", KeyEncryption.UNSTRETCHED);
        StoredGeneration first =
            new StoredGeneration(
                1,
                Optional.of(key),
                old.certificate(),
                Optional.empty(),
                Optional.empty(),
                START,
                START,
                START);
        assertThat(new GenerationStore(database).add(first, List.of())).isTrue();
      }
      try (CertificateAuthority ca = builder(directory).keyPassphrase("passphrase").open()) {
        assertRejected(() -> ca.rotate(true), "path length 0");
        assertThat(ca.rotation().next()).isEmpty();
      }
    }
  }

  @Test
  void rotateBeforeEqualToValidity_stopsTheStart() {
    assertThatThrownBy(
            () ->
                open(
                    temporary.resolve("data"),
                    builder ->
                        builder.validity(Period.ofDays(30)).rotateBefore(Duration.ofDays(30))))
        .isInstanceOf(AuthorityUnavailableException.class)
        .hasMessageContaining("latchkey.ca.rotate-before PT720H")
        .hasMessageContaining("latchkey.ca.validity P30D");
    assertThat(temporary.resolve("data").resolve("ca.crt")).doesNotExist();
  }

  @Test
  void shortLivedRoot_isRotatedInSecondHalf() {
    try (DataDirectory directory = DataDirectory.open(temporary.resolve("data"));
        CertificateAuthority ca = builder(directory).validity(Period.ofDays(30)).open()) {
      assertThat(ca.rotation().next().orElseThrow())
          .isBetween(START.plus(Duration.ofDays(14)), START.plus(Duration.ofDays(15)));
    }
  }

  @Test
  void phasesOfLateRotation_endWithFormerRoot() throws Exception {
    try (DataDirectory directory = DataDirectory.open(temporary.resolve("data"));
        CertificateAuthority ca = builder(directory).rotateBefore(SECOND).open()) {
      Instant end = ca.root().getNotAfter().toInstant();
      clock.setInstant(end.minus(Duration.ofDays(10)));

      assertThat(ca.rotate(false).next()).hasValue(end.minus(Duration.ofDays(5)));
      clock.setInstant(end.minus(Duration.ofDays(5)));
      assertThat(ca.rotation().next()).hasValue(end);
    }
  }
}
