package io.latchkey.ca.store;

import io.latchkey.ca.AuthorityUnavailableException;
import io.latchkey.ca.CertificatePage;
import io.latchkey.ca.CertificateQuery;
import io.latchkey.ca.IssuanceRefusedException;
import io.latchkey.ca.IssuedCertificate;
import io.latchkey.ca.OneTimeUse;
import io.latchkey.ca.PageCursor;
import io.latchkey.ca.RecordedCaller;
import io.latchkey.ca.RefusalReason;
import java.security.cert.X509Certificate;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The record of what was signed, in a database. Safe for use by several threads. */
public final class CertificateStore {
  private static final String SELECT =
      "SELECT c.id, c.caller, c.caller_kind, c.caller_key, c.address, c.issued_at, c.pem,"
          + " i.chain FROM latchkey_certificate c"
          + " JOIN latchkey_issuer i ON i.fingerprint = c.issuer";

  /** One page in PEM, about 500 certificates with a few names. */
  private static final int PAGE_BYTES = 512 * 1024;

  private static final int GROUP = 50;

  private final Database database;
  private final OneTimeUses oneTimeUses;

  public CertificateStore(Database database) {
    this.database = database;
    this.oneTimeUses = new OneTimeUses(database);
  }

  /**
   * Records a certificate, and that its permission is used up, both or none of it. Returns once the
   * record is on disk.
   *
   * @param commonNames by which it can be found, besides its subject alternative names
   */
  public void add(
      IssuedCertificate issued,
      List<String> commonNames,
      String issuer,
      Optional<OneTimeUse> permission)
      throws IssuanceRefusedException {
    oneTimeUses.forgetExpired(issued.issuedAt());
    boolean written =
        database.write(
            connection -> {
              if (permission.isPresent()) {
                oneTimeUses.insert(connection, permission.get());
              }
              long id = insert(connection, issued, issuer);
              insertNames(connection, id, issued, commonNames);
            });
    if (!written) {
      if (permission.isPresent() && oneTimeUses.contains(permission.get())) {
        throw new IssuanceRefusedException(
            RefusalReason.REPLAYED, "This permission was good for one certificate, and was used");
      }
      throw new AuthorityUnavailableException(
          "Serial %s exists already in %s; ask again".formatted(issued.serial(), database.name()));
    }
  }

  public Optional<IssuedCertificate> find(String serialHex) {
    return findOne(" WHERE c.serial = ?", serialHex);
  }

  public Optional<IssuedCertificate> findByFingerprint(String fingerprint) {
    return findOne(" WHERE c.fingerprint = ?", fingerprint);
  }

  private Optional<IssuedCertificate> findOne(String condition, String value) {
    return database.run(
        connection -> {
          try (PreparedStatement select = Sql.prepare(connection, SELECT + condition, value);
              ResultSet row = select.executeQuery()) {
            return row.next() ? Optional.of(read(row)) : Optional.empty();
          }
        });
  }

  public int countEnding(Instant from, Instant to, int most) {
    return database.run(
        connection -> {
          try (PreparedStatement select =
                  Sql.prepare(
                      connection,
                      "SELECT COUNT(*) FROM (SELECT c.id FROM latchkey_certificate c"
                          + " WHERE c.not_after >= ? AND c.not_after < ? LIMIT ?) AS ending",
                      from,
                      to,
                      most);
              ResultSet row = select.executeQuery()) {
            return row.next() ? row.getInt(1) : 0;
          }
        });
  }

  /**
   * A page ends at the query's limit, or once its certificates have {@value #PAGE_BYTES} bytes in
   * PEM. Rows are read in small groups, since a driver may hold all rows of an answer in memory.
   */
  public CertificatePage list(CertificateQuery query) {
    List<IssuedCertificate> certificates = new ArrayList<>();
    long size = 0;
    Optional<String> after = query.after();
    while (true) {
      // One more than the page may take tells whether there is another page.
      int wanted = Math.min(GROUP, query.limit() - certificates.size() + 1);
      List<Row> rows = rows(query, after, wanted);
      for (Row row : rows) {
        if (certificates.size() == query.limit() || size >= PAGE_BYTES) {
          return new CertificatePage(certificates, after);
        }
        certificates.add(row.certificate());
        size += row.length();
        after = Optional.of(new PageCursor(row.id()).encode());
      }
      if (rows.size() < wanted) {
        return new CertificatePage(certificates, Optional.empty());
      }
    }
  }

  private List<Row> rows(CertificateQuery query, Optional<String> after, int limit) {
    CertificateSelection selection = CertificateSelection.of(query.continuedAt(after));
    List<Object> parameters = new ArrayList<>(selection.parameters());
    parameters.add(limit);
    return database.run(
        connection -> {
          try (PreparedStatement select =
                  Sql.prepare(connection, SELECT + selection.sql(), parameters);
              ResultSet found = select.executeQuery()) {
            List<Row> rows = new ArrayList<>();
            while (found.next()) {
              rows.add(new Row(found.getLong("id"), found.getString("pem").length(), read(found)));
            }
            return rows;
          }
        });
  }

  private record Row(long id, int length, IssuedCertificate certificate) {}

  private static long insert(Connection connection, IssuedCertificate issued, String issuer)
      throws SQLException {
    RecordedCaller caller = issued.requestedBy();
    return Sql.insert(
        connection,
        "INSERT INTO latchkey_certificate (serial, issuer, fingerprint, caller,"
            + " caller_kind, caller_key, address, issued_at, not_before, not_after, pem)"
            + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        issued.serial(),
        issuer,
        issued.fingerprint(),
        caller.name(),
        caller.kind(),
        caller.key().orElse(""),
        caller.address().orElse(""),
        issued.issuedAt(),
        issued.notBefore(),
        issued.notAfter(),
        issued.pem());
  }

  private static void insertNames(
      Connection connection, long id, IssuedCertificate issued, List<String> commonNames)
      throws SQLException {
    Set<String> names =
        Stream.of(issued.dnsNames(), issued.ipAddresses(), issued.uris(), commonNames)
            .flatMap(List::stream)
            .map(CertificateSelection::foldedName)
            .collect(Collectors.toCollection(LinkedHashSet::new));
    try (PreparedStatement insert =
        connection.prepareStatement(
            "INSERT INTO latchkey_certificate_name (name, certificate) VALUES (?, ?)")) {
      for (String name : names) {
        insert.setString(1, name);
        insert.setLong(2, id);
        insert.addBatch();
      }
      insert.executeBatch();
    }
  }

  private static Optional<String> text(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(row.getString(column)).filter(value -> !value.isEmpty());
  }

  private static IssuedCertificate read(ResultSet row) throws SQLException {
    X509Certificate certificate = StoredCertificates.parse(row.getString("pem")).get(0);
    return IssuedCertificate.of(
        certificate,
        StoredCertificates.parse(row.getString("chain")),
        new RecordedCaller(
            row.getString("caller_kind"),
            row.getString("caller"),
            text(row, "caller_key"),
            text(row, "address")),
        Sql.instant(row, "issued_at"));
  }
}
