package io.latchkey.ca.policy;

import io.latchkey.base.net.DnsName;
import io.latchkey.base.net.IpAddress;
import io.latchkey.base.text.Printable;
import io.latchkey.ca.issuance.IssuanceRejectedException;
import io.latchkey.ca.issuance.RejectionReason;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1String;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.jspecify.annotations.Nullable;

/**
 * Applies the name constraints of the CA chain (RFC 5280 section 4.2.1.10), because clients reject
 * certificates with a name outside them. Clients compare names differently. A name must be in a
 * permitted subtree as every client compares, and in no excluded subtree as any client compares.
 *
 * <p>The rule covers DNS names, IP addresses, URIs, the subject, its mail addresses, and common
 * names that some clients read as a DNS name. The CA never signs other kinds of names.
 */
public final class NameConstraintsRule {
  /** What OpenSSL takes for a DNS name: at least two labels, underscores included. */
  private static final Pattern HOST_OF_COMMON_NAME =
      Pattern.compile("(?:\\*\\.)?[A-Za-z0-9_-]+(?:\\.[A-Za-z0-9_-]+)+");

  private final List<Constraints> constraints;

  private NameConstraintsRule(List<Constraints> constraints) {
    this.constraints = List.copyOf(constraints);
  }

  /** The constraints of one certificate. */
  private record Constraints(List<NameSubtree> permitted, List<NameSubtree> excluded) {
    void require(
        int kind, Predicate<NameSubtree> surely, Predicate<NameSubtree> perhaps, String name)
        throws IssuanceRejectedException {
      List<NameSubtree> allowed = permitted.stream().filter(each -> each.kind() == kind).toList();
      boolean inside = allowed.isEmpty() || allowed.stream().anyMatch(surely);
      if (!inside || excluded.stream().filter(each -> each.kind() == kind).anyMatch(perhaps)) {
        throw new IssuanceRejectedException(
            RejectionReason.NAME_NOT_ALLOWED,
            "The name constraints of the CA certificate do not allow this name",
            name);
      }
    }

    boolean concerns(int kind) {
      return Stream.concat(permitted.stream(), excluded.stream())
          .anyMatch(each -> each.kind() == kind);
    }

    private String text() {
      return permitted.isEmpty()
          ? "all but " + joined(excluded)
          : "only "
              + joined(permitted)
              + (excluded.isEmpty() ? "" : ", but no " + joined(excluded));
    }

    private static String joined(List<NameSubtree> subtrees) {
      return subtrees.stream().map(NameSubtree::toString).collect(Collectors.joining(", "));
    }
  }

  /**
   * Returns the rule for a chain.
   *
   * @throws IllegalArgumentException if the constraints are malformed
   */
  public static NameConstraintsRule of(List<X509Certificate> chain) {
    return new NameConstraintsRule(
        chain.stream().map(NameConstraintsRule::in).flatMap(Optional::stream).toList());
  }

  private static Optional<Constraints> in(X509Certificate certificate) {
    return Optional.ofNullable(certificate.getExtensionValue(Extension.nameConstraints.getId()))
        .map(value -> ASN1OctetString.getInstance(value).getOctets())
        .map(NameConstraints::getInstance)
        .map(
            read ->
                new Constraints(
                    subtrees(read.getPermittedSubtrees()), subtrees(read.getExcludedSubtrees())));
  }

  private static List<NameSubtree> subtrees(GeneralSubtree @Nullable [] all) {
    return all == null ? List.of() : Stream.of(all).map(NameSubtree::of).toList();
  }

  /** Describes the possible names in one line; empty if all names are possible. */
  public Optional<String> description() {
    return constraints.isEmpty()
        ? Optional.empty()
        : Optional.of(
            Printable.line(
                constraints.stream()
                    .map(Constraints::text)
                    .collect(Collectors.joining("; and of these ")),
                1000));
  }

  /** Whether some constraint is on a kind of names that clients in Go do not know. */
  public boolean hasKindUnknownToGo() {
    return constraints.stream()
        .flatMap(each -> Stream.concat(each.permitted().stream(), each.excluded().stream()))
        .anyMatch(
            each -> !NameSubtree.isKnown(each.kind()) || each.kind() == GeneralName.directoryName);
  }

