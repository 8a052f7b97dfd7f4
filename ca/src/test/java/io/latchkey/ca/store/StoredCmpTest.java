package io.latchkey.ca.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.ca.CallerIdentity;
import io.latchkey.ca.CmpRecords.Confirmation;
import io.latchkey.ca.CmpRecords.Found;
import io.latchkey.ca.CmpRecords.State;
import io.latchkey.ca.DataDirectory;
import io.latchkey.ca.OneTimeUse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
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
  private Database database;
  private StoredCmp records;

  @BeforeEach
  void open() {
    directory = DataDirectory.open(temporary.resolve("data"));
    database = kind.fresh().open(directory);
    records = new StoredCmp(database, Clock.fixed(NOW, ZoneOffset.UTC));
  }

  @AfterEach
  void close() {
    database.close();
    directory.close();
  }

  private static Confirmation confirmation(String transaction) {
    return new Confirmation(transaction, "lk1.a 0123456789abcdef", "4a", -1, "nonce", DUE);
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
    records.expect(confirmation("t"), END);

    assertThat(records.find("t")).contains(new Found(confirmation("t"), State.PENDING));
    assertThat(records.find("u")).isEmpty();
    assertThat(records.end("u")).isFalse();
    assertThat(records.end("t")).isTrue();
    assertThat(records.end("t")).isFalse();
    assertThat(records.find("t")).contains(new Found(confirmation("t"), State.ENDED));
  }

  @Test
  void overdue_isReturnedUntilItIsForgotten() {
    records.expect(confirmation("t"), END);
    records.expect(confirmation("confirmed"), END);
    assertThat(records.end("confirmed")).isTrue();

    assertThat(records.overdue(DUE.minusMillis(1), 10)).isEmpty();
    assertThat(records.overdue(DUE, 10)).containsExactly(confirmation("t"));
    assertThat(records.overdue(DUE, 10)).containsExactly(confirmation("t"));
    assertThat(records.find("t").orElseThrow().state()).isEqualTo(State.OVERDUE);
    assertThat(records.end("t")).isFalse();

    records.forget("t");
    records.forget("confirmed");
    assertThat(records.overdue(DUE, 10)).isEmpty();
    assertThat(records.find("t")).isEmpty();
    assertThat(records.find("confirmed")).isPresent();
  }

  @Test
  void overdue_isLimited() {
    records.expect(confirmation("t"), END);
    records.expect(confirmation("u"), END);

    assertThat(records.overdue(DUE, 1)).hasSize(1);
    assertThat(records.overdue(DUE, 2)).hasSize(2);
  }

  @Test
  void endedTransactions_areRemoved() {
    records.expect(confirmation("pending"), END);
    records.expect(confirmation("ended"), END);
    assertThat(records.end("ended")).isTrue();

    assertThat(removed(END)).isZero();
    assertThat(removed(END.plusMillis(1))).isEqualTo(1);
    assertThat(records.find("ended")).isEmpty();
    assertThat(records.find("pending")).isPresent();
  }

  private int removed(Instant now) {
    return database.write(connection -> StoredCmp.removeEnded(connection, now, 10));
  }

  @Test
  void transactionThatHasEnded_canBeUsedAgain() {
    records.expect(confirmation("t"), END);
    assertThat(records.end("t")).isTrue();

    records.expect(confirmation("t"), END);

    assertThat(records.find("t")).contains(new Found(confirmation("t"), State.PENDING));
  }
}
