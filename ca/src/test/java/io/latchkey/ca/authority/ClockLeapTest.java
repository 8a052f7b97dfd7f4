package io.latchkey.ca.authority;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.ca.CertificateAuthority;
import io.latchkey.ca.DataDirectory;
import io.latchkey.ca.RotationStatus;
import io.latchkey.ca.certificate.IssuedCertificate;
import io.latchkey.ca.store.ClockBound;
import io.latchkey.ca.store.Database;
import io.latchkey.ca.store.Databases;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A clock that leaps ahead, on SQLite, where no other clock is compared with it. */
class ClockLeapTest extends RotationFixture {
  private static final Duration LEAP = Duration.ofDays(1);

  private final AtomicLong nanos = new AtomicLong();

  private void pass(Duration duration) {
    clock.add(duration);
    nanos.addAndGet(duration.toNanos());
  }

  private BuiltInKeys keys(DataDirectory directory, Database database) {
    return KeyLoadsTest.keys(
        directory, database, KeyLoadsTest.custody(directory), clock, nanos::get);
  }

  @ParameterizedTest
  @CsvSource({"0, ANNOUNCED", "1, NONE"})
  void leapToDueRotation_announcesNothing(long late, RotationStatus.Phase phase) {
    try (DataDirectory directory = DataDirectory.open(temporary.resolve("data"));
        Database database = Databases.embedded(directory);
        BuiltInKeys keys = keys(directory, database)) {
      Instant due = keys.status().next().orElseThrow();
      pass(Duration.between(clock.instant(), due.minus(LEAP)));
      keys.check();

      clock.add(LEAP.plusMillis(late));
      keys.check();

      assertThat(keys.status().phase()).isEqualTo(phase);
    }
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "1, 2"})
  void leapToEndOfRotation_keepsFormerKey(long late, int left) throws Exception {
    try (DataDirectory directory = DataDirectory.open(temporary.resolve("data"));
        Database database = Databases.embedded(directory);
        BuiltInKeys keys = keys(directory, database)) {
      Instant end = keys.rotate(true).next().orElseThrow();
      pass(Duration.between(clock.instant(), end.minus(LEAP)));
      keys.check();

      clock.add(LEAP.plusMillis(late));
      keys.check();

      assertThat(keys.inUse()).hasSize(left);
    }
  }

  @ParameterizedTest
  @CsvSource({"0, ANNOUNCED", "1, NONE"})
  void startLongAfterTheLastSignature_announcesNothing(long late, RotationStatus.Phase phase)
      throws Exception {
    try (DataDirectory directory = DataDirectory.open(temporary.resolve("data"))) {
      Instant due;
      try (CertificateAuthority ca = open(directory)) {
        due = ca.rotation().next().orElseThrow();
      }
      clock.setInstant(due.minus(ClockBound.LONGEST_PAUSE));
      try (CertificateAuthority ca = open(directory)) {
        IssuedCertificate unused = sign(ca);
      }
      clock.setInstant(due.plusMillis(late));
      try (CertificateAuthority ca = open(directory)) {
        check(ca);

        assertThat(ca.rotation().phase()).isEqualTo(phase);
      }
    }
  }

  @ParameterizedTest
  @CsvSource({"0, SWITCHED", "1, ANNOUNCED"})
  void announcedRootNotYetValid_becomesNotCurrent(long early, RotationStatus.Phase phase)
      throws Exception {
    try (DataDirectory directory = DataDirectory.open(temporary.resolve("data"));
        CertificateAuthority ca = open(directory)) {
      clock.add(YEAR);
      Instant begin = ca.rotate(false).other().orElseThrow().getNotBefore().toInstant();
      clock.setInstant(begin.minusMillis(early));

      if (early > 0) {
        assertRejected(
            () -> ca.rotate(true), "The announced root is not valid before " + begin + ";");
      } else {
        ca.rotate(true);
      }

      assertThat(ca.rotation().phase()).isEqualTo(phase);
    }
  }
}
