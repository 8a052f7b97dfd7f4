package io.latchkey.ca.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.ca.DataDirectory;
import io.latchkey.ca.caller.CallerIdentity;
import io.latchkey.ca.caller.OneTimeUse;
import io.latchkey.ca.enrolment.CmpRecords.Confirmation;
import io.latchkey.ca.enrolment.CmpRecords.Expected;
import io.latchkey.ca.enrolment.CmpRecords.Found;
import io.latchkey.ca.enrolment.CmpRecords.State;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;

@ParameterizedClass
@EachDatabase
class StoredCmpTest {
  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
  private static final Instant DUE = NOW.plus(Duration.ofMinutes(5));
  private static final Instant END = NOW.plus(Duration.ofDays(1));

  @Parameter TestDatabase kind;
  @TempDir Path temporary;
  private DataDirectory directory;
  private TestDatabase.Fresh fresh;
  private Database database;
  private StoredCmp records;

  @BeforeEach
  void open() {
    directory = DataDirectory.open(temporary.resolve("data"));
    fresh = kind.fresh();
    database = fresh.open(directory);
    records = new StoredCmp(database, Clock.fixed(NOW, ZoneOffset.UTC));
  }

  @AfterEach
  void close() {
    database.close();
    directory.close();
  }

  private static Confirmation confirmation(String transaction) {
    return new Confirmation(
        transaction, "lk1.a 0123456789abcdef", serial(transaction), -1, "nonce", DUE, END);
  }

  private static String serial(String transaction) {
    return HexFormat.of().formatHex(transaction.getBytes(StandardCharsets.US_ASCII));
  }

  private boolean isRecorded(String transaction) {
    return isRecorded(transaction, serial(transaction));
  }

  private boolean isRecorded(String transaction, String serial) {
    return database.add(
        CertificateRows.of(
            new BigInteger(serial, 16),
            new Expected(transaction, "lk1.a 0123456789abcdef", -1, "nonce", DUE, END)));
  }

  @Test
  void transaction_isUsedOnceInItsScope() {
    CallerIdentity scope = new CallerIdentity("cmp", "team-a");
    OneTimeUse transaction = new OneTimeUse("t", END);

    assertThat(records.use(scope, transaction)).isTrue();
    assertThat(records.use(scope, transaction)).isFalse();
    assertThat(records.use(new CallerIdentity("cmp", "team-b"), transaction)).isTrue();
  }

  @Test
  void confirmation_isFoundUntilItEnds() {
    assertThat(isRecorded("t")).isTrue();

    assertThat(records.find("t")).contains(new Found(confirmation("t"), State.PENDING));
    assertThat(records.find("u")).isEmpty();
    assertThat(records.end("u")).isFalse();
    assertThat(records.end("t")).isTrue();
    assertThat(records.end("t")).isFalse();
    assertThat(records.find("t")).contains(new Found(confirmation("t"), State.ENDED));
  }

  @Test
  void overdue_isReturnedUntilItIsRevoked() {
    assertThat(isRecorded("t")).isTrue();
    assertThat(isRecorded("confirmed")).isTrue();
    assertThat(records.end("confirmed")).isTrue();

    assertThat(records.overdue(DUE.minusMillis(1), 10)).isEmpty();
    assertThat(records.overdue(DUE, 10)).containsExactly(confirmation("t"));
    assertThat(records.overdue(DUE, 10)).containsExactly(confirmation("t"));
    assertThat(records.find("t").orElseThrow().state()).isEqualTo(State.OVERDUE);
    assertThat(records.end("t")).isFalse();

    records.revoked("t");
    records.revoked("confirmed");
    assertThat(records.overdue(DUE, 10)).isEmpty();
    assertThat(records.find("t")).contains(new Found(confirmation("t"), State.OVERDUE));
    assertThat(records.find("confirmed").orElseThrow().state()).isEqualTo(State.ENDED);
  }

