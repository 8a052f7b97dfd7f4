package io.latchkey.ca.store;

import io.latchkey.ca.caller.RecordedCaller;
import io.latchkey.ca.certificate.IssuedCertificate;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * Finds out whether a certificate was replaced: whether the same caller got another one for the
 * same set of names later. The search reads the term of the caller with all names. It ends after
 * few certificates that have the term and other names, and after {@link #MAX_NANOS}. The
 * certificate then counts as not replaced.
 */
final class Replacement {
  /** Certificates of two callers, or with other names, can have one term. */
  static final int MAX_COMPARED = 8;

  static final long MAX_NANOS = Duration.ofMillis(500).toNanos();

  private Replacement() {}

  /** The term of a certificate; empty if its caller has no name, or the certificate has none. */
  static Optional<Long> term(IssuedCertificate issued) {
    RecordedCaller caller = issued.requestedBy();
    Set<String> names = namesOf(issued);
    return names.isEmpty() || caller.isNameless()
        ? Optional.empty()
        : Optional.of(LookupTerm.ofNames(caller.kind(), caller.name(), names));
  }

  /** The names that clients accept, or the common names if there are none; folded. */
  private static Set<String> namesOf(IssuedCertificate issued) {
    Set<String> names =
        folded(
            Stream.of(issued.dnsNames(), issued.ipAddresses(), issued.uris())
                .flatMap(List::stream));
    return names.isEmpty()
        ? folded(StoredCertificates.commonNames(issued.certificate()).stream())
        : names;
  }

  private static Set<String> folded(Stream<String> names) {
    return Set.of(names.map(LookupTerm::folded).distinct().toArray(String[]::new));
  }

  /** Marks the certificate if it was replaced. */
  static IssuedCertificate withReplacement(
      Connection connection, StoredCertificates stored, CertificateSearch.Row row)
      throws SQLException {
    return isReplaced(connection, stored, row, System::nanoTime)
        ? row.certificate().replaced()
        : row.certificate();
  }

  static boolean isReplaced(
      Connection connection,
      StoredCertificates stored,
      CertificateSearch.Row row,
      LongSupplier nanoTime)
      throws SQLException {
    Optional<Long> term = term(row.certificate());
    if (term.isEmpty()) {
      return false;
    }
    long began = nanoTime.getAsLong();
    long last = LookupTerm.bucket(row.id());
    long top = LookupTerm.bucket(CertificateSearch.newest(connection));
    int width = 1;
    int left = MAX_COMPARED;
    while (top >= last && left > 0 && nanoTime.getAsLong() - began < MAX_NANOS) {
      long bottom = Math.max(last, top - width + 1);
      List<Long> later = later(connection, term.get(), bottom, top, row.id(), left);
      for (long id : later) {
        if (isReplacedBy(connection, stored, row, id)) {
          return true;
        }
      }
      left -= later.size();
      top = bottom - 1;
      width = Math.min(width * 2, CertificateSearch.MAX_BUCKETS);
    }
    return false;
  }

  /** Reads ids from the index alone. Any later certificate counts, so the order does not matter. */
  private static List<Long> later(
      Connection connection, long term, long bottom, long top, long id, int most)
      throws SQLException {
    int count = (int) (top - bottom + 1);
    List<Object> parameters = new ArrayList<>();
    for (long bucket = bottom; bucket <= top; bucket++) {
      parameters.add(bucket);
    }
    parameters.addAll(List.of(term, id, most));
    String sql =
        "SELECT certificate FROM latchkey_lookup WHERE bucket IN (%s) AND term = ?"
            + " AND certificate > ? LIMIT ?";
    return Sql.list(
        connection, row -> row.getLong(1), sql.formatted(Sql.placeholders(count)), parameters);
  }

  private static boolean isReplacedBy(
      Connection connection, StoredCertificates stored, CertificateSearch.Row row, long id)
      throws SQLException {
    return CertificateSearch.row(connection, stored, "c.id = ?", id)
        .filter(later -> later.caller() == row.caller())
        .filter(later -> namesOf(later.certificate()).equals(namesOf(row.certificate())))
        .isPresent();
  }
}
