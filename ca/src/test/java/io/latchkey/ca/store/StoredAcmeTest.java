package io.latchkey.ca.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.ca.AuthorityUnavailableException;
import io.latchkey.ca.DataDirectory;
import io.latchkey.ca.caller.CallerIdentity;
import io.latchkey.ca.caller.OneTimeUse;
import io.latchkey.ca.enrolment.AcmeAccount;
import io.latchkey.ca.enrolment.AcmeOrder;
import io.latchkey.ca.enrolment.AcmeRecords.Limit;
import io.latchkey.ca.enrolment.AcmeRecords.ListedOrder;
import io.latchkey.ca.enrolment.AcmeRecords.Ordered;
import io.latchkey.ca.enrolment.OrderedNames;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@ParameterizedClass
@EachDatabase
class StoredAcmeTest {
  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
  private static final Instant END = NOW.plus(Duration.ofDays(400));
  private static final Limit MANY = new Limit(100, 1_000_000);

  @Parameter TestDatabase kind;
  @TempDir Path temporary;
  private TestDatabase.Fresh fresh;
  private DataDirectory directory;
  private Database database;
  private StoredAcme records;

  @BeforeEach
  void open() {
    directory = DataDirectory.open(temporary.resolve("data"));
    fresh = kind.fresh();
    fresh.setTime(END);
    database = fresh.open(directory);
    records = new StoredAcme(database, Clock.fixed(NOW, ZoneOffset.UTC));
  }

  @AfterEach
  void close() {
    database.close();
    directory.close();
  }

  private static AcmeAccount account(String id, String thumbprint, String caller, Instant end) {
    return account(id, thumbprint, caller, end, NOW);
  }

  private static AcmeAccount account(
      String id, String thumbprint, String caller, Instant end, Instant createdAt) {
    return new AcmeAccount(
        id,
        "{}",
        thumbprint,
        caller,
        "lk1." + caller + " 0123456789abcdef",
        List.of("mailto:a@b"),
        false,
        createdAt,
        end);
  }

  private static AcmeOrder order(String id, Instant createdAt, Optional<String> replaces) {
    return new AcmeOrder(
        id,
        "a",
        "team",
        new OrderedNames(List.of("*.w.test", "w.test"), List.of("10.0.0.1", "2001:db8::1")),
        Optional.empty(),
        false,
        Optional.of(END),
        replaces,
        createdAt,
        createdAt.plus(Duration.ofHours(1)));
  }

  /** Records a certificate that completes an order; returns whether the order was ready. */
  private boolean complete(AcmeOrder order, String serial) {
    return database.add(CertificateRows.of(new BigInteger(serial, 16), order));
  }

  private void rename(String from, String to) {
    assertThat(
            database.<Boolean>write(
                connection -> {
                  Sql.execute(connection, "ALTER TABLE " + from + " RENAME TO " + to);
                  return true;
                }))
        .isTrue();
  }

  private long certificates() {
    return database.run(
        connection -> Sql.number(connection, "SELECT COUNT(*) FROM latchkey_certificate"));
  }

  @Test
  void account_isFoundByIdAndKey() {
    AcmeAccount account = account("a", "key", "team", END);

    assertThat(records.add(account, MANY)).contains(account);

    assertThat(records.account("a")).contains(account);
    assertThat(records.accountWithKey("key")).contains(account);
    assertThat(records.account("b")).isEmpty();
    assertThat(records.account("a\u0000")).isEmpty();
    assertThat(records.order("a\u0000")).isEmpty();
  }

  @Test
  void accountWithKnownKey_isReturnedUnchanged() {
    AcmeAccount first = account("a", "key", "team", END);
    assertThat(records.add(first, MANY)).contains(first);

    assertThat(records.add(account("b", "key", "other", END), MANY)).contains(first);
    assertThat(records.account("b")).isEmpty();
  }

