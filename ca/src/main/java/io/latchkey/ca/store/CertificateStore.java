package io.latchkey.ca.store;

import io.latchkey.base.crypto.Sha256;
import io.latchkey.ca.AuthorityUnavailableException;
import io.latchkey.ca.caller.CallerIdentity;
import io.latchkey.ca.caller.OneTimeUse;
import io.latchkey.ca.caller.RecordedCaller;
import io.latchkey.ca.certificate.CertificatePage;
import io.latchkey.ca.certificate.CertificateQuery;
import io.latchkey.ca.certificate.IssuedCertificate;
import io.latchkey.ca.certificate.PageCursor;
import io.latchkey.ca.enrolment.AcmeOrder;
import io.latchkey.ca.enrolment.CmpRecords;
import io.latchkey.ca.issuance.IssuanceRejectedException;
import io.latchkey.ca.issuance.IssuanceTerms;
import io.latchkey.ca.issuance.RejectionReason;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.security.cert.CertificateEncodingException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The issued certificates, in a database. Safe for use by several threads. */
public final class CertificateStore {
  /** One page in PEM, about 500 certificates with a few names. */
  private static final int PAGE_BYTES = 512 * 1024;

  private static final int GROUP = 50;

  /** How many certificates a page examines, of which those that were replaced may not count. */
  private static final int MAX_EXAMINED = 2000;

  /** How long a page takes at most. A page can have fewer certificates than the limit. */
  private static final long MAX_NANOS = Duration.ofSeconds(1).toNanos();

  private static final Pattern SERIAL = Pattern.compile("[0-9a-f]{1,64}");

  private final Database database;
  private final OneTimeUses oneTimeUses;
  private final StoredCertificates stored;

  /**
   * The store in a database that is open.
   *
   * @param clock of which the times of the certificates are
   */
  public CertificateStore(Database database, Clock clock) {
    this.database = database;
    this.oneTimeUses = new OneTimeUses(database, clock);
    this.stored = new StoredCertificates();
  }

  /**
   * Records a certificate that its requester does not have to confirm and that completes no order.
   */
  public void add(
      IssuedCertificate issued,
      List<String> commonNames,
      long issuer,
      Optional<OneTimeUse> permission)
      throws IssuanceRejectedException {
    add(row(issued, commonNames, issuer, permission, Optional.empty(), Optional.empty()));
  }

  /**
   * Records a certificate, that its permission is used up, that it has to be confirmed, and that it
   * completes an order: all of it, or nothing. Returns once the record is on disk.
   *
   * @param commonNames by which it can be found, besides its subject alternative names
   * @param issuer number of the chain that it was issued under, see {@link IssuerStore#record}
   * @param terms the terms with the permission, the confirmation and the order
   * @throws IssuanceRejectedException if the permission was used before, the transaction of the
   *     confirmation has not ended, or the order is not ready
   * @throws AuthorityUnavailableException if the store fails; the record may then exist
   */
  public void add(
      IssuedCertificate issued, List<String> commonNames, long issuer, IssuanceTerms terms)
      throws IssuanceRejectedException {
    add(row(issued, commonNames, issuer, terms.oneTimeUse(), terms.confirmation(), terms.order()));
  }

  /**
   * Whether the store knows now that a permission was used before. Only {@link #add} decides:
   * another node may use the permission at the same time, or the database may not answer.
   */
  public boolean isKnownAsUsed(CallerIdentity caller, OneTimeUse permission) {
    return oneTimeUses.isKnownAsUsed(caller, permission);
  }

  private void add(CertificateRow row) throws IssuanceRejectedException {
    oneTimeUses.forgetExpired(row.issuedAt());
    if (!database.add(row)) {
      throw replayed();
    }
  }

  /** The rejection of a permission, or of an order, that was used before. */
  public static IssuanceRejectedException replayed() {
    return new IssuanceRejectedException(
        RejectionReason.REPLAYED,
        "This permission or order was good for one certificate, and was used");
  }

  private static CertificateRow row(
      IssuedCertificate issued,
      List<String> commonNames,
      long issuer,
      Optional<OneTimeUse> permission,
      Optional<CmpRecords.Expected> confirmation,
      Optional<AcmeOrder> order) {
    RecordedCaller caller = issued.requestedBy();
    byte[] der = encoded(issued);
    List<String> names = new ArrayList<>(issued.dnsNames());
    names.addAll(issued.ipAddresses());
    names.addAll(issued.uris());
    names.addAll(commonNames);
    return new CertificateRow(
        new CertificateRow.Caller(caller.kind(), caller.name()),
        new BigInteger(issued.serial(), 16),
        issuer,
        issued.issuedAt(),
        issued.notAfter(),
        caller.key(),
        caller.address(),
        caller.protocol(),
        ByteBuffer.wrap(der),
        terms(issued, der, names),
        permission,
        confirmation,
        order);
  }

