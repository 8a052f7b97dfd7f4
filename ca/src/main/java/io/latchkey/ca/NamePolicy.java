package io.latchkey.ca;

import io.latchkey.base.net.CidrBlock;
import io.latchkey.base.net.DnsName;
import io.latchkey.base.net.IpAddress;
import io.latchkey.base.text.Printable;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Which names may be certified.
 *
 * <p>DNS patterns: {@code *} allows every name; {@code *.example.org} every name below {@code
 * example.org}, at any depth and wildcards included, but not {@code example.org} itself; anything
 * else exactly that name, which may itself be a wildcard only when it is the pattern {@code
 * *.example.org}. Case makes no difference.
 *
 * <p>Address patterns: {@code *} allows every address; a CIDR block such as {@code 10.0.0.0/8} or
 * {@code fd00::/8} those in it; a single address itself. IPv4-mapped IPv6 addresses count as IPv4.
 *
 * <p>A URI is allowed when the DNS patterns have a {@code *}, or else when its host is an allowed
 * name or address. A common name must be allowed as every name or address that some TLS client may
 * take it for: as it is and as an internationalised name, whatever its characters. One whose last
 * label is a number reads as an address, and must be written as one unless all are allowed. A
 * common name with a character that no host name has, such as a space or {@code @}, is free text. A
 * policy that restricts DNS names or addresses rejects free text and subject attributes unless its
 * {@link SubjectPolicy} allows them; a policy that allows every name copies them all.
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class NamePolicy {
  private static final String ANY = "*";
  private static final String DNS_DETAIL =
      "The name policy does not allow this name; allowed DNS names are set with latchkey.policy.dns";
  private static final String IP_DETAIL =
      "The name policy does not allow this IP address; allowed addresses are set with"
          + " latchkey.policy.ip";
  private static final String URI_DETAIL =
      "The name policy does not allow this URI; its host has to be allowed by latchkey.policy.dns or"
          + " latchkey.policy.ip";
  private static final String CN_DETAIL =
      "The name policy does not allow this value of subject attribute CN; it has to be a name that"
          + " latchkey.policy.dns or latchkey.policy.ip allows";

  /** What clients take for an address, if only they are asked in an old way: 0x7f.1, 2130706433. */
  private static final Pattern NUMBER_AT_THE_END =
      Pattern.compile("(?:^|\\.)(?:\\d+|0x\\p{XDigit}*)$");

  private static final Pattern NOT_IN_A_NAME = Pattern.compile("[\\x00-\\x7f&&[^A-Za-z0-9._*:-]]");

  private final boolean anyDns;
  private final List<String> dnsPatterns;
  private final boolean anyIp;
  private final List<CidrBlock> blocks;
  private final SubjectPolicy subjects;

  private NamePolicy(List<String> dnsPatterns, List<String> ipPatterns, SubjectPolicy subjects) {
    this.subjects = subjects;
    this.anyDns = dnsPatterns.contains(ANY);
    this.dnsPatterns =
        dnsPatterns.stream().filter(p -> !p.equals(ANY)).map(NamePolicy::checked).toList();
    this.anyIp = ipPatterns.contains(ANY);
    this.blocks = ipPatterns.stream().filter(p -> !p.equals(ANY)).map(CidrBlock::parse).toList();
  }

  /** Allows every name. */
  public static NamePolicy any() {
    return of(List.of(ANY), List.of(ANY));
  }

  /**
   * Allows what matches a pattern. An empty list allows nothing of its kind.
   *
   * @throws IllegalArgumentException if a pattern is malformed; the message names it
   */
  public static NamePolicy of(List<String> dnsPatterns, List<String> ipPatterns) {
    return of(dnsPatterns, ipPatterns, SubjectPolicy.standard());
  }

  /**
   * The same with rules for the rest of the subject, which hold unless every name is allowed.
   *
   * @throws IllegalArgumentException if a pattern is malformed; the message names it
   */
  public static NamePolicy of(
      List<String> dnsPatterns, List<String> ipPatterns, SubjectPolicy subjects) {
    return new NamePolicy(dnsPatterns, ipPatterns, subjects);
  }

  void check(RequestedSubject subject) throws IssuanceRefusedException {
    if (anyDns && anyIp) {
      return;
    }
    for (DnsName name : subject.names().dns()) {
      require(allows(name), DNS_DETAIL, name.text());
    }
    for (IpAddress address : subject.names().ips()) {
      require(allows(address), IP_DETAIL, address.toString());
    }
    for (URI uri : subject.names().uris()) {
      require(anyDns || allowsHost(uri), URI_DETAIL, uri.toString());
    }
    for (String commonName : subject.commonNames()) {
      requireFreeTextAllowed(commonName);
      require(allowsCommonName(commonName), CN_DETAIL, commonName);
    }
    subjects.check(subject.distinguishedName());
  }

  private void requireFreeTextAllowed(String commonName) throws IssuanceRefusedException {
    if (!subjects.allowsFreeText() && !isName(commonName)) {
      throw new IssuanceRefusedException(
          RefusalReason.NAME_NOT_ALLOWED,
          "The name policy does not allow subject attribute CN as free text; it has to be an"
              + " allowed name, unless latchkey.policy.free-text-cn is true",
          commonName);
    }
  }

  /** Punctuation such as {@code ,} and {@code =} is in no host name, even where a client copes. */
  private static boolean isName(String commonName) {
    Set<String> readings = HostReadings.of(commonName);
    return readings.stream().anyMatch(NamePolicy::isAscii)
        && readings.stream().noneMatch(NOT_IN_A_NAME.asPredicate());
  }

  private static boolean isAscii(String text) {
    return text.chars().allMatch(character -> character < 0x80);
  }

  private boolean allowsCommonName(String commonName) {
    return HostReadings.of(commonName).stream().allMatch(this::allowsReading);
  }

  private boolean allowsReading(String host) {
    Optional<IpAddress> address = IpAddress.parse(host);
    if (address.isPresent()) {
      return allows(address.get());
    }
    return NUMBER_AT_THE_END.matcher(host).find() ? anyIp : allowsName(host);
  }

  private boolean allowsHost(URI uri) {
    Optional<String> host = UriName.host(uri);
    return host.flatMap(IpAddress::parse)
        .map(this::allows)
        .or(() -> host.map(this::allowsName))
        .orElse(false);
  }

  private boolean allows(DnsName name) {
    return allowsName(name.folded());
  }

  private boolean allowsName(String folded) {
    return anyDns || dnsPatterns.stream().anyMatch(pattern -> matches(pattern, folded));
  }

  private static boolean matches(String pattern, String name) {
    if (!pattern.startsWith("*.")) {
      return name.equals(pattern);
    }
    String domain = pattern.substring(1);
    return name.endsWith(domain) && name.length() > domain.length();
  }

  private boolean allows(IpAddress address) {
    return anyIp || blocks.stream().anyMatch(block -> block.contains(address));
  }

  private static void require(boolean allowed, String detail, String name)
      throws IssuanceRefusedException {
    if (!allowed) {
      throw new IssuanceRefusedException(RefusalReason.NAME_NOT_ALLOWED, detail, name);
    }
  }

  private static String checked(String pattern) {
    return DnsName.parse(pattern)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "'%s' is no DNS pattern; write *, a name, or *.example.org for all names below"
                        .formatted(Printable.line(pattern, 80))))
        .text()
        .toLowerCase(Locale.ROOT);
  }
}