  @Test
  void accountsOfCaller_haveRowAndByteLimit() {
    Limit one = new Limit(1, 1_000_000);
    assertThat(records.add(account("a", "1", "team", END), one)).isPresent();

    assertThat(records.add(account("b", "2", "team", END), one)).isEmpty();
    assertThat(records.add(account("c", "3", "other", END), one)).isPresent();
    int size = account("d", "4", "team", END).size();
    assertThat(records.add(account("d", "4", "team", END), new Limit(9, 2L * size - 1))).isEmpty();
    assertThat(records.add(account("d", "4", "team", END), new Limit(9, 2L * size))).isPresent();
  }

  @Test
  void update_changesAccountUnlessKeyIsTaken() {
    AcmeAccount account = account("a", "1", "team", END);
    assertThat(records.add(account, MANY)).isPresent();
    assertThat(records.add(account("b", "2", "team", END), MANY)).isPresent();

    assertThat(records.update(account, account.withKey("{}", "2"))).isFalse();
    AcmeAccount changed = account.withKey("{\"x\":1}", "3").withContacts(List.of());
    assertThat(records.update(account, changed)).isTrue();
    assertThat(records.account("a")).contains(changed);

    AcmeAccount ended = changed.deactivatedUntil(NOW);
    assertThat(records.update(changed, ended)).isTrue();
    assertThat(records.update(changed, changed)).as("the account is deactivated").isFalse();
    AcmeAccount unknown = account("c", "4", "team", END);
    assertThat(records.update(unknown, unknown)).as("no such account").isFalse();
    assertThat(records.account("a")).contains(ended);
  }

  @Test
  void updateWithFormerKey_changesNothing() {
    AcmeAccount account = account("a", "1", "team", END);
    assertThat(records.add(account, MANY)).isPresent();
    AcmeAccount changed = account.withKey("{\"x\":1}", "3");
    assertThat(records.update(account, changed)).isTrue();

    assertThat(records.update(account, account.withContacts(List.of()))).isFalse();
    assertThat(records.update(account, account.withKey("{}", "4"))).isFalse();
    assertThat(records.update(account, account.deactivatedUntil(NOW))).isFalse();
    assertThat(records.account("a")).contains(changed);
  }

  @Test
  void updateOfProlongedAccount_keepsItsEnd() {
    AcmeAccount account = account("a", "1", "team", NOW.plusSeconds(1));
    assertThat(records.add(account, MANY)).isPresent();
    assertThat(records.add(order("o", NOW, Optional.empty()), END, MANY)).isTrue();

    assertThat(records.update(account, account.withContacts(List.of()))).isTrue();

    assertThat(records.account("a").orElseThrow().expiresAt()).isEqualTo(END);
  }

  @Test
  void endedAccount_isRemovedWhenAnotherIsAdded() {
    assertThat(records.add(account("a", "1", "team", NOW), MANY)).isPresent();
    assertThat(records.add(account("b", "2", "team", NOW.minusMillis(1)), MANY)).isPresent();

    assertThat(records.add(account("c", "3", "team", END), MANY)).isPresent();

    assertThat(records.account("a")).isPresent();
    assertThat(records.account("b")).isEmpty();
  }

  @Test
  void order_isKeptAndProlongsItsAccount() {
    assertThat(records.add(account("a", "1", "team", NOW.plusSeconds(1)), MANY)).isPresent();
    AcmeOrder order = order("o", NOW, Optional.of("AQID.Hw"));

    assertThat(records.add(order, END, MANY)).isTrue();

    assertThat(records.order("o")).contains(order);
    assertThat(records.orders("a", ListedOrder.FIRST, 10))
        .containsExactly(new ListedOrder(NOW, "o"));
    assertThat(records.orders("b", ListedOrder.FIRST, 10)).isEmpty();
    assertThat(records.account("a").orElseThrow().expiresAt()).isEqualTo(END);
  }

