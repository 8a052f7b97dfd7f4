package io.latchkey.ca.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.ca.DataDirectory;
import io.latchkey.ca.caller.OneTimeUse;
import io.latchkey.ca.store.CertificateRow.Caller;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;

@ParameterizedClass
@EachDatabase
class OneTimeUsesTest {
  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
  private static final Duration REMEMBERED = Duration.ofHours(1);
  private static final Caller WORKER = CertificateRows.WORKER;

  @Parameter TestDatabase kind;
  @TempDir Path temporary;
  private final AtomicInteger serials = new AtomicInteger();
  private DataDirectory directory;
  private TestDatabase.Fresh fresh;
  private Database database;
  private OneTimeUses uses;
  private final AtomicLong nanos = new AtomicLong();

  @BeforeEach
  void open() {
    directory = DataDirectory.open(temporary.resolve("data"));
    fresh = kind.fresh();
    database = fresh.open(directory);
    uses = new OneTimeUses(database, NOW, nanos::get);
  }

  @AfterEach
  void close() {
    database.close();
    directory.close();
  }

  @Test
  void usedPermission_isDeletedAnHourAfterExpiry() {
    assertThat(use(WORKER, "a", NOW)).isTrue();

    forgetExpired(NOW.plus(REMEMBERED));
    assertThat(use(WORKER, "a", NOW)).isFalse();

    forgetExpired(NOW.plus(REMEMBERED).plus(Duration.ofHours(1)));
    assertThat(use(WORKER, "a", NOW)).isTrue();
  }

  @Test
  void cleaning_isDoneOnceAnHour() {
    forgetExpired(NOW);
    Instant expired = NOW.minus(Duration.ofDays(1));
    assertThat(use(WORKER, "a", expired)).isTrue();

    forgetExpired(NOW.plus(Duration.ofMinutes(59)));
    assertThat(use(WORKER, "a", expired)).isFalse();

    forgetExpired(NOW.plus(Duration.ofMinutes(60)));
    assertThat(use(WORKER, "a", expired)).isTrue();
  }

  @Test
  void clockAheadOfServer_forgetsNoLiveUse() {
    if (kind == TestDatabase.SQLITE) {
      return; // has the clock of this host
    }
    fresh.setTime(NOW);
    try (Database ofThatTime = fresh.open(directory)) {
      assertThat(use(WORKER, "a", NOW.plus(Duration.ofMinutes(5)))).isTrue();

      new OneTimeUses(ofThatTime, Clock.fixed(NOW.plus(Duration.ofDays(1)), ZoneOffset.UTC))
          .forgetExpired(NOW.plus(Duration.ofDays(1)));
      assertThat(ofThatTime.<Boolean>write(connection -> true)).isTrue();

      assertThat(use(WORKER, "a", NOW.plus(Duration.ofMinutes(5)))).isFalse();
    }
  }

  @Test
  void permission_isUniquePerCallerAndId() {
    assertThat(use(WORKER, "a", NOW)).isTrue();

    assertThat(use(WORKER, "a", NOW)).isFalse();
    assertThat(use(WORKER, "b", NOW)).isTrue();
    assertThat(use(new Caller("public-key", "worker"), "a", NOW)).isTrue();
  }

  @Test
  void permissionWithoutExpiry_isAccepted() {
    assertThat(use(WORKER, "a", Instant.MAX)).isTrue();
    assertThat(use(WORKER, "a", Instant.MAX)).isFalse();
  }

  @Test
  void clockThatLeapsAhead_forgetsNoLiveUse() {
    forgetExpired(NOW);
    assertThat(use(WORKER, "a", NOW.plus(Duration.ofMinutes(10)))).isTrue();

    uses.forgetExpired(NOW.plus(Duration.ofDays(30)));
    nanos.addAndGet(Duration.ofHours(1).toNanos()); // the next deletion is due
    uses.forgetExpired(NOW.plus(Duration.ofDays(30)));
    assertThat(database.<Boolean>write(connection -> true)).isTrue();

    assertThat(use(WORKER, "a", NOW.plus(Duration.ofMinutes(10)))).isFalse();
  }

  @Test
  void leapBeforeFirstUse_forgetsNoLiveUse() {
    assertThat(use(WORKER, "a", NOW.plus(Duration.ofMinutes(10)))).isTrue();

    uses.forgetExpired(NOW.plus(Duration.ofDays(30)));
    assertThat(database.<Boolean>write(connection -> true)).isTrue();

    assertThat(use(WORKER, "a", NOW.plus(Duration.ofMinutes(10)))).isFalse();
  }

  /** Returns after the deletion: the writer works in the order of arrival. */
  private void forgetExpired(Instant now) {
    nanos.set(Duration.between(NOW, now).toNanos());
    uses.forgetExpired(now);
    assertThat(database.<Boolean>write(connection -> true)).isTrue();
  }

  private boolean use(Caller caller, String id, Instant end) {
    return database.add(
        CertificateRows.of(
            caller,
            serials.incrementAndGet(),
            NOW,
            NOW,
            1,
            List.of(),
            Optional.of(new OneTimeUse(id, end))));
  }
}