  @Test
  void clockAheadOfTheServer_makesNothingOverdue() {
    if (kind == TestDatabase.SQLITE) {
      return; // has the clock of this host
    }
    assertThat(isRecorded("t")).isTrue();
    fresh.setTime(DUE.minusMillis(1));
    try (Database ofThatTime = fresh.open(directory)) {
      StoredCmp ahead = new StoredCmp(ofThatTime, Clock.fixed(END, ZoneOffset.UTC));
      assertThat(ahead.overdue(END, 10)).isEmpty();

      fresh.setTime(DUE);
      assertThat(ahead.overdue(END, 10)).containsExactly(confirmation("t"));
    }
  }

  @Test
  void postponed_isReturnedWhenDueWithoutDelayingOthers() {
    assertThat(isRecorded("t")).isTrue();
    assertThat(isRecorded("u")).isTrue();
    assertThat(records.overdue(DUE, 10)).hasSize(2);

    Instant next = DUE.plusSeconds(60);
    records.postpone("t", next);
    assertThat(records.overdue(DUE, 1)).containsExactly(confirmation("u"));
    assertThat(records.overdue(next.minusMillis(1), 10)).containsExactly(confirmation("u"));
    assertThat(records.overdue(next, 10))
        .extracting(Confirmation::transaction)
        .containsExactly("u", "t");

    records.revoked("t");
    records.postpone("t", next);
    assertThat(records.overdue(next, 10)).containsExactly(confirmation("u"));
  }

  @Test
  void overdue_isLimited() {
    assertThat(isRecorded("t")).isTrue();
    assertThat(isRecorded("u")).isTrue();

    assertThat(records.overdue(DUE, 1)).hasSize(1);
    assertThat(records.overdue(DUE, 2)).hasSize(2);
  }

  @Test
  void endedTransactions_areRemoved() {
    for (String each : List.of("pending", "ended", "overdue", "revoked")) {
      assertThat(isRecorded(each)).isTrue();
    }
    assertThat(records.end("ended")).isTrue();
    assertThat(records.end("pending")).isTrue();
    assertThat(records.overdue(DUE, 10)).hasSize(2);
    records.revoked("revoked");
    assertThat(isRecorded("pending", "01")).isTrue();

    assertThat(removed(END)).isZero();
    assertThat(removed(END.plusMillis(1))).isEqualTo(2);
    assertThat(records.find("ended")).isEmpty();
    assertThat(records.find("revoked")).isEmpty();
    assertThat(records.find("pending")).isPresent();
    assertThat(records.find("overdue")).isPresent();
  }

  private int removed(Instant now) {
    return database.write(
        connection -> {
          List<Object> ended = StoredCmp.ENDED.keys(connection, now, 10, List.of());
          return ended.isEmpty() ? 0 : StoredCmp.ENDED.remove(connection, now, ended);
        });
  }

  @Test
  void transactionThatHasEnded_canBeUsedAgain() {
    assertThat(isRecorded("t")).isTrue();
    assertThat(records.end("t")).isTrue();

    assertThat(isRecorded("t", "01")).isTrue();

    assertThat(records.find("t").orElseThrow().state()).isEqualTo(State.PENDING);
    assertThat(records.find("t").orElseThrow().confirmation().serial()).isEqualTo("1");
  }

  @Test
  void transactionThatHasNotEnded_recordsNoCertificate() {
    CertificateStore certificates =
        new CertificateStore(database, Clock.fixed(NOW, ZoneOffset.UTC));
    assertThat(isRecorded("t")).isTrue();

    assertThat(isRecorded("t", "01")).isFalse();
    assertThat(records.overdue(DUE, 10)).hasSize(1);
    assertThat(isRecorded("t", "01")).isFalse();

    assertThat(certificates.countExpiring(Instant.EPOCH, NOW, 10)).isEqualTo(1);
    assertThat(records.find("t").orElseThrow().confirmation()).isEqualTo(confirmation("t"));
  }
}
