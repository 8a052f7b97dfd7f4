package io.latchkey.ca.store;

import io.latchkey.base.crypto.Sha256;
import io.latchkey.ca.caller.OneTimeUse;
import io.latchkey.ca.enrolment.AcmeOrder;
import io.latchkey.ca.store.CertificateRow.Caller;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The prepared statements that insert a group of certificates. Used by one thread. */
final class CertificateStatements implements AutoCloseable {
  private static final int MAX_KNOWN_CALLERS = 10_000;

  /**
   * The values of an insert whose batch reports a count for each row. The driver of PostgreSQL
   * merges a batch of {@code VALUES} if its option {@code reWriteBatchedInserts} is set, and then
   * does not report which rows were inserted.
   */
  static final String COUNTED_VALUES = " SELECT %s WHERE 1 = 1";

  private final Dialect dialect;
  private final PreparedStatement newIds;
  private final PreparedStatement insertCaller;
  private final PreparedStatement selectCaller;
  private final PreparedStatement use;
  private final PreparedStatement confirmation;
  private final PreparedStatement order;
  private final PreparedStatement ordered;
  private final PreparedStatement replaced;
  private final PreparedStatement certificate;
  private final PreparedStatement lookup;

  /** Numbers of callers that are certainly in the database. */
  private final Map<Caller, Long> knownCallers = new HashMap<>();

  /** Numbers of callers that the current transaction has read or inserted. */
  private final Map<Caller, Long> currentCallers = new HashMap<>();

