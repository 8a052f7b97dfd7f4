package io.latchkey.ca.issuance;

import io.latchkey.base.net.CidrBlock;
import io.latchkey.base.net.DnsName;
import io.latchkey.base.text.Printable;
import java.util.List;
import java.util.Locale;

/**
 * Which names an authority certifies.
 *
 * <p>DNS patterns: {@code *} allows every name. {@code *.example.org} allows every name below
 * {@code example.org}, at any depth and including wildcards, but not {@code example.org} itself.
 * Any other pattern allows exactly that name. A wildcard name is allowed only by a pattern that
 * covers it. Case is ignored.
 *
 * <p>Address patterns: {@code *} allows every address, a CIDR block such as {@code 10.0.0.0/8} or
 * {@code fd00::/8} allows its addresses, and a single address allows itself. IPv4-mapped IPv6
 * addresses count as IPv4.
 *
 * <p>The host of a URI and a common name must be allowed too. {@link SubjectPolicy} has the rules
 * for the rest of the subject; they apply unless every DNS name and every address is allowed.
 *
 * <p>Immutable and safe for use by several threads.
 *
 * <pre>{@code
 * NamePolicy.of(List.of("*.example.org", "localhost"), List.of("10.0.0.0/8", "::1"));
 * }</pre>
 */
public final class NamePolicy {
  /** The pattern that allows every name or address. */
  public static final String ANY = "*";

  private final List<String> dnsPatterns;
  private final List<String> ipPatterns;
  private final SubjectPolicy subjects;

  private NamePolicy(List<String> dnsPatterns, List<String> ipPatterns, SubjectPolicy subjects) {
    this.dnsPatterns = dnsPatterns.stream().map(NamePolicy::checked).toList();
    this.ipPatterns = List.copyOf(ipPatterns);
    this.subjects = subjects;
    ipPatterns.stream().filter(p -> !p.equals(ANY)).forEach(CidrBlock::parse);
  }

  /** Allows every name. */
  public static NamePolicy any() {
    return of(List.of(ANY), List.of(ANY));
  }

  /**
   * Allows the names that match a pattern. An empty list allows nothing of its kind.
   *
   * @throws IllegalArgumentException if a pattern is malformed; the message names it
   */
  public static NamePolicy of(List<String> dnsPatterns, List<String> ipPatterns) {
    return of(dnsPatterns, ipPatterns, SubjectPolicy.standard());
  }

  /**
   * Allows the names that match a pattern, with rules for the rest of the subject. These rules
   * apply unless every name is allowed.
   *
   * @throws IllegalArgumentException if a pattern is malformed; the message names it
   */
  public static NamePolicy of(
      List<String> dnsPatterns, List<String> ipPatterns, SubjectPolicy subjects) {
    return new NamePolicy(dnsPatterns, ipPatterns, subjects);
  }

  /** The DNS patterns, in lower case. */
  public List<String> dnsPatterns() {
    return dnsPatterns;
  }

  /** The address patterns. */
  public List<String> ipPatterns() {
    return ipPatterns;
  }

  /** The rules for the rest of the subject. */
  public SubjectPolicy subjects() {
    return subjects;
  }

  private static String checked(String pattern) {
    if (pattern.equals(ANY)) {
      return ANY;
    }
    return DnsName.parse(pattern)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "'%s' is not a DNS pattern; write *, a name, or *.example.org for all names below"
                        .formatted(Printable.line(pattern, 80))))
        .text()
        .toLowerCase(Locale.ROOT);
  }
}
