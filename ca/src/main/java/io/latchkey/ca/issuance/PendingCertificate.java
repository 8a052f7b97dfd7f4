package io.latchkey.ca.issuance;

import io.latchkey.ca.caller.CallerIdentity;
import io.latchkey.ca.caller.CallerRestrictions.Usage;
import io.latchkey.ca.caller.RequestOrigin;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * A certificate that complies with all rules of the CA and is not signed yet. Immutable.
 *
 * @param caller the authenticated caller
 * @param origin source of the request
 * @param subject the subject as text (RFC 2253)
 * @param dnsNames DNS names
 * @param ipAddresses IP addresses
 * @param uris URIs
 * @param notBefore start of the validity, inclusive
 * @param notAfter end of the validity, inclusive, in whole seconds
 * @param usages the extended key usages, at least one
 */
public record PendingCertificate(
    CallerIdentity caller,
    RequestOrigin origin,
    String subject,
    List<String> dnsNames,
    List<String> ipAddresses,
    List<String> uris,
    Instant notBefore,
    Instant notAfter,
    Set<Usage> usages) {
  /** Copies the collections. */
  public PendingCertificate {
    dnsNames = List.copyOf(dnsNames);
    ipAddresses = List.copyOf(ipAddresses);
    uris = List.copyOf(uris);
    usages = Set.copyOf(usages);
  }

  /**
   * Returns this certificate with an earlier end. A later end than {@link #notAfter} has no effect.
   *
   * @param end last instant of the validity; fractions of a second are dropped
   * @throws IllegalArgumentException if the certificate would end before it begins
   */
  public PendingCertificate endingBy(Instant end) {
    if (!end.isBefore(notAfter)) {
      return this;
    }
    Instant second = end.truncatedTo(ChronoUnit.SECONDS);
    if (second.isBefore(notBefore)) {
      throw new IllegalArgumentException(
          "The certificate must not end at %s, because it begins at %s".formatted(end, notBefore));
    }
    return new PendingCertificate(
        caller, origin, subject, dnsNames, ipAddresses, uris, notBefore, second, usages);
  }

  /**
   * Returns this certificate without the extended key usages that are not in a set.
   *
   * @throws IllegalArgumentException if no usage is left
   */
  public PendingCertificate withOnly(Set<Usage> allowed) {
    Set<Usage> left = EnumSet.copyOf(usages);
    left.retainAll(allowed);
    if (left.isEmpty()) {
      throw new IllegalArgumentException(
          "None of the extended key usages %s is left; allow at least one".formatted(usages));
    }
    return new PendingCertificate(
        caller, origin, subject, dnsNames, ipAddresses, uris, notBefore, notAfter, left);
  }
}