  private static List<Long> terms(IssuedCertificate issued, byte[] der, List<String> names) {
    List<Long> terms = new ArrayList<>(LookupTerm.of(Sha256.of(der), names));
    Replacement.term(issued).filter(term -> !terms.contains(term)).ifPresent(terms::add);
    return terms;
  }

  private static byte[] encoded(IssuedCertificate issued) {
    try {
      return issued.certificate().getEncoded();
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("A certificate that was just signed has no encoding", e);
    }
  }

  /** Finds a certificate by its serial in lower-case hex, and whether it was replaced. */
  public Optional<IssuedCertificate> find(String serialHex) {
    return row(
        serialHex, (connection, row) -> Replacement.withReplacement(connection, stored, row));
  }

  /** Finds a certificate by its serial in lower-case hex, and does not look for a replacement. */
  public Optional<IssuedCertificate> findBySerial(String serialHex) {
    return row(serialHex, (connection, row) -> row.certificate());
  }

  /** What becomes of a row that was found. */
  private interface Completion {
    IssuedCertificate of(Connection connection, CertificateSearch.Row row) throws SQLException;
  }

  private Optional<IssuedCertificate> row(String serialHex, Completion completion) {
    if (!SERIAL.matcher(serialHex).matches()) {
      return Optional.empty();
    }
    byte[] serial = new BigInteger(serialHex, 16).toByteArray();
    return database.run(
        connection -> {
          Optional<CertificateSearch.Row> row =
              CertificateSearch.row(connection, stored, "c.serial = ?", serial);
          return row.isPresent()
              ? Optional.of(completion.of(connection, row.get()))
              : Optional.empty();
        });
  }

  /** Finds a certificate by its SHA-256 fingerprint, as {@code AB:CD:…}. */
  public Optional<IssuedCertificate> findByFingerprint(String fingerprint) {
    Optional<Long> term = LookupTerm.ofFingerprint(fingerprint);
    if (term.isEmpty()) {
      return Optional.empty();
    }
    return database.run(
        connection -> {
          CertificateSearch search =
              CertificateSearch.byTerm(
                  term.get(), found -> found.fingerprint().equalsIgnoreCase(fingerprint));
          return search.rows(connection, stored, Optional.empty(), 1).stream()
              .findFirst()
              .map(CertificateSearch.Row::certificate);
        });
  }

  /** Counts certificates whose {@code notAfter} is in a period, at most {@code most}. */
  public int countExpiring(Instant from, Instant to, int most) {
    return database.run(
        connection ->
            (int)
                Sql.number(
                    connection,
                    "SELECT COUNT(*) FROM (SELECT c.id FROM latchkey_certificate c"
                        + " WHERE c.not_after >= ? AND c.not_after < ? LIMIT ?) AS expiring",
                    ceiling(from),
                    ceiling(to),
                    most));
  }

  /** The store keeps whole milliseconds. */
  private static long ceiling(Instant instant) {
    long milliseconds = Sql.milliseconds(instant);
    return instant.equals(instant.truncatedTo(ChronoUnit.MILLIS)) ? milliseconds : milliseconds + 1;
  }

  /**
   * A page ends at the query's limit, or once its certificates have {@value #PAGE_BYTES} bytes in
   * PEM. Rows are read in small groups, since a driver may hold all rows of a result in memory.
   */
  public CertificatePage list(CertificateQuery query, Instant now) {
    return database.runPage(connection -> list(connection, query, now));
  }

  private CertificatePage list(Connection connection, CertificateQuery query, Instant now)
      throws SQLException {
    Optional<CertificateSearch> search = CertificateSearch.of(connection, query, now);
    if (search.isEmpty()) {
      return new CertificatePage(List.of(), Optional.empty());
    }
    List<IssuedCertificate> certificates = new ArrayList<>();
    long size = 0;
    int examined = 0;
    long began = System.nanoTime();
    Optional<Long> below = query.after().map(PageCursor::parse).map(PageCursor::id);
    Optional<String> next = query.after();
    while (true) {
      // One more than the page may take tells whether there is another page.
      int wanted = Math.min(GROUP, query.limit() - certificates.size() + 1);
      List<CertificateSearch.Row> rows = search.get().rows(connection, stored, below, wanted);
      for (CertificateSearch.Row row : rows) {
        if (certificates.size() == query.limit()
            || size >= PAGE_BYTES
            || examined == MAX_EXAMINED
            || (examined > 0 && System.nanoTime() - began > MAX_NANOS)) {
          return new CertificatePage(certificates, next);
        }
        examined++;
        IssuedCertificate certificate = Replacement.withReplacement(connection, stored, row);
        if (!query.currentOnly() || !certificate.status().replaced()) {
          certificates.add(certificate);
          size += certificate.pem().length();
        }
        below = Optional.of(row.id());
        next = Optional.of(new PageCursor(row.id()).encode());
      }
      if (rows.size() < wanted) {
        return new CertificatePage(certificates, Optional.empty());
      }
    }
  }
}
