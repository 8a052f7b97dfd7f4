package io.latchkey.ca.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.base.testing.CollectedLog;
import io.latchkey.ca.DataDirectory;
import io.latchkey.ca.status.RevocationReader.Reading;
import io.latchkey.ca.store.Database;
import io.latchkey.ca.store.EachDatabase;
import io.latchkey.ca.store.RevocationStore;
import io.latchkey.ca.store.RevocationStore.Change;
import io.latchkey.ca.store.RevocationStore.Outcome;
import io.latchkey.ca.store.TestDatabase;
import io.latchkey.pki.RevocationReason;
import java.math.BigInteger;
import java.nio.file.Path;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.threeten.extra.MutableClock;

/** A node compares the revocations that it has read with a store that may have lost some. */
@ParameterizedClass
@EachDatabase
class RevocationReaderTest {
  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

  @Parameter TestDatabase kind;
  @TempDir Path temporary;
  @AutoClose private final CollectedLog log = CollectedLog.of(Revocations.class.getName());
  private final MutableClock clock = MutableClock.of(NOW, ZoneOffset.UTC);
  private final RevokedCertificates revoked = new RevokedCertificates();
  private DataDirectory directory;
  private Database database;
  private RevocationStore store;
  private RevocationReader reader;

  /** The certificates 1 to 5 are on record, and 1 and 2 are revoked and known. */
  @BeforeEach
  void open() {
    directory = DataDirectory.open(temporary.resolve("data"));
    database = kind.fresh().open(directory);
    store = new RevocationStore(database);
    reader = new RevocationReader(store, revoked, clock);
    for (int number = 1; number <= 5; number++) {
      write(
          "INSERT INTO latchkey_certificate (id, serial, issuer, caller, issued_at, not_after, der)"
              + " VALUES (%d, ?, 1, 1, 0, 0, ?)".formatted(number),
          number,
          0);
    }
    revoke(1, 2);
    assertThat(reader.read(store.state())).isEqualTo(Reading.RELOADED);
    assertThat(numbers()).containsExactly(1, 2);
  }

  @AfterEach
  void close() {
    database.close();
    directory.close();
  }

  @Test
  void laterChanges_areAdded() {
    assertThat(reader.read(store.state())).isEqualTo(Reading.CONTINUED);
    revoke(3, 4);

    assertThat(reader.read(store.state())).isEqualTo(Reading.CONTINUED);

    assertThat(numbers()).containsExactly(1, 2, 3, 4);
    assertThat(log.messages()).isEmpty();
  }

  @Test
  void asManyOtherChanges_areNoticed() {
    loseNewest();
    revoke(3);

    assertThat(reader.read(store.state())).isEqualTo(Reading.OTHER_CHANGES);

    assertThat(numbers()).containsExactly(1, 3);
    assertThat(log.messages()).singleElement().asString().contains("has lost revocations");
    assertThat(reader.read(store.state())).isEqualTo(Reading.CONTINUED);
  }

  @Test
  void moreOtherChanges_areNoticed() {
    loseNewest();
    revoke(3, 4, 5);

    assertThat(reader.read(store.state())).isEqualTo(Reading.OTHER_CHANGES);

    assertThat(numbers()).containsExactly(1, 3, 4, 5);
  }

  @Test
  void lostChange_isForgotten() {
    loseNewest();

    assertThat(reader.read(store.state())).isEqualTo(Reading.RELOADED);

    assertThat(numbers()).containsExactly(1);
    assertThat(log.messages()).singleElement().asString().contains("has lost revocations");
  }

  @Test
  void newestChangeThatWasRemoved_reloadsAll() {
    write("DELETE FROM latchkey_revocation WHERE certificate = 2");
    revoke(3);

    assertThat(reader.read(store.state())).isEqualTo(Reading.RELOADED);

    assertThat(numbers()).containsExactly(1, 3);
    assertThat(log.messages()).isEmpty();
  }

  @Test
  void allRevocations_areReadEachHour() {
    write("UPDATE latchkey_revocation SET serial = ? WHERE certificate = 2", 3);
    clock.add(Duration.ofHours(1).minusMillis(1));
    assertThat(reader.read(store.state())).isEqualTo(Reading.CONTINUED);
    assertThat(numbers()).containsExactly(1, 2);

    clock.add(Duration.ofMillis(1));

    assertThat(reader.read(store.state())).isEqualTo(Reading.CONTINUED);
    assertThat(numbers()).containsExactly(1, 3);
  }

  private List<Integer> numbers() {
    return revoked.all().stream().map(Change::serial).map(BigInteger::intValue).sorted().toList();
  }

  private void revoke(int... numbers) {
    for (int number : numbers) {
      assertThat(store.change(BigInteger.valueOf(number), RevocationReason.SUPERSEDED, NOW))
          .contains(Outcome.CHANGED);
    }
  }

  /** A failover to a server that has not received the newest change. */
  private void loseNewest() {
    write(
        "DELETE FROM latchkey_revocation"
            + " WHERE change_number = (SELECT changes FROM latchkey_revocation_state)");
    write(
        "UPDATE latchkey_revocation_state SET changes = changes - 1, change_tag ="
            + " (SELECT change_tag FROM latchkey_revocation WHERE change_number = changes - 1)");
  }

  private void write(String sql, int... bytes) {
    int changed =
        database.write(
            connection -> {
              try (PreparedStatement statement = connection.prepareStatement(sql)) {
                for (int i = 0; i < bytes.length; i++) {
                  statement.setBytes(i + 1, new byte[] {(byte) bytes[i]});
                }
                return statement.executeUpdate();
              }
            });
    assertThat(changed).isPositive();
  }
}
