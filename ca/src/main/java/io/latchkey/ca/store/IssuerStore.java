package io.latchkey.ca.store;

import io.latchkey.pki.Fingerprint;
import io.latchkey.pki.Pem;
import java.security.cert.X509Certificate;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The chains that certificates are issued under, and the built-in CA's encrypted key. */
public final class IssuerStore {
  private static final int SLOT = 1;

  /** The built-in CA in its stored form. */
  public record StoredCa(List<X509Certificate> chain, String encryptedKey) {}

  private final Database database;

  /** The store in a database that is open. */
  public IssuerStore(Database database) {
    this.database = database;
  }

  /** Records a chain unless it is known, and returns its number. */
  public long record(List<X509Certificate> chain, Instant now) {
    Optional<Long> known = database.run(connection -> number(connection, chain));
    return known.isPresent()
        ? known.get()
        : database.write(connection -> insert(connection, chain, now));
  }

  /** The built-in CA, if there is one. */
  public Optional<StoredCa> builtInCa() {
    return database.run(
        connection -> {
          try (PreparedStatement select =
                  Sql.prepare(
                      connection,
                      "SELECT b.encrypted_key, i.chain FROM latchkey_built_in_ca b"
                          + " JOIN latchkey_issuer i ON i.id = b.issuer");
              ResultSet row = select.executeQuery()) {
            return row.next() ? Optional.of(read(row)) : Optional.empty();
          }
        });
  }

  /**
   * Stores a new built-in CA.
   *
   * @return false if there is one already; the chain may then be recorded all the same
   */
  public boolean addBuiltInCa(StoredCa ca, Instant now) {
    return database.write(
        connection ->
            Sql.update(
                    connection,
                    "INSERT INTO latchkey_built_in_ca (slot, issuer, encrypted_key)"
                        + " VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                    SLOT,
                    insert(connection, ca.chain(), now),
                    ca.encryptedKey())
                == 1);
  }

  private static Optional<Long> number(Connection connection, List<X509Certificate> chain)
      throws SQLException {
    try (PreparedStatement select =
            Sql.prepare(
                connection,
                "SELECT id FROM latchkey_issuer WHERE fingerprint = ?",
                Fingerprint.sha256(chain.get(0)));
        ResultSet row = select.executeQuery()) {
      return row.next() ? Optional.of(row.getLong(1)) : Optional.empty();
    }
  }

  /** Another process may have inserted the same chain, or inserts it at the same time. */
  private static long insert(Connection connection, List<X509Certificate> chain, Instant now)
      throws SQLException {
    int unused =
        Sql.update(
            connection,
            "INSERT INTO latchkey_issuer (fingerprint, chain, created_at) VALUES (?, ?, ?)"
                + " ON CONFLICT DO NOTHING",
            Fingerprint.sha256(chain.get(0)),
            Pem.encode(chain),
            now);
    return number(connection, chain)
        .orElseThrow(() -> new SQLException("The chain of the CA was deleted"));
  }

  private static StoredCa read(ResultSet row) throws SQLException {
    return new StoredCa(
        StoredCertificates.parse(row.getString("chain")), row.getString("encrypted_key"));
  }
}
