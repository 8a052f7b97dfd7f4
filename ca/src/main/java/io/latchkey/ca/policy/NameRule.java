package io.latchkey.ca.policy;

import io.latchkey.base.net.CidrBlock;
import io.latchkey.base.net.DnsName;
import io.latchkey.base.net.IpAddress;
import io.latchkey.base.net.UriPrefix;
import io.latchkey.ca.caller.CallerRestrictions;
import io.latchkey.ca.issuance.IssuanceRejectedException;
import io.latchkey.ca.issuance.NamePolicy;
import io.latchkey.ca.issuance.RejectionReason;
import io.latchkey.ca.issuance.SubjectPolicy;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Applies a {@link NamePolicy} to a request.
 *
 * <p>A URI is allowed if the DNS patterns contain {@code *}, or if its host is an allowed name or
 * address. A common name must be allowed as every name or address that some TLS client may read it
 * as: verbatim and as an internationalized name. A common name whose last label is a number reads
 * as an address; it must be an allowed address literal unless all addresses are allowed. A common
 * name with a character that cannot occur in a host name, such as a space or {@code @}, is free
 * text, and {@link SubjectPolicy} decides about it. A policy that allows every name checks nothing;
 * a segment of a component key that has names is always a name policy.
 *
 * <p>Immutable and safe for use by several threads.
 */
final class NameRule {
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

  /** Some clients read such a name as an IPv4 address in a legacy notation: 0x7f.1, 2130706433. */
  private static final Pattern NUMBER_AT_THE_END =
      Pattern.compile("(?:^|\\.)(?:\\d+|0x\\p{XDigit}*)$");

  private static final Pattern NOT_IN_A_NAME = Pattern.compile("[\\x00-\\x7f&&[^A-Za-z0-9._*:-]]");

  /**
   * What a rejection says.
   *
   * @param commonName about a common name that is not an allowed name
   */
  private record Details(String dns, String ip, String uri, String commonName) {
    static final Details OF_POLICY = new Details(DNS_DETAIL, IP_DETAIL, URI_DETAIL, CN_DETAIL);

    static Details ofSegment(String segment) {
      return new Details(
          detail("dns", segment, "DNS name"),
          detail("ip", segment, "IP address"),
          detail("uri", segment, "URI"),
          detail("dns or ip", segment, "value of subject attribute CN"));
    }

    private static String detail(String restriction, String segment, String what) {
      return "The restriction %s of segment '%s' of the component key does not allow this %s"
          .formatted(restriction, segment, what);
    }
  }

  private final Details details;
  private final Optional<List<UriPrefix>> uris;
  private final boolean anyDns;
  private final List<String> dnsPatterns;
  private final boolean anyIp;
  private final List<CidrBlock> blocks;
  private final SubjectPolicy subjects;
  private final SubjectAttributesRule attributes;

  NameRule(NamePolicy policy) {
    this(policy, Optional.empty(), Details.OF_POLICY);
  }

  /**
   * The rule of a segment of a component key, in which URIs have restrictions of their own.
   *
   * @param subjects the rules for the rest of the subject
   */
  static NameRule ofSegment(
      CallerRestrictions.Segment segment, CallerRestrictions.Names names, SubjectPolicy subjects) {
    return new NameRule(
        NamePolicy.of(names.dns(), names.ips(), subjects),
        Optional.of(names.uris().stream().map(UriPrefix::parse).flatMap(Optional::stream).toList()),
        Details.ofSegment(segment.name()));
  }

  private NameRule(NamePolicy policy, Optional<List<UriPrefix>> uris, Details details) {
    this.uris = uris;
    this.details = details;
    this.anyDns = policy.dnsPatterns().contains(NamePolicy.ANY);
    this.dnsPatterns = policy.dnsPatterns();
    this.anyIp = policy.ipPatterns().contains(NamePolicy.ANY);
    this.blocks =
        policy.ipPatterns().stream()
            .filter(p -> !p.equals(NamePolicy.ANY))
            .map(CidrBlock::parse)
            .toList();
    this.subjects = policy.subjects();
    this.attributes = new SubjectAttributesRule(subjects);
  }

  void check(RequestedSubject subject) throws IssuanceRejectedException {
    for (URI uri : subject.names().uris()) {
      require(allows(uri), details.uri(), uri.toString());
    }
    if (uris.isEmpty() && anyDns && anyIp) {
      return;
    }
    for (DnsName name : subject.names().dns()) {
      require(allows(name), details.dns(), name.text());
    }
    for (IpAddress address : subject.names().ips()) {
      require(allows(address), details.ip(), address.toString());
    }
    for (String commonName : subject.commonNames()) {
      requireFreeTextAllowed(commonName);
      require(allowsCommonName(commonName), details.commonName(), commonName);
    }
    attributes.check(subject.distinguishedName());
  }

  private void requireFreeTextAllowed(String commonName) throws IssuanceRejectedException {
    if (!subjects.allowsFreeText() && !isName(commonName)) {
      throw new IssuanceRejectedException(
          RejectionReason.NAME_NOT_ALLOWED,
          "The name policy does not allow subject attribute CN as free text; it has to be an"
              + " allowed name, unless latchkey.policy.free-text-cn is true",
          commonName);
    }
  }

  /** Punctuation such as {@code ,} and {@code =} cannot occur in a host name. */
  private static boolean isName(String commonName) {
    Set<String> readings = HostReadings.of(commonName);
    return readings.stream().anyMatch(NameRule::isAscii)
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

  private boolean allows(URI uri) {
    return uris.map(
            prefixes -> prefixes.stream().anyMatch(prefix -> prefix.matches(uri.toString())))
        .orElseGet(() -> anyDns || allowsHost(uri));
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
      throws IssuanceRejectedException {
    if (!allowed) {
      throw new IssuanceRejectedException(RejectionReason.NAME_NOT_ALLOWED, detail, name);
    }
  }
}
