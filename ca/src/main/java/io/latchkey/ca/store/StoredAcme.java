package io.latchkey.ca.store;

import io.latchkey.base.net.DnsName;
import io.latchkey.base.text.Base64Url;
import io.latchkey.ca.caller.CallerIdentity;
import io.latchkey.ca.caller.OneTimeUse;
import io.latchkey.ca.enrolment.AcmeAccount;
import io.latchkey.ca.enrolment.AcmeOrder;
import io.latchkey.ca.enrolment.AcmeRecords;
import io.latchkey.ca.enrolment.OrderedNames;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The accounts and orders of ACME in a database. Safe for use by several threads. */
public final class StoredAcme implements AcmeRecords {
  static final EndedRows ENDED_ACCOUNTS =
      new EndedRows("latchkey_acme_account", "account_id", "1 = 1");
  static final EndedRows ENDED_ORDERS = new EndedRows("latchkey_acme_order", "order_id", "1 = 1");

  private static final String SELECT_ACCOUNT =
      "SELECT account_id, public_key, thumbprint, caller, caller_key, contacts, state, created_at,"
          + " ends_at FROM latchkey_acme_account WHERE ";
  private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,64}");
  private static final String CERTIFICATE_ID =
      "(SELECT id FROM latchkey_certificate WHERE serial = ?)";

  /** Completes an order that is ready. Changes nothing if it is not. */
  static final String COMPLETE =
      "UPDATE latchkey_acme_order SET serial = ? WHERE order_id = ? AND serial IS NULL";

  /** The column serial of an order that was deactivated. */
  private static final String DEACTIVATED = "";

  static final String INSERT_CERTIFICATE =
      "INSERT INTO latchkey_acme_certificate (certificate, account) VALUES (?, ?)";

  /** The first order that replaces a certificate counts. */
  static final String REPLACE =
      "UPDATE latchkey_acme_certificate SET replaced_by = ?"
          + " WHERE replaced_by IS NULL AND certificate = "
          + CERTIFICATE_ID;

  /** Ended rows are also removed while rows are added, so that their number stays bounded. */
  private static final int REMOVED_AT_ONCE = 10;

  private final Database database;
  private final OneTimeUses oneTimeUses;
  private final Clock clock;
  private final ClockBound bound;

  /** The records in a database that is open. */
  public StoredAcme(Database database, Clock clock) {
    this.database = database;
    this.oneTimeUses = new OneTimeUses(database, clock);
    this.clock = clock;
    this.bound =
        ClockBound.atStart(
            database, ClockBound.LONGEST_PAUSE, clock.instant(), ClockBound.nanoTime(clock));
  }

  @Override
  public Optional<AcmeAccount> add(AcmeAccount account, Limit limit) {
    return database.write(
        connection -> {
          removeExpired(
              connection, ENDED_ACCOUNTS, database.earlier(connection, account.createdAt()));
          Optional<AcmeAccount> known = withKey(connection, account.thumbprint());
          if (known.isPresent()) {
            return known;
          }
          // An account that has ended and is not removed yet can be used again.
          if (isFull(
              connection,
              "latchkey_acme_account",
              account.caller(),
              Instant.EPOCH,
              account.size(),
              limit)) {
            return Optional.empty();
          }
          int added =
              Sql.update(
                  connection,
                  "INSERT INTO latchkey_acme_account (account_id, thumbprint, public_key, caller,"
                      + " caller_key, contacts, state, row_bytes, created_at, ends_at)"
                      + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
                  account.id(),
                  account.thumbprint(),
                  account.publicKey(),
                  account.caller(),
                  account.callerKey(),
                  String.join("\n", account.contacts()),
                  state(account),
                  account.size(),
                  account.createdAt(),
                  account.expiresAt());
          // Another node can have added the same key at the same time.
          return added == 1 ? Optional.of(account) : withKey(connection, account.thumbprint());
        });
  }

  private static int state(AcmeAccount account) {
    return account.deactivated() ? 1 : 0;
  }

  /**
   * Whether a further row would exceed the limit. Reads at most as many rows as the limit permits.
   *
   * @param since only rows that end at this time or later count
   */
  private static boolean isFull(
      Connection connection, String table, String caller, Instant since, int size, Limit limit)
      throws SQLException {
    return Sql.first(
            connection,
            row -> row.getLong(1) >= limit.rows() || row.getLong(2) + size > limit.bytes(),
            "SELECT COUNT(*), COALESCE(SUM(row_bytes), 0) FROM (SELECT row_bytes FROM "
                + table
                + " WHERE caller = ? AND ends_at >= ? LIMIT ?) AS counted",
            caller,
            since,
            limit.rows())
        .orElseThrow(Sql::noRow);
  }

  /**
   * Removes rows that have ended by a time of {@link Database#earlier}, if that time can be right,
   * see {@link ClockBound}.
   */
  private void removeExpired(Connection connection, EndedRows rows, Instant now)
      throws SQLException {
    List<Object> ended =
        bound.admits(now) ? rows.keys(connection, now, REMOVED_AT_ONCE, List.of()) : List.of();
    if (!ended.isEmpty()) {
      int unused = rows.remove(connection, now, ended);
    }
  }

  @Override
  public Optional<AcmeAccount> account(String id) {
    return isId(id)
        ? database.run(connection -> account(connection, "account_id = ?", id))
        : Optional.empty();
  }

  @Override
  public Optional<AcmeAccount> accountWithKey(String thumbprint) {
    return database.run(connection -> withKey(connection, thumbprint));
  }

  /** A text that is no id can have characters that a database rejects as a failure of its own. */
  private static boolean isId(String text) {
    return ID.matcher(text).matches();
  }

  private static Optional<AcmeAccount> withKey(Connection connection, String thumbprint)
      throws SQLException {
    return account(connection, "thumbprint = ?", thumbprint);
  }

  private static Optional<AcmeAccount> account(
      Connection connection, String condition, String parameter) throws SQLException {
    return Sql.first(connection, StoredAcme::account, SELECT_ACCOUNT + condition, parameter);
  }

  private static AcmeAccount account(ResultSet row) throws SQLException {
    return new AcmeAccount(
        row.getString("account_id"),
        row.getString("public_key"),
        row.getString("thumbprint"),
        row.getString("caller"),
        row.getString("caller_key"),
        lines(row.getString("contacts")),
        row.getInt("state") != 0,
        Sql.instant(row, "created_at"),
        Sql.instant(row, "ends_at"));
  }

  private static List<String> lines(String text) {
    return Arrays.stream(text.split("\n")).filter(line -> !line.isEmpty()).toList();
  }

  @Override
  public boolean update(AcmeAccount before, AcmeAccount account) {
    return database.write(
        connection -> {
          Optional<AcmeAccount> holder = withKey(connection, account.thumbprint());
          if (holder.filter(other -> !other.id().equals(account.id())).isPresent()) {
            return false;
          }
          return Sql.update(
                  connection,
                  "UPDATE latchkey_acme_account SET public_key = ?, thumbprint = ?, contacts = ?,"
                      + " state = ?, row_bytes = ?, ends_at = CASE WHEN ? = 1 THEN ? ELSE ends_at"
                      + " END WHERE account_id = ? AND state = 0 AND thumbprint = ?",
                  account.publicKey(),
                  account.thumbprint(),
                  String.join("\n", account.contacts()),
                  state(account),
                  account.size(),
                  state(account),
                  account.expiresAt(),
                  before.id(),
                  before.thumbprint())
              == 1;
        });
  }

  @Override
  public boolean add(AcmeOrder order, Instant accountEndsAt, Limit limit) {
    return database.write(
        connection -> {
          Instant now = database.earlier(connection, order.createdAt());
          removeExpired(connection, ENDED_ORDERS, now);
          if (isFull(connection, "latchkey_acme_order", order.caller(), now, order.size(), limit)) {
            return false;
          }
          List<Object> values =
              new ArrayList<>(
                  List.of(order.id(), order.account(), order.caller(), order.namesText()));
          values.add(order.size());
          values.add(order.createdAt());
          values.add(order.expiresAt());
          StringBuilder columns = new StringBuilder();
          order.notAfter().ifPresent(end -> add(columns, values, "not_after", end));
          order.replaces().ifPresent(id -> add(columns, values, "replaces", id));
          Sql.execute(
              connection,
              "INSERT INTO latchkey_acme_order (order_id, account, caller, names, row_bytes,"
                  + " created_at, ends_at%s) VALUES (%s)"
                      .formatted(columns, Sql.placeholders(values.size())),
              values.toArray());
          Sql.execute(
              connection,
              "UPDATE latchkey_acme_account SET ends_at = ?"
                  + " WHERE account_id = ? AND state = 0 AND ends_at < ?",
              accountEndsAt,
              order.account(),
              accountEndsAt);
          return true;
        });
  }

  private static void add(StringBuilder columns, List<Object> values, String column, Object value) {
    columns.append(", ").append(column);
    values.add(value);
  }

  @Override
  public Optional<AcmeOrder> order(String id) {
    return isId(id) ? database.run(connection -> order(connection, id)) : Optional.empty();
  }

  private static Optional<AcmeOrder> order(Connection connection, String id) throws SQLException {
    return Sql.first(
        connection,
        StoredAcme::order,
        "SELECT order_id, account, caller, names, serial, not_after, replaces,"
            + " created_at, ends_at FROM latchkey_acme_order WHERE order_id = ?",
        id);
  }

  private static AcmeOrder order(ResultSet row) throws SQLException {
    Instant notAfter = Sql.instant(row, "not_after");
    Optional<Instant> end = row.wasNull() ? Optional.empty() : Optional.of(notAfter);
    List<String> names = lines(row.getString("names"));
    Optional<String> serial = Optional.ofNullable(row.getString("serial"));
    return new AcmeOrder(
        row.getString("order_id"),
        row.getString("account"),
        row.getString("caller"),
        new OrderedNames(
            names.stream().filter(name -> DnsName.parse(name).isPresent()).toList(),
            names.stream().filter(name -> DnsName.parse(name).isEmpty()).toList()),
        serial.filter(text -> !text.equals(DEACTIVATED)),
        serial.filter(DEACTIVATED::equals).isPresent(),
        end,
        Optional.ofNullable(row.getString("replaces")),
        Sql.instant(row, "created_at"),
        Sql.instant(row, "ends_at"));
  }

  @Override
  public boolean deactivate(String orderId) {
    return database.write(
        connection ->
            Sql.update(
                    connection,
                    "UPDATE latchkey_acme_order SET serial = ?"
                        + " WHERE order_id = ? AND (serial IS NULL OR serial = ?)",
                    DEACTIVATED,
                    orderId,
                    DEACTIVATED)
                == 1);
  }

  @Override
  public List<ListedOrder> orders(String account, ListedOrder after, int most) {
    return database.run(
        connection ->
            Sql.list(
                connection,
                row -> new ListedOrder(Sql.instant(row, "created_at"), row.getString(2)),
                "SELECT created_at, order_id FROM latchkey_acme_order WHERE account = ?"
                    + " AND (created_at < ? OR (created_at = ? AND order_id < ?))"
                    + " ORDER BY created_at DESC, order_id DESC LIMIT ?",
                account,
                after.createdAt(),
                after.createdAt(),
                after.id(),
                most));
  }

  /** The serial number in the identifier of a certificate; no bytes if it is malformed. */
  static byte[] serialIn(String certificateId) {
    return Base64Url.decode(certificateId.substring(certificateId.indexOf('.') + 1))
        .orElse(new byte[0]);
  }

  private static byte[] bytes(String serialHex) {
    return new BigInteger(serialHex, 16).toByteArray();
  }

  @Override
  public Optional<Ordered> ordered(String serial) {
    return database.run(
        connection ->
            Sql.first(
                connection,
                row -> new Ordered(row.getString(1), Optional.ofNullable(row.getString(2))),
                "SELECT account, replaced_by FROM latchkey_acme_certificate WHERE certificate = "
                    + CERTIFICATE_ID,
                (Object) bytes(serial)));
  }

  @Override
  public boolean use(CallerIdentity scope, OneTimeUse permission) {
    return oneTimeUses.use(scope, permission, clock.instant());
  }
}
