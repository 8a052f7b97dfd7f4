package io.latchkey.enrolment.cmp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.ca.AuthorityUnavailableException;
import io.latchkey.ca.enrolment.CmpRecords.State;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Certificates that cannot be revoked do not keep others from revocation. */
class UnconfirmedCertificatesTest {
  /** More than one batch. */
  private static final int BROKEN = 101;

  private static final String SERIAL = "bad";

  @TempDir Path folder;
  private CmpFixture server;
  private final List<Instant> attempts = new ArrayList<>();

  @BeforeEach
  void open() throws Exception {
    server = CmpFixture.open(folder);
  }

  @AfterEach
  void close() {
    server.close();
  }

  private void failWith(RuntimeException problem) {
    failWith(
        () -> {
          throw problem;
        });
  }

  private void failWith(Runnable failure) {
    server.beforeCall =
        (method, arguments) -> {
          if (method.equals("revoke") && arguments.get(0).equals(SERIAL)) {
            attempts.add(server.clock.instant());
            failure.run();
          }
        };
  }

  private X509Certificate issued() throws Exception {
    CmpClient client = server.client("team-a");
    return CmpClient.certificate(
        client.verified(server.post(client.protectedBySecret(client.ir("a.test")))));
  }

  /** Adds rows that are due before every other, while the server is closed. */
  private void startWithBroken(int count) throws Exception {
    server.close();
    Instant due = server.clock.instant().minusSeconds(1);
    try (Connection connection = connect();
        PreparedStatement insert =
            connection.prepareStatement(
                "INSERT INTO latchkey_cmp_confirmation (transaction_id, sender, serial,"
                    + " request_number, nonce, state, due_at, ends_at)"
                    + " VALUES (?, 'lk1.a 0', ?, 0, 'n', 2, ?, ?)")) {
      for (int i = 0; i < count; i++) {
        insert.setString(1, "broken-" + i);
        insert.setString(2, SERIAL);
        insert.setLong(3, due.toEpochMilli());
        insert.setLong(4, due.plus(Duration.ofDays(1)).toEpochMilli());
        insert.addBatch();
      }
      insert.executeBatch();
    }
    server = CmpFixture.open(folder);
  }

  private Connection connect() throws Exception {
    return DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("data/latchkey.db"));
  }

  private int rowsToRevoke() throws Exception {
    try (Connection connection = connect();
        Statement query = connection.createStatement();
        ResultSet rows =
            query.executeQuery("SELECT COUNT(*) FROM latchkey_cmp_confirmation WHERE state = 2")) {
      return rows.getInt(1);
    }
  }

  private void sweepAfter(Duration time) {
    server.clock.add(time);
    server.revokeOverdue();
  }

  /** The record shows a revocation at once; the CA itself reads it later. */
  private void assertRevoked(X509Certificate certificate) {
    String serial = certificate.getSerialNumber().toString(16);

    assertThat(server.ca().find(serial).orElseThrow().status().revocation()).isPresent();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void rowsThatFail_keepNoOtherFromRevocation(boolean unavailable) throws Exception {
    startWithBroken(BROKEN);
    failWith(
        unavailable
            ? new AuthorityUnavailableException("This row fails")
            : new IllegalStateException("This row fails"));
    X509Certificate certificate = issued();

    sweepAfter(CmpFixture.CONFIRM_WITHIN);

    assertThat(attempts).hasSize(BROKEN);
    assertRevoked(certificate);
    assertThat(rowsToRevoke()).isEqualTo(BROKEN);
  }

  @Test
  void rowError_doesNotBlockOtherRevocations() throws Exception {
    startWithBroken(BROKEN);
    failWith(
        () -> {
          throw new NoClassDefFoundError("as the test wants it");
        });
    X509Certificate certificate = issued();

    sweepAfter(CmpFixture.CONFIRM_WITHIN);

    assertThat(attempts).hasSize(BROKEN);
    assertRevoked(certificate);
  }

  @Test
  void errorOfRun_doesNotEndTheThread() throws Exception {
    startWithBroken(1);
    server.beforeCall =
        (method, arguments) -> {
          if (method.equals("revoke")) {
            throw new AuthorityUnavailableException("The store fails");
          }
          if (method.equals("health")) {
            attempts.add(server.clock.instant());
            throw new NoClassDefFoundError("as the test wants it");
          }
        };

    server.tryToRevokeOverdue();

    assertThat(attempts).isNotEmpty();
    server.beforeCall = (method, arguments) -> {};
    server.tryToRevokeOverdue();
    assertThat(rowsToRevoke()).isZero();
  }

  @Test
  void failedRow_isRetriedWithExponentialBackoff() throws Exception {
    startWithBroken(1);
    failWith(new IllegalStateException("This row fails"));

    server.revokeOverdue();

    int count = 1;
    assertThat(attempts).hasSize(count);
    for (int pause : new int[] {60, 61, 122, 244, 488, 976, 1952, 3600, 3600}) {
      sweepAfter(Duration.ofSeconds(pause).minusMillis(1));
      assertThat(attempts).hasSize(count);
      sweepAfter(Duration.ofMillis(1));
      count++;
      assertThat(attempts).hasSize(count);
    }
    server.beforeCall = (method, arguments) -> {};
    sweepAfter(Duration.ofHours(1));
    assertThat(rowsToRevoke()).isZero();
  }

  @Test
  void storeThatFails_endsTheRun() throws Exception {
    startWithBroken(2);
    server.beforeCall =
        (method, arguments) -> {
          if (method.equals("revoke")) {
            attempts.add(server.clock.instant());
            throw new AuthorityUnavailableException("The store fails");
          }
          if (method.equals("health")) {
            throw new AuthorityUnavailableException("The store fails");
          }
        };

    assertThatThrownBy(() -> server.revokeOverdue())
        .isInstanceOf(AuthorityUnavailableException.class);

    assertThat(attempts).hasSize(1);
    assertThat(server.ca().enrolment().cmp().find("broken-1").orElseThrow().state())
        .isEqualTo(State.OVERDUE);
    server.beforeCall = (method, arguments) -> {};
    server.revokeOverdue();
    assertThat(rowsToRevoke()).isZero();
  }
}
