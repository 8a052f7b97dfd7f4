package io.latchkey.ca.store;

import io.latchkey.pki.Pem;
import java.security.cert.X509Certificate;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The generations of the built-in CA's key. Each change is one transaction, and of several
 * processes that make the same change, one succeeds. Safe for use by several threads.
 */
public final class GenerationStore {
  /**
   * A generation in its stored form.
   *
   * @param number 1 for the first root, and 1 more for each rotation
   * @param privateKey the private key in its stored form; empty once it was deleted
   * @param root the root certificate
   * @param formerCrossed the root before, signed by this generation
   * @param crossed this generation's root, signed by the generation before
   * @param announcedAt when the generation was created
   * @param currentAt from when the generation signs certificates
   * @param formerUntil when the private key of the generation before is deleted
   */
  public record StoredGeneration(
      int number,
      Optional<String> privateKey,
      X509Certificate root,
      Optional<X509Certificate> formerCrossed,
      Optional<X509Certificate> crossed,
      Instant announcedAt,
      Instant currentAt,
      Instant formerUntil) {
    private StoredGeneration with(String key) {
      return new StoredGeneration(
          number,
          Optional.of(key),
          root,
          formerCrossed,
          crossed,
          announcedAt,
          currentAt,
          formerUntil);
    }
  }

  private static final String SELECT =
      "SELECT generation, private_key, root, former_crossed, crossed, announced_at, current_at,"
          + " former_until FROM latchkey_ca_key ORDER BY generation";

  /** An arbitrary number that no other application is likely to use. */
  private static final long CREATION_LOCK = 0x6c61_7463_686b_6361L;

  private final Database database;

  /** The store in a database that is open. */
  public GenerationStore(Database database) {
    this.database = database;
  }

  /** Returns the name of the database in messages. */
  public String databaseName() {
    return database.name();
  }

  /** Returns all generations, oldest first. A request can call this. */
  public List<StoredGeneration> all() {
    return database.run(GenerationStore::read);
  }

  /**
   * Returns all generations; empty before the CA is created. For the start of a node: waits for a
   * slow database.
   */
  public List<StoredGeneration> allAtStart() {
    return database.runAtStart(GenerationStore::read);
  }

  /**
   * Returns when the last certificate ends that is valid or can be valid again; empty if there is
   * none. A certificate on hold can be released.
   */
  public Optional<Instant> lastEnd() {
    long end =
        database.run(
            connection ->
                Sql.number(
                    connection,
                    "SELECT COALESCE((SELECT c.not_after FROM latchkey_certificate c"
                        + " WHERE NOT EXISTS (SELECT 1 FROM latchkey_revocation r"
                        + " WHERE r.certificate = c.id AND r."
                        + RevocationSql.REVOKED
                        + ") ORDER BY c.not_after DESC LIMIT 1), 0)"));
    return end == 0 ? Optional.empty() : Optional.of(Instant.ofEpochMilli(end));
  }

  /**
   * Returns the time of the database server; empty if the database is embedded and has the clock of
   * this host.
   */
  public Optional<Instant> serverTime() {
    return database.serverClockSql().map(sql -> database.run(time(sql)));
  }

  /** Returns {@link #serverTime} at the start of a node: waits for a slow database. */
  public Optional<Instant> serverTimeAtStart() {
    return database.serverClockSql().map(sql -> database.runAtStart(time(sql)));
  }

  /**
   * Returns a bound for the clock of this host, where the database has no clock of its own.
   *
   * @param pause how long after the last signature a node may start
   * @param now the time of this host at the start
   * @param nanoTime a monotonic clock in nanoseconds
   */
  public ClockBound clockBound(Duration pause, Instant now, LongSupplier nanoTime) {
    return ClockBound.atStart(database, pause, now, nanoTime);
  }

  private static Database.Work<Instant> time(String sql) {
    return connection -> Instant.ofEpochMilli(Sql.number(connection, sql));
  }

  private static List<StoredGeneration> read(Connection connection) throws SQLException {
    return Sql.list(connection, GenerationStore::read, SELECT);
  }

  /**
   * Adds the first generation unless there is one. Of several nodes that call this at the same
   * time, one adds its generation; the others wait for it and add nothing.
   *
   * @param first the generation without its private key
   * @param privateKey returns the stored form of the key; called only on the node that adds its
   *     generation
   * @return false if there is a generation already
   */
  public boolean create(StoredGeneration first, Supplier<String> privateKey) {
    return database.runAlone(
        connection -> {
          database.lock(connection, CREATION_LOCK);
          return Sql.number(connection, "SELECT COUNT(*) FROM latchkey_ca_key") == 0
              && insert(connection, first.with(privateKey.get()), List.of(List.of(first.root())));
        });
  }

  /**
   * Adds a generation, and records the chains that certificates will be issued under.
   *
   * @return false if a generation with this number exists; nothing was changed
   */
  public boolean add(StoredGeneration next, List<List<X509Certificate>> chains) {
    return database.write(connection -> insert(connection, next, chains));
  }

  private static boolean insert(
      Connection connection, StoredGeneration next, List<List<X509Certificate>> chains)
      throws SQLException {
    int inserted =
        Sql.update(
            connection,
            "INSERT INTO latchkey_ca_key (generation, private_key, root, former_crossed, crossed,"
                + " announced_at, current_at, former_until)"
                + " VALUES (?, NULLIF(?, ''), ?, NULLIF(?, ''), NULLIF(?, ''), ?, ?, ?)"
                + " ON CONFLICT DO NOTHING",
            next.number(),
            next.privateKey().orElse(""),
            Pem.encode(next.root()),
            next.formerCrossed().map(Pem::encode).orElse(""),
            next.crossed().map(Pem::encode).orElse(""),
            next.announcedAt(),
            next.currentAt(),
            next.formerUntil());
    if (inserted == 0) {
      return false;
    }
    for (List<X509Certificate> chain : chains) {
      long unused = IssuerStore.write(connection, chain, next.announcedAt());
    }
    return true;
  }

  /**
   * Makes an announced generation current.
   *
   * @return false if it is current already; nothing was changed
   */
  public boolean makeCurrent(int number, Instant at, Instant formerUntil) {
    return database.write(
        connection ->
            Sql.update(
                    connection,
                    "UPDATE latchkey_ca_key SET current_at = ?, former_until = ?"
                        + " WHERE generation = ? AND current_at > ?",
                    at,
                    formerUntil,
                    number,
                    at)
                == 1);
  }

  /**
   * Deletes the private key of a generation.
   *
   * @return false if it was deleted already
   */
  public boolean deletePrivateKey(int number) {
    return database.write(
        connection ->
            Sql.update(
                    connection,
                    "UPDATE latchkey_ca_key SET private_key = NULL"
                        + " WHERE generation = ? AND private_key IS NOT NULL",
                    number)
                == 1);
  }

  private static StoredGeneration read(ResultSet row) throws SQLException {
    return new StoredGeneration(
        row.getInt("generation"),
        Optional.ofNullable(row.getString("private_key")),
        certificate(row.getString("root")),
        optional(row.getString("former_crossed")),
        optional(row.getString("crossed")),
        Sql.instant(row, "announced_at"),
        Sql.instant(row, "current_at"),
        Sql.instant(row, "former_until"));
  }

  private static Optional<X509Certificate> optional(@Nullable String pem) {
    return Optional.ofNullable(pem).map(GenerationStore::certificate);
  }

  private static X509Certificate certificate(String pem) {
    return StoredCertificates.parse(pem).get(0);
  }
}
