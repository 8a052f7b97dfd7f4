package io.latchkey.tokens.component;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The restrictions of one segment of a component path. An empty value restricts nothing. Immutable.
 *
 * @param names the names that certificates may have
 * @param roles the roles that the caller may have
 * @param notAfter from this instant on the key is rejected, and no certificate outlives it
 * @param days the longest validity of certificates in days, from 1 to 36500
 * @param certificateUses the extended key usages of certificates; never empty if present
 * @param uses what the key can be used for; never empty if present
 * @param id distinguishes keys with the same names; restricts nothing
 */
public record Restrictions(
    Optional<Names> names,
    Optional<Set<String>> roles,
    Optional<Instant> notAfter,
    OptionalInt days,
    Optional<Set<CertificateUse>> certificateUses,
    Optional<Set<ComponentUse>> uses,
    Optional<String> id) {

  static final Restrictions NONE =
      new Restrictions(
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          OptionalInt.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  /**
   * The names that certificates may have. A kind of names with an empty list is not allowed.
   *
   * @param dns {@code *}, {@code *.example.org} for all names below, or a name
   * @param ips {@code *}, an address, or a CIDR block
   * @param uris prefixes, as {@code io.latchkey.base.net.UriPrefix} reads them
   */
  public record Names(List<String> dns, List<String> ips, List<String> uris) {
    /** Copies the lists. */
    public Names {
      dns = List.copyOf(dns);
      ips = List.copyOf(ips);
      uris = List.copyOf(uris);
    }
  }
}
