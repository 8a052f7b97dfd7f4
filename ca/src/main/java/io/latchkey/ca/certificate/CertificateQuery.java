package io.latchkey.ca.certificate;

import io.latchkey.ca.caller.CallerIdentity;
import io.latchkey.pki.CertificateState;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A query for issued certificates, newest first. Certificates must match all parameters that are
 * present. Immutable.
 *
 * @param name subject alternative name or common name of the certificate, case-insensitive
 * @param caller complete name of the caller that requested the certificate
 * @param owner identity of the caller that requested the certificate
 * @param family identity of a caller; the certificates of this caller and of all callers of its
 *     kind whose name begins with its name and a slash match
 * @param expiringBefore upper bound of {@code notAfter}, exclusive; expired certificates match too
 * @param expiringFrom lower bound of {@code notAfter}, inclusive
 * @param state state of the certificate at the time of the query
 * @param currentOnly whether only certificates match that are valid and not replaced
 * @param after {@link CertificatePage#next} of the previous page
 * @param limit maximum number of certificates, from 1 to 1000; a page of large certificates, or of
 *     certificates among many that were replaced, has fewer
 */
public record CertificateQuery(
    Optional<String> name,
    Optional<String> caller,
    Optional<CallerIdentity> owner,
    Optional<CallerIdentity> family,
    Optional<Instant> expiringBefore,
    Optional<Instant> expiringFrom,
    Optional<CertificateState> state,
    boolean currentOnly,
    Optional<String> after,
    int limit) {
  /** Maximum of {@link #limit}. */
  public static final int MAX_LIMIT = 1000;

  /**
   * Checks the limit and the cursor.
   *
   * @throws IllegalArgumentException if the limit is out of range or {@code after} is not a cursor;
   *     the message names the parameter
   */
  public CertificateQuery {
    if (limit < 1 || limit > MAX_LIMIT) {
      throw new IllegalArgumentException("limit must be from 1 to " + MAX_LIMIT);
    }
    after.ifPresent(PageCursor::parse);
  }

  /** Returns a query for the newest certificates without any other condition. */
  public static CertificateQuery newest(int limit) {
    return new CertificateQuery(
        Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), limit);
  }

  /**
   * Creates a query without a condition on the owner, the family, the state and the begin of the
   * expiry.
   */
  public CertificateQuery(
      Optional<String> name,
      Optional<String> caller,
      Optional<Instant> expiringBefore,
      Optional<String> after,
      int limit) {
    this(
        name,
        caller,
        Optional.empty(),
        Optional.empty(),
        expiringBefore,
        Optional.empty(),
        Optional.empty(),
        false,
        after,
        limit);
  }

  /** Returns this query, limited to certificates that one caller requested. */
  public CertificateQuery ownedBy(CallerIdentity identity) {
    return changed(parts -> parts.owner = Optional.of(identity));
  }

  /** Returns this query, limited to certificates of a caller and of the callers below its name. */
  public CertificateQuery ofFamily(CallerIdentity first) {
    return changed(parts -> parts.family = Optional.of(first));
  }

  /** Returns this query, limited to certificates that expire at this time or later. */
  public CertificateQuery expiringFrom(Instant time) {
    return changed(parts -> parts.expiringFrom = Optional.of(time));
  }

  /** Returns this query, limited to certificates in one state. */
  public CertificateQuery inState(CertificateState wanted) {
    return changed(parts -> parts.state = Optional.of(wanted));
  }

  /** Returns this query, limited to certificates that are valid and not replaced. */
  public CertificateQuery onlyCurrent() {
    return changed(parts -> parts.currentOnly = true);
  }

  private CertificateQuery changed(Consumer<Parts> change) {
    Parts parts = new Parts(this);
    change.accept(parts);
    return new CertificateQuery(
        name,
        caller,
        parts.owner,
        parts.family,
        expiringBefore,
        parts.expiringFrom,
        parts.state,
        parts.currentOnly,
        after,
        limit);
  }

  /** The conditions that can be changed. */
  private static final class Parts {
    private Optional<CallerIdentity> owner;
    private Optional<CallerIdentity> family;
    private Optional<Instant> expiringFrom;
    private Optional<CertificateState> state;
    private boolean currentOnly;

    Parts(CertificateQuery query) {
      owner = query.owner;
      family = query.family;
      expiringFrom = query.expiringFrom;
      state = query.state;
      currentOnly = query.currentOnly;
    }
  }
}
