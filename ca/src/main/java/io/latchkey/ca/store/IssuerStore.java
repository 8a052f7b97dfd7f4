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
import java.util.function.Supplier;

/**
 * The chains that certificates are issued under, and the built-in CA's encrypted key. For the start
 * of a node: the methods wait for a slow database.
 */
public final class IssuerStore {
  private static final int SLOT = 1;

  /** An arbitrary number that no other application is likely to use. */
  private static final long CREATION_LOCK = 0x6c61_7463_686b_6361L;

  /** The built-in CA in its stored form. */
  public record StoredCa(List<X509Certificate> chain, String encryptedKey) {}

  private final Database database;

  /** The store in a database that is open. */
  public IssuerStore(Database database) {
    this.database = database;
  }

  /** Records a chain unless it is known, and returns its number. */
  public long record(List<X509Certificate> chain, Instant now) {
    Optional<Long> known = database.runPatiently(connection -> number(connection, chain));
    return known.isPresent()
        ? known.get()
        : database.runAlone(connection -> insert(connection, chain, now));
  }

  /** The built-in CA, if there is one. */
  public Optional<StoredCa> builtInCa() {
    return database.runPatiently(
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
   * Stores a new built-in CA unless there is one. Of several nodes that call this at the same time,
   * one stores its CA; the others wait for it and store nothing.
   *
   * @param encryptedKey encrypts the key; called only on the node that stores its CA
   * @return false if there is a CA already
   */
  public boolean addBuiltInCa(
      List<X509Certificate> chain, Supplier<String> encryptedKey, Instant now) {
    return database.runAlone(
        connection -> {
          database.lock(connection, CREATION_LOCK);
          if (Sql.number(connection, "SELECT COUNT(*) FROM latchkey_built_in_ca") > 0) {
            return false;
          }
          return Sql.update(
                  connection,
                  "INSERT INTO latchkey_built_in_ca (slot, issuer, encrypted_key)"
                      + " VALUES (?, ?, ?)",
                  SLOT,
                  insert(connection, chain, now),
                  encryptedKey.get())
              == 1;
        });
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
