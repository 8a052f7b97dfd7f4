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

  /** The built-in CA as it is stored. */
  public record StoredCa(List<X509Certificate> chain, String encryptedKey) {}

  private final Database database;

  public IssuerStore(Database database) {
    this.database = database;
  }

  /** Notes a chain, unless it is known. */
  public void record(List<X509Certificate> chain, Instant now) {
    if (!isKnown(chain)) {
      // Another process may have been faster with the same chain, which is just as well.
      boolean unused = database.write(connection -> insert(connection, chain, now));
    }
  }

  public Optional<StoredCa> builtInCa() {
    return database.run(
        connection -> {
          try (PreparedStatement select =
                  Sql.prepare(
                      connection,
                      "SELECT b.encrypted_key, i.chain FROM latchkey_built_in_ca b"
                          + " JOIN latchkey_issuer i ON i.fingerprint = b.issuer");
              ResultSet row = select.executeQuery()) {
            return row.next() ? Optional.of(read(row)) : Optional.empty();
          }
        });
  }

  /**
   * Stores a new built-in CA.
   *
   * @return false if there is one already
   */
  public boolean addBuiltInCa(StoredCa ca, Instant now) {
    return database.write(
        connection -> {
          insert(connection, ca.chain(), now);
          Sql.update(
              connection,
              "INSERT INTO latchkey_built_in_ca (slot, issuer, encrypted_key) VALUES (?, ?, ?)",
              SLOT,
              Fingerprint.sha256(ca.chain().get(0)),
              ca.encryptedKey());
        });
  }

  private boolean isKnown(List<X509Certificate> chain) {
    return database.run(
        connection -> {
          try (PreparedStatement select =
                  Sql.prepare(
                      connection,
                      "SELECT 1 FROM latchkey_issuer WHERE fingerprint = ?",
                      Fingerprint.sha256(chain.get(0)));
              ResultSet rows = select.executeQuery()) {
            return rows.next();
          }
        });
  }

  private static void insert(Connection connection, List<X509Certificate> chain, Instant now)
      throws SQLException {
    Sql.update(
        connection,
        "INSERT INTO latchkey_issuer (fingerprint, chain, created_at) VALUES (?, ?, ?)",
        Fingerprint.sha256(chain.get(0)),
        Pem.encode(chain),
        now);
  }

  private static StoredCa read(ResultSet row) throws SQLException {
    return new StoredCa(
        StoredCertificates.parse(row.getString("chain")), row.getString("encrypted_key"));
  }
}
