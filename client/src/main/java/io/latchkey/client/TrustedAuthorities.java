package io.latchkey.client;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The CA in use, and those before it for as long as certificates of theirs may still be around.
 * Immutable.
 */
record TrustedAuthorities(X509Certificate current, List<Former> former) {
  TrustedAuthorities {
    former = List.copyOf(former);
  }

  static TrustedAuthorities of(X509Certificate authority) {
    return new TrustedAuthorities(authority, List.of());
  }

  /** Several from a file, each trusted until its own end. */
  static TrustedAuthorities of(List<X509Certificate> authorities) {
    return new TrustedAuthorities(
        authorities.get(0),
        authorities.stream()
            .skip(1)
            .map(each -> new Former(each, each.getNotAfter().toInstant()))
            .toList());
  }

  /** The same without those whose time is over; {@code this} where there is none. */
  TrustedAuthorities at(Instant now) {
    List<Former> left = former.stream().filter(old -> now.isBefore(old.until())).toList();
    return left.size() == former.size() ? this : new TrustedAuthorities(current, left);
  }

  /**
   * The same with another CA in use.
   *
   * @param until when the last certificate of the one before ends, as far as can be told
   */
  TrustedAuthorities replacedBy(X509Certificate authority, Instant until) {
    if (authority.equals(current)) {
      return this;
    }
    List<Former> all = new ArrayList<>();
    Instant end = current.getNotAfter().toInstant();
    all.add(new Former(current, until.isBefore(end) ? until : end));
    former.stream().filter(old -> !old.authority().equals(authority)).forEach(all::add);
    return new TrustedAuthorities(authority, all);
  }

  List<X509Certificate> all() {
    List<X509Certificate> all = new ArrayList<>();
    all.add(current);
    former.forEach(old -> all.add(old.authority()));
    return all;
  }

  /** A CA that is not in use any more, and until when it is trusted. */
  record Former(X509Certificate authority, Instant until) {}
}
