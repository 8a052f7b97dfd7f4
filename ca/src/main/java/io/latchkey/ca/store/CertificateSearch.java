package io.latchkey.ca.store;

import io.latchkey.ca.caller.CallerIdentity;
import io.latchkey.ca.caller.CallerName;
import io.latchkey.ca.certificate.CertificateQuery;
import io.latchkey.ca.certificate.IssuedCertificate;
import io.latchkey.pki.CertificateState;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Reads the certificates that match a query, newest first. Immutable.
 *
 * @param term what to find them by
 * @param isMatch whether a certificate with that term matches indeed
 * @param conditions further conditions in SQL
 * @param parameters of the conditions
 */
record CertificateSearch(
    Optional<Long> term,
    Predicate<IssuedCertificate> isMatch,
    List<String> conditions,
    List<Object> parameters) {
  /** The most buckets that one statement searches. */
  static final int MAX_BUCKETS = 256;

  /** A certificate with its id in the database. */
  record Row(long id, long caller, IssuedCertificate certificate) {
    /** Reads a row of {@link StoredCertificates#SELECT}. */
    static Row read(ResultSet row, StoredCertificates stored) throws SQLException {
      return new Row(row.getLong("id"), row.getLong("caller"), stored.read(row));
    }
  }

  static CertificateSearch byTerm(long term, Predicate<IssuedCertificate> isMatch) {
    return new CertificateSearch(Optional.of(term), isMatch, List.of(), List.of());
  }

  /** The search for a query, except for its cursor; empty if no certificate can match. */
  static Optional<CertificateSearch> of(Connection connection, CertificateQuery query, Instant now)
      throws SQLException {
    List<String> conditions = new ArrayList<>();
    List<Object> parameters = new ArrayList<>();
    if (query.caller().isPresent() || query.owner().isPresent()) {
      List<Long> callers = callers(connection, query);
      if (callers.isEmpty()) {
        return Optional.empty();
      }
      conditions.add("c.caller IN (" + Sql.placeholders(callers.size()) + ")");
      parameters.addAll(callers);
    }
    query.family().ifPresent(first -> addFamily(first, conditions, parameters));
    query
        .expiringBefore()
        .ifPresent(
            end -> {
              conditions.add("c.not_after < ?");
              parameters.add(end);
            });
    query
        .expiringFrom()
        .ifPresent(
            begin -> {
              conditions.add("c.not_after >= ?");
              parameters.add(begin);
            });
    query.state().ifPresent(state -> addState(state, now, conditions, parameters));
    if (query.currentOnly()) {
      addState(CertificateState.VALID, now, conditions, parameters);
    }
    Optional<String> name = query.name().map(LookupTerm::folded);
    return Optional.of(
        new CertificateSearch(
            name.map(LookupTerm::ofName),
            found -> name.isEmpty() || StoredCertificates.hasName(found, name.get()),
            conditions,
            parameters));
  }

  private static void addState(
      CertificateState state, Instant now, List<String> conditions, List<Object> parameters) {
    switch (state) {
      case HOLD -> conditions.add(revokedWhere(RevocationSql.HELD));
      case REVOKED -> conditions.add(revokedWhere(RevocationSql.REVOKED));
      case VALID -> {
        conditions.add("r.reason IS NULL AND c.not_after >= ?");
        parameters.add(now);
      }
      case EXPIRED -> {
        conditions.add("r.reason IS NULL AND c.not_after < ?");
        parameters.add(now);
      }
    }
  }

  private static void addFamily(
      CallerIdentity first, List<String> conditions, List<Object> parameters) {
    String beginning = CallerName.recordedBeginning(first.name() + "/");
    conditions.add(
        "c.caller IN (SELECT f.id FROM latchkey_caller f"
            + " WHERE f.kind = ? AND (f.name = ? OR substr(f.name, 1, ?) = ?))");
    parameters.add(CallerName.recorded(first.kind()));
    parameters.add(CallerName.recorded(first.name()));
    parameters.add(beginning.length());
    parameters.add(beginning);
  }

  /** Few certificates are revoked, so the search begins with them. */
  private static String revokedWhere(String condition) {
    return "c.id IN (SELECT x.certificate FROM latchkey_revocation x WHERE x.%s)"
        .formatted(condition);
  }

  private static List<Long> callers(Connection connection, CertificateQuery query)
      throws SQLException {
    List<String> conditions = new ArrayList<>();
    List<Object> parameters = new ArrayList<>();
    query
        .caller()
        .ifPresent(
            caller -> {
              conditions.add("name = ?");
              parameters.add(CallerName.recorded(caller));
            });
    query
        .owner()
        .ifPresent(
            owner -> {
              conditions.add("name = ? AND kind = ?");
              parameters.add(CallerName.recorded(owner.name()));
              parameters.add(CallerName.recorded(owner.kind()));
            });
    String sql = "SELECT id FROM latchkey_caller WHERE " + String.join(" AND ", conditions);
    return Sql.list(connection, row -> row.getLong(1), sql, parameters);
  }

  /**
   * Reads rows.
   *
   * @param below only rows with a smaller id
   * @return as many rows as are wanted, or all there are
   */
  List<Row> rows(Connection connection, StoredCertificates stored, Optional<Long> below, int wanted)
      throws SQLException {
    if (term.isEmpty()) {
      return select(connection, stored, below, Optional.empty(), wanted);
    }
    long end = below.isPresent() ? below.get() : newest(connection) + 1;
    List<Row> rows = new ArrayList<>();
    int width = 1;
    while (end > 0 && rows.size() < wanted) {
      long top = LookupTerm.bucket(end - 1);
      long bottom = Math.max(0, top - width + 1);
      int missing = wanted - rows.size();
      List<Row> found =
          select(
              connection, stored, Optional.of(end), Optional.of(new Buckets(bottom, top)), missing);
      found.stream().filter(row -> isMatch.test(row.certificate())).forEach(rows::add);
      end = found.size() == missing ? found.get(found.size() - 1).id() : bottom * LookupTerm.BUCKET;
      width = Math.min(width * 2, MAX_BUCKETS);
    }
    return rows;
  }

  /** Reads the row that meets a condition. */
  static Optional<Row> row(
      Connection connection, StoredCertificates stored, String condition, Object parameter)
      throws SQLException {
    return Sql.first(
        connection,
        found -> Row.read(found, stored),
        StoredCertificates.SELECT + " WHERE " + condition,
        parameter);
  }

  static long newest(Connection connection) throws SQLException {
    return Sql.number(connection, "SELECT COALESCE(MAX(id), 0) FROM latchkey_certificate");
  }

  /** A range of buckets, both ends included. */
  private record Buckets(long bottom, long top) {}

  private List<Row> select(
      Connection connection,
      StoredCertificates stored,
      Optional<Long> below,
      Optional<Buckets> buckets,
      int limit)
      throws SQLException {
    List<String> all = new ArrayList<>();
    List<Object> values = new ArrayList<>();
    buckets.ifPresent(
        range -> {
          int count = (int) (range.top() - range.bottom() + 1);
          all.add(
              "c.id IN (SELECT l.certificate FROM latchkey_lookup l WHERE l.bucket IN ("
                  + Sql.placeholders(count)
                  + ") AND l.term = ?)");
          for (long bucket = range.bottom(); bucket <= range.top(); bucket++) {
            values.add(bucket);
          }
          values.add(term.orElseThrow());
        });
    all.addAll(conditions);
    values.addAll(parameters);
    below.ifPresent(
        id -> {
          all.add("c.id < ?");
          values.add(id);
        });
    values.add(limit);
    String where = all.isEmpty() ? "" : " WHERE " + String.join(" AND ", all);
    String sql = StoredCertificates.SELECT + where + " ORDER BY c.id DESC LIMIT ?";
    return Sql.list(connection, row -> Row.read(row, stored), sql, values);
  }
}
