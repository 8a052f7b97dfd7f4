package io.latchkey.client;

import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The CAs that a component trusts. Immutable.
 *
 * @param current the CA that signed the certificate in use
 * @param former earlier CAs, each trusted until its last certificate has expired
 */
public record TrustedAuthorities(X509Certificate current, List<Former> former) {
  /** Copies the list. */
  public TrustedAuthorities {
    former = List.copyOf(former);
  }

  /** Trusts one CA. */
  public static TrustedAuthorities of(X509Certificate authority) {
    return new TrustedAuthorities(authority, List.of());
  }

  /** Trusts several CAs from a file, each until its certificate expires. */
  static TrustedAuthorities of(List<X509Certificate> authorities) {
    return new TrustedAuthorities(
        authorities.get(0),
        authorities.stream()
            .skip(1)
            .map(each -> new Former(each, each.getNotAfter().toInstant()))
            .toList());
  }

  /**
   * Without the earlier CAs that are no longer trusted at {@code now}; {@code this} if there are
   * none.
   */
  TrustedAuthorities at(Instant now) {
    List<Former> left = former.stream().filter(old -> now.isBefore(old.until())).toList();
    return left.size() == former.size() ? this : new TrustedAuthorities(current, left);
  }

  /**
   * With a new current CA.
   *
   * @param until when the last certificate of the current CA expires, at the latest
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

  /** An earlier CA, and the time until which it is trusted. */
  public record Former(X509Certificate authority, Instant until) {}
}
