package io.latchkey.ca.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.ca.caller.OneTimeUse;
import io.latchkey.ca.enrolment.CmpRecords.Expected;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * The driver of PostgreSQL with {@code reWriteBatchedInserts}, which an application may set on its
 * data source. It merges the inserts of a batch, and then reports no count for each.
 */
class RewrittenBatchesIT {
  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

  private WriterSession session;

  @BeforeEach
  void open() {
    PGSimpleDataSource source =
        (PGSimpleDataSource) TestDatabase.NEWEST_POSTGRESQL.fresh().dataSource(Path.of("unused"));
    Databases.of(source).close(); // creates the tables
    source.setReWriteBatchedInserts(true);
    session = new WriterSession(source, PostgresqlDialect.INSTANCE, true);
  }

  @AfterEach
  void close() {
    session.close();
  }

  @Test
  void groupWithPermissions_isInsertedExceptReplays() throws Exception {
    boolean[] inserted =
        session.insert(List.of(row(1, "a"), row(2, "b"), row(3, "a"), row(4, "c")));

    assertThat(inserted).containsExactly(true, true, false, true);
    assertThat(session.insert(List.of(row(5, "a"), row(6, "b"), row(7, "d"))))
        .containsExactly(false, false, true);
    assertThat(certificates()).isEqualTo(4);
  }

  @Test
  void groupWithConfirmations_leavesOutUsedTransactions() throws Exception {
    List<CertificateRow> rows = new ArrayList<>();
    for (String transaction : List.of("t", "u", "t")) {
      rows.add(
          CertificateRows.of(
              BigInteger.valueOf(rows.size() + 1L),
              new Expected(transaction, "lk1.team-a", 0, "nonce", NOW, NOW)));
    }

    assertThat(session.insert(rows)).containsExactly(true, true, false);
    assertThat(certificates()).isEqualTo(2);
  }

  @Test
  void groupOfCertificates_isInserted() throws Exception {
    List<CertificateRow> rows =
        IntStream.rangeClosed(1, 200).mapToObj(serial -> row(serial, "jti" + serial)).toList();

    assertThat(session.insert(rows)).hasSize(200).containsOnly(true);
    assertThat(certificates()).isEqualTo(200);
  }

  private long certificates() throws Exception {
    return session.run(
        connection -> Sql.number(connection, "SELECT COUNT(*) FROM latchkey_certificate"));
  }

  private static CertificateRow row(int serial, String permission) {
    return CertificateRows.of(
        CertificateRows.WORKER,
        serial,
        NOW,
        NOW,
        1,
        List.of((long) serial, -(long) serial),
        Optional.of(new OneTimeUse(permission, NOW)));
  }
}
