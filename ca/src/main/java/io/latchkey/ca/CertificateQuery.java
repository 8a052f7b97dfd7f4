package io.latchkey.ca;

import java.time.Instant;
import java.util.Optional;

/**
 * Which issued certificates to list, newest first.
 *
 * @param name only those with this subject alternative name or common name; case makes no
 *     difference
 * @param caller only those that callers of this name asked for; the whole name
 * @param owner only those that this caller asked for
 * @param expiringBefore only those whose validity ends before, expired ones included
 * @param after where the page before ended: its {@link CertificatePage#next}
 * @param limit how many at most, from 1 to 1000; a page of large certificates holds fewer
 */
public record CertificateQuery(
    Optional<String> name,
    Optional<String> caller,
    Optional<CallerIdentity> owner,
    Optional<Instant> expiringBefore,
    Optional<String> after,
    int limit) {
  /** The most that one page can hold. */
  public static final int MAX_LIMIT = 1000;

  /**
   * Checks the limit and the cursor.
   *
   * @throws IllegalArgumentException if the limit is out of its range, or {@code after} is no
   *     cursor; the message says which
   */
  public CertificateQuery {
    if (limit < 1 || limit > MAX_LIMIT) {
      throw new IllegalArgumentException("limit must be from 1 to " + MAX_LIMIT);
    }
    after.ifPresent(PageCursor::parse);
  }

  /** The newest certificates, whatever they are. */
  public static CertificateQuery newest(int limit) {
    return new CertificateQuery(
        Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), limit);
  }

  /** A query for callers of any identity. */
  public CertificateQuery(
      Optional<String> name,
      Optional<String> caller,
      Optional<Instant> expiringBefore,
      Optional<String> after,
      int limit) {
    this(name, caller, Optional.empty(), expiringBefore, after, limit);
  }

  /** The same query, for the certificates of one caller only. */
  public CertificateQuery ownedBy(CallerIdentity identity) {
    return new CertificateQuery(name, caller, Optional.of(identity), expiringBefore, after, limit);
  }

  public CertificateQuery continuedAt(Optional<String> cursor) {
    return new CertificateQuery(name, caller, owner, expiringBefore, cursor, limit);
  }
}
