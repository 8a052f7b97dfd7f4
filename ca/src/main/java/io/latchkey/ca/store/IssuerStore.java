package io.latchkey.ca.store;

import io.latchkey.pki.Fingerprint;
import io.latchkey.pki.Pem;
import java.security.cert.X509Certificate;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The chains that certificates are issued under. For the start of a node and for the thread of the
 * CA's keys: the methods wait for a slow database. Safe for use by several threads.
 */
public final class IssuerStore {
  private final Database database;

  /** Chains are never deleted, so their numbers stay valid. */
  private final Map<List<X509Certificate>, Long> numbers = new ConcurrentHashMap<>();

  /** The store in a database that is open. */
  public IssuerStore(Database database) {
    this.database = database;
  }

  /**
   * Records a chain and returns its number. The signing certificate identifies a chain: another
   * chain above it replaces the recorded one, unless it is only the beginning of the recorded one.
   * A chain that this object has recorded needs no database.
   */
  public long record(List<X509Certificate> chain, Instant now) {
    Long kept = numbers.get(chain);
    if (kept != null) {
      return kept;
    }
    Optional<Long> known = database.runPatiently(connection -> number(connection, chain));
    long number =
        known.isPresent()
            ? known.get()
            : database.runAlone(connection -> write(connection, chain, now));
    numbers.put(List.copyOf(chain), number);
    return number;
  }

  /** Returns the number of the recorded chain that begins with a chain. */
  private static Optional<Long> number(Connection connection, List<X509Certificate> chain)
      throws SQLException {
    String pem = Pem.encode(chain);
    return Sql.first(
        connection,
        row -> row.getLong(1),
        "SELECT id FROM latchkey_issuer WHERE fingerprint = ? AND substr(chain, 1, ?) = ?",
        Fingerprint.sha256(chain.get(0)),
        pem.length(),
        pem);
  }

  /** Another process may have written the same chain, or writes it at the same time. */
  static long write(Connection connection, List<X509Certificate> chain, Instant now)
      throws SQLException {
    String fingerprint = Fingerprint.sha256(chain.get(0));
    String pem = Pem.encode(chain);
    int unused =
        Sql.update(
            connection,
            "INSERT INTO latchkey_issuer (fingerprint, chain, created_at) VALUES (?, ?, ?)"
                + " ON CONFLICT DO NOTHING",
            fingerprint,
            pem,
            now);
    Sql.execute(
        connection,
        "UPDATE latchkey_issuer SET chain = ? WHERE fingerprint = ? AND substr(chain, 1, ?) <> ?",
        pem,
        fingerprint,
        pem.length(),
        pem);
    return number(connection, chain)
        .orElseThrow(() -> new SQLException("The chain of the CA was deleted"));
  }
}