  CertificateStatements(Connection connection, Dialect dialect) throws SQLException {
    this.dialect = dialect;
    this.newIds = dialect.prepareNewIds(connection);
    this.insertCaller =
        connection.prepareStatement(
            "INSERT INTO latchkey_caller (kind, name) VALUES (?, ?) ON CONFLICT DO NOTHING");
    this.selectCaller =
        connection.prepareStatement("SELECT id FROM latchkey_caller WHERE kind = ? AND name = ?");
    this.use =
        connection.prepareStatement(
            "INSERT INTO latchkey_one_time_use (caller, digest, expires_at)"
                + COUNTED_VALUES.formatted("?, ?, ?")
                + " ON CONFLICT DO NOTHING");
    this.confirmation = connection.prepareStatement(StoredCmp.INSERT);
    this.order = connection.prepareStatement(StoredAcme.COMPLETE);
    this.ordered = connection.prepareStatement(StoredAcme.INSERT_CERTIFICATE);
    this.replaced = connection.prepareStatement(StoredAcme.REPLACE);
    this.certificate =
        connection.prepareStatement(
            "INSERT INTO latchkey_certificate (id, serial, issuer, caller, issued_at, not_after,"
                + " caller_key, address, der, protocol) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    this.lookup =
        connection.prepareStatement(
            "INSERT INTO latchkey_lookup (bucket, term, certificate) VALUES (?, ?, ?)");
  }

  /**
   * Inserts certificates with what their requesters have to confirm and completes their orders,
   * except those whose permission was used before, whose transaction is not free, or whose order is
   * not ready.
   *
   * @return for each row, whether it was inserted
   * @throws SQLException if any row cannot be inserted; the transaction must then be rolled back
   */
  boolean[] insert(List<CertificateRow> rows) throws SQLException {
    currentCallers.clear();
    for (PreparedStatement each :
        List.of(use, confirmation, order, ordered, replaced, certificate, lookup)) {
      each.clearBatch();
    }
    long[] callers = new long[rows.size()];
    for (int i = 0; i < callers.length; i++) {
      callers[i] = numberOf(rows.get(i).caller());
    }
    boolean[] admitted = new boolean[rows.size()];
    Arrays.fill(admitted, true);
    admit(admitted, use, i -> setPermission(rows.get(i), callers[i]));
    admit(admitted, confirmation, i -> setConfirmation(rows.get(i)));
    admit(admitted, order, i -> setOrder(rows.get(i)));
    List<Integer> indexes = new ArrayList<>();
    for (int i = 0; i < admitted.length; i++) {
      if (admitted[i]) {
        indexes.add(i);
      }
    }
    if (!indexes.isEmpty()) {
      long[] ids = dialect.newIds(newIds, indexes.size());
      for (int n = 0; n < ids.length; n++) {
        int index = indexes.get(n);
        add(rows.get(index), ids[n], callers[index]);
      }
      for (PreparedStatement each : List.of(certificate, lookup, ordered, replaced)) {
        each.executeBatch();
      }
    }
    return admitted;
  }

  /** To be called after the commit of what {@link #insert} has inserted. */
  void committed() {
    if (knownCallers.size() + currentCallers.size() > MAX_KNOWN_CALLERS) {
      knownCallers.clear();
    }
    knownCallers.putAll(currentCallers);
    currentCallers.clear();
  }

  /** To be called after a transaction that was not committed. Its new callers do not exist. */
  void rolledBack() {
    currentCallers.clear();
  }

  private long numberOf(Caller caller) throws SQLException {
    Long known = knownCallers.get(caller);
    if (known == null) {
      known = currentCallers.get(caller);
    }
    if (known != null) {
      return known;
    }
    insertCaller.setString(1, caller.kind());
    insertCaller.setString(2, caller.name());
    insertCaller.executeUpdate();
    selectCaller.setString(1, caller.kind());
    selectCaller.setString(2, caller.name());
    long number = Sql.number(selectCaller);
    currentCallers.put(caller, number);
    return number;
  }

  /** Sets the parameters of a statement for a row; returns false if the row does not need it. */
  @FunctionalInterface
  private interface Parameters {
    boolean set(int row) throws SQLException;
  }

  /**
   * Executes a statement in one batch for the admitted rows that need it. A row for which the
   * statement changes nothing is no longer admitted.
   */
  private static void admit(boolean[] admitted, PreparedStatement statement, Parameters parameters)
      throws SQLException {
    List<Integer> indexes = new ArrayList<>();
    for (int i = 0; i < admitted.length; i++) {
      if (admitted[i] && parameters.set(i)) {
        statement.addBatch();
        indexes.add(i);
      }
    }
    if (!indexes.isEmpty()) {
      int[] counts = statement.executeBatch();
      for (int n = 0; n < counts.length; n++) {
        admitted[indexes.get(n)] = counts[n] == 1;
      }
    }
  }

  private boolean setPermission(CertificateRow row, long caller) throws SQLException {
    if (row.oneTimeUse().isEmpty()) {
      return false;
    }
    OneTimeUse permission = row.oneTimeUse().get();
    use.setLong(1, caller);
    use.setBytes(2, digest(permission));
    use.setLong(3, Sql.milliseconds(permission.expiresAt()));
    return true;
  }

  private boolean setConfirmation(CertificateRow row) throws SQLException {
    if (row.confirmation().isEmpty()) {
      return false;
    }
    StoredCmp.set(confirmation, row.confirmation().get(), row.serial().toString(16));
    return true;
  }

  private boolean setOrder(CertificateRow row) throws SQLException {
    if (row.order().isEmpty()) {
      return false;
    }
    order.setString(1, row.serial().toString(16));
    order.setString(2, row.order().get().id());
    return true;
  }

  static byte[] digest(OneTimeUse permission) {
    return Sha256.of(permission.id());
  }

  private void add(CertificateRow row, long id, long caller) throws SQLException {
    certificate.setLong(1, id);
    certificate.setBytes(2, row.serial().toByteArray());
    certificate.setLong(3, row.issuer());
    certificate.setLong(4, caller);
    certificate.setLong(5, Sql.milliseconds(row.issuedAt()));
    certificate.setLong(6, Sql.milliseconds(row.notAfter()));
    setText(7, row.callerKey());
    setText(8, row.address());
    certificate.setBytes(9, row.der().array());
    setText(10, row.protocol());
    certificate.addBatch();
    if (row.order().isPresent()) {
      add(row.order().get(), id);
    }
    for (long term : row.terms()) {
      lookup.setLong(1, LookupTerm.bucket(id));
      lookup.setLong(2, term);
      lookup.setLong(3, id);
      lookup.addBatch();
    }
  }

  private void add(AcmeOrder completed, long id) throws SQLException {
    ordered.setLong(1, id);
    ordered.setString(2, completed.account());
    ordered.addBatch();
    if (completed.replaces().isPresent()) {
      replaced.setString(1, completed.id());
      replaced.setBytes(2, StoredAcme.serialIn(completed.replaces().get()));
      replaced.addBatch();
    }
  }

  private void setText(int index, Optional<String> value) throws SQLException {
    if (value.isPresent()) {
      certificate.setString(index, value.get());
    } else {
      certificate.setNull(index, Types.VARCHAR);
    }
  }

  /** Closes the statements. A failure does not matter: the connection is closed next. */
  @Override
  public void close() throws SQLException {
    for (PreparedStatement each :
        List.of(
            newIds,
            insertCaller,
            selectCaller,
            use,
            confirmation,
            order,
            ordered,
            replaced,
            certificate,
            lookup)) {
      each.close();
    }
  }
}