  @Test
  void orders_areListedInPages() {
    for (String id : List.of("p", "o", "q")) {
      assertThat(records.add(order(id, NOW, Optional.empty()), END, MANY)).isTrue();
    }
    assertThat(records.add(order("x", NOW.minusMillis(1), Optional.empty()), END, MANY)).isTrue();
    assertThat(records.add(order("a", NOW.plusMillis(1), Optional.empty()), END, MANY)).isTrue();
    List<String> listed = new ArrayList<>();
    ListedOrder last = ListedOrder.FIRST;

    for (int n = 0; n < 5; n++) {
      last = records.orders("a", last, 1).get(0);
      listed.add(last.id());
    }

    assertThat(listed).containsExactly("a", "q", "p", "o", "x");
    assertThat(records.orders("a", last, 1)).isEmpty();
  }

  @Test
  void orders_areLimitedUntilTheyEnd() {
    Limit one = new Limit(1, 1_000_000);
    assertThat(records.add(order("o", NOW, Optional.empty()), END, one)).isTrue();
    assertThat(records.add(order("p", NOW, Optional.empty()), END, one)).isFalse();

    Instant later = NOW.plus(Duration.ofHours(1));
    assertThat(records.add(order("q", later, Optional.empty()), END, one)).isFalse();
    assertThat(records.add(order("q", later.plusMillis(1), Optional.empty()), END, one)).isTrue();
    assertThat(records.order("o")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1})
  void clockAheadOfServer_removesNothingInUse(long late) {
    if (kind == TestDatabase.SQLITE) {
      return; // has the clock of this host
    }
    Instant end = NOW.plus(Duration.ofHours(1));
    assertThat(records.add(account("a", "1", "team", end), MANY)).isPresent();
    assertThat(records.add(order("o", NOW, Optional.empty()), end, MANY)).isTrue();
    fresh.setTime(end.plusMillis(late));
    Instant ahead = NOW.plus(Duration.ofDays(1));

    assertThat(records.add(account("b", "2", "team", END, ahead), MANY)).isPresent();
    assertThat(records.add(order("p", ahead, Optional.empty()), END, MANY)).isTrue();

    assertThat(records.account("a").isPresent()).isEqualTo(late == 0);
    assertThat(records.order("o").isPresent()).isEqualTo(late == 0);
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1})
  void startLongAfterTheLastSignature_removesNothing(long late) {
    if (kind != TestDatabase.SQLITE) {
      return; // has a clock of its own
    }
    Instant start = NOW.plus(ClockBound.LONGEST_PAUSE).plusMillis(late);
    assertThat(records.add(account("a", "1", "team", NOW), MANY)).isPresent();
    assertThat(records.add(order("o", NOW, Optional.empty()), NOW, MANY)).isTrue();
    assertThat(database.add(CertificateRows.of(1, NOW, 1))).isTrue();

    records = new StoredAcme(database, Clock.fixed(start, ZoneOffset.UTC));
    assertThat(records.add(account("b", "2", "team", END, start), MANY)).isPresent();
    // An order that has ended does not count, even if it is not removed.
    Limit one = new Limit(1, 1_000_000);
    assertThat(records.add(order("p", start, Optional.empty()), END, one)).isTrue();
    assertThat(records.add(order("q", start, Optional.empty()), END, one)).isFalse();

    assertThat(records.account("a").isPresent()).isEqualTo(late > 0);
    assertThat(records.order("o").isPresent()).isEqualTo(late > 0);
  }

  @Test
  void completedOrder_ownsCertificateAndReplacesFormer() {
    AcmeOrder before = order("n", NOW, Optional.empty());
    AcmeOrder first = order("o", NOW, Optional.of("AQID.Hw"));
    AcmeOrder second = order("p", NOW, Optional.of("AQID.Hw"));
    for (AcmeOrder each : List.of(before, first, second)) {
      assertThat(records.add(each, END, MANY)).isTrue();
    }

    assertThat(complete(before, "1f")).isTrue();
    assertThat(records.order("n").orElseThrow().serial()).contains("1f");
    assertThat(records.ordered("1f")).contains(new Ordered("a", Optional.empty()));

    assertThat(complete(first, "20")).isTrue();
    assertThat(complete(second, "21")).isTrue();
    assertThat(records.ordered("1f")).contains(new Ordered("a", Optional.of("o")));
    assertThat(records.ordered("ff")).isEmpty();
  }

  @Test
  void deactivatedOrder_isNotCompleted() {
    AcmeOrder order = order("o", NOW, Optional.empty());
    AcmeOrder completed = order("p", NOW, Optional.empty());
    for (AcmeOrder each : List.of(order, completed)) {
      assertThat(records.add(each, END, MANY)).isTrue();
    }
    assertThat(complete(completed, "1f")).isTrue();

    assertThat(records.deactivate("o")).isTrue();
    assertThat(records.deactivate("o")).isTrue();
    assertThat(records.deactivate("p")).isFalse();
    assertThat(records.deactivate("unknown")).isFalse();

    assertThat(complete(order, "20")).isFalse();
    AcmeOrder read = records.order("o").orElseThrow();
    assertThat(read.deactivated()).isTrue();
    assertThat(read.serial()).isEmpty();
    assertThat(records.order("p").orElseThrow().deactivated()).isFalse();
    assertThat(certificates()).isOne();
  }

  @Test
  void orderThatIsNotReady_isNotCompleted() {
    AcmeOrder order = order("o", NOW, Optional.empty());
    assertThat(records.add(order, END, MANY)).isTrue();

    assertThat(complete(order, "1f")).isTrue();
    assertThat(complete(order, "20")).isFalse();
    assertThat(complete(order("unknown", NOW, Optional.empty()), "21")).isFalse();

    assertThat(records.order("o").orElseThrow().serial()).contains("1f");
    assertThat(certificates()).isEqualTo(1);
  }

  @Test
  void failedCompletion_leavesReadyOrderWithoutCertificate() {
    AcmeOrder order = order("o", NOW, Optional.empty());
    assertThat(records.add(order, END, MANY)).isTrue();
    // The account of the certificate is the last row of the transaction.
    rename("latchkey_acme_certificate", "hidden");

    assertThatThrownBy(() -> complete(order, "1f"))
        .isInstanceOf(AuthorityUnavailableException.class);

    rename("hidden", "latchkey_acme_certificate");
    assertThat(records.order("o")).contains(order);
    assertThat(certificates()).isZero();
    assertThat(complete(order, "1f")).isTrue();
    assertThat(records.ordered("1f")).contains(new Ordered("a", Optional.empty()));
  }

  @Test
  void permission_isGoodOnceInItsScope() {
    CallerIdentity nonces = new CallerIdentity("acme", "nonces");
    OneTimeUse permission = new OneTimeUse("n", END);

    assertThat(records.use(nonces, permission)).isTrue();
    assertThat(records.use(nonces, permission)).isFalse();
    assertThat(records.use(nonces, new OneTimeUse("m", END))).isTrue();
    assertThat(records.use(new CallerIdentity("cmp", "nonces"), permission)).isTrue();
  }

  @Test
  void removeEnded_removesAccountsAndOrders() {
    assertThat(records.add(account("a", "1", "team", NOW), MANY)).isPresent();
    assertThat(records.add(order("o", NOW, Optional.empty()), NOW, MANY)).isTrue();
    Instant later = NOW.plus(Duration.ofHours(1)).plusMillis(1);

    int removed =
        database.write(
            connection -> {
              int count = 0;
              for (EndedRows each : List.of(StoredAcme.ENDED_ACCOUNTS, StoredAcme.ENDED_ORDERS)) {
                count +=
                    each.remove(connection, later, each.keys(connection, later, 10, List.of()));
              }
              return count;
            });

    assertThat(removed).isEqualTo(2);
    assertThat(records.account("a")).isEmpty();
    assertThat(records.order("o")).isEmpty();
  }
}