  /**
   * Whether some constraint excludes names of a kind that GnuTLS cannot compare. It rejects every
   * certificate with a name of that kind then; each certificate has a subject.
   */
  public boolean hasExclusionUnknownToGnuTls() {
    return constraints.stream()
        .flatMap(each -> each.excluded().stream())
        .anyMatch(
            each ->
                each.kind() == GeneralName.uniformResourceIdentifier
                    || each.kind() == GeneralName.directoryName);
  }

  void check(RequestedSubject subject) throws IssuanceRejectedException {
    for (Constraints each : constraints) {
      check(each, subject);
    }
  }

  private static void check(Constraints each, RequestedSubject subject)
      throws IssuanceRejectedException {
    for (DnsName name : subject.names().dns()) {
      requireDns(each, name.text());
    }
    for (IpAddress address : subject.names().ips()) {
      requireAddress(each, address);
    }
    for (URI uri : subject.names().uris()) {
      requireUri(each, uri);
    }
    if (!subject.hasEmptyName()) {
      each.require(
          GeneralName.directoryName,
          subtree -> subtree.holds(subject.distinguishedName()),
          subtree -> subtree.holds(subject.distinguishedName()),
          subject.distinguishedName().toString());
    }
    for (String mailbox : mailboxes(subject)) {
      each.require(
          GeneralName.rfc822Name,
          subtree -> subtree.surelyHoldsMailbox(mailbox),
          subtree -> subtree.perhapsHoldsMailbox(mailbox),
          mailbox);
    }
    boolean noDnsNames = subject.names().dns().isEmpty();
    for (String commonName : subject.commonNames()) {
      requireCommonName(each, commonName, noDnsNames);
    }
    if (noDnsNames && subject.commonNames().size() > 1 && each.concerns(GeneralName.dNSName)) {
      // GnuTLS rejects these.
      each.require(
          GeneralName.dNSName, subtree -> false, subtree -> true, subject.commonNames().get(1));
    }
  }

  private static void requireDns(Constraints each, String text) throws IssuanceRejectedException {
    String name = text.toLowerCase(Locale.ROOT);
    each.require(
        GeneralName.dNSName,
        subtree -> subtree.surelyHoldsDns(name),
        subtree -> subtree.perhapsHoldsDns(name),
        text);
  }

  private static void requireAddress(Constraints each, IpAddress address)
      throws IssuanceRejectedException {
    each.require(
        GeneralName.iPAddress,
        subtree -> subtree.holds(address.bytes()),
        subtree -> subtree.holds(address.bytes()) || subtree.holds(address.unmapped().bytes()),
        address.toString());
  }

  /** Under constraints on URIs, one without a DNS name as its host is rejected by clients. */
  private static void requireUri(Constraints each, URI uri) throws IssuanceRejectedException {
    // The JDK finds no host in a SPIFFE ID with underscores, and then fails.
    String host = uri.getHost();
    boolean hasName = host != null && !host.startsWith("[") && IpAddress.parse(host).isEmpty();
    int kind = GeneralName.uniformResourceIdentifier;
    if (!hasName && each.concerns(kind)) {
      each.require(kind, subtree -> false, subtree -> true, uri.toString());
    }
    each.require(
        kind,
        subtree -> subtree.surelyHoldsHost(uri),
        subtree -> subtree.perhapsHoldsHost(uri),
        uri.toString());
  }

  private static void requireCommonName(Constraints each, String commonName, boolean noDnsNames)
      throws IssuanceRejectedException {
    Optional<IpAddress> address = IpAddress.parse(commonName);
    if (address.isPresent()) {
      requireAddress(each, address.get());
    }
    // Without DNS names the JDK reads a single label as one, and GnuTLS any text.
    boolean host =
        noDnsNames || (address.isEmpty() && HOST_OF_COMMON_NAME.matcher(commonName).matches());
    if (host) {
      requireDns(each, commonName);
    }
  }

  private static List<String> mailboxes(RequestedSubject subject) {
    return Stream.of(subject.distinguishedName().getRDNs(BCStyle.EmailAddress))
        .map(RDN::getTypesAndValues)
        .flatMap(Stream::of)
        .filter(attribute -> attribute.getType().equals(BCStyle.EmailAddress))
        .map(attribute -> ((ASN1String) attribute.getValue()).getString())
        .toList();
  }
}
