package io.latchkey.ca.policy;

import io.latchkey.base.net.IpAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.Locale;
import org.bouncycastle.asn1.ASN1IA5String;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.style.IETFUtils;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;

/**
 * One subtree of a name constraint (RFC 5280 section 4.2.1.10). Clients compare names differently,
 * so there are two tests: whether all clients find a name in the subtree, and whether at least one
 * client does. Bouncy Castle's own validator is one such client: it reads a leading dot, hosts of
 * URIs and wildcards in its own way.
 *
 * @param kind the tag of the {@link GeneralName}
 * @param text the base, in lower case where it is a name of hosts; empty for addresses and
 *     directory names
 * @param base the base itself
 */
record NameSubtree(int kind, String text, GeneralName base) {
  /** The kinds of names that are certified here, or that a subject may hold. */
  static boolean isKnown(int kind) {
    return switch (kind) {
      case GeneralName.dNSName,
          GeneralName.iPAddress,
          GeneralName.uniformResourceIdentifier,
          GeneralName.rfc822Name,
          GeneralName.directoryName ->
          true;
      default -> false;
    };
  }

  /**
   * @throws IllegalArgumentException if it is malformed
   */
  static NameSubtree of(GeneralSubtree subtree) {
    GeneralName base = subtree.getBase();
    if (subtree.getMinimum().signum() != 0 || subtree.getMaximum() != null) {
      throw new IllegalArgumentException("a subtree has a minimum or maximum, which RFC 5280 bans");
    }
    String text = "";
    switch (base.getTagNo()) {
      case GeneralName.iPAddress -> {
        int length = ASN1OctetString.getInstance(base.getName()).getOctets().length;
        if (length != 8 && length != 32) {
          throw new IllegalArgumentException("an address range has neither 8 nor 32 bytes");
        }
      }
      case GeneralName.directoryName -> X500Name.getInstance(base.getName());
      case GeneralName.dNSName, GeneralName.uniformResourceIdentifier, GeneralName.rfc822Name ->
          text = ASN1IA5String.getInstance(base.getName()).getString().toLowerCase(Locale.ROOT);
      default -> {
        // No name of another kind is certified here.
      }
    }
    return new NameSubtree(base.getTagNo(), text, base);
  }

  /** Every client finds the name in it. */
  boolean surelyHoldsDns(String name) {
    return text.isEmpty() || text.equals(name) || isBelow(name, domain());
  }

  /** Some client finds the name in it, or a wildcard covers a name that is in it. */
  boolean perhapsHoldsDns(String name) {
    String own = text.startsWith(".") ? text.substring(1) : text;
    boolean covered = name.startsWith("*.") && isBelow(own, name.substring(1));
    return own.isEmpty() || own.equals(name) || isBelow(name, domain()) || covered;
  }

  boolean surelyHoldsHost(URI uri) {
    String host = host(uri);
    return text.startsWith(".") ? isBelow(host, text) : !text.isEmpty() && text.equals(host);
  }

  boolean perhapsHoldsHost(URI uri) {
    return perhapsHoldsDns(host(uri));
  }

  boolean surelyHoldsMailbox(String mailbox) {
    String host = mailbox.substring(mailbox.lastIndexOf('@') + 1).toLowerCase(Locale.ROOT);
    if (text.contains("@")) {
      String exact = ASN1IA5String.getInstance(base.getName()).getString();
      return exact.equals(mailbox);
    }
    return text.startsWith(".") ? isBelow(host, text) : text.equals(host);
  }

  boolean perhapsHoldsMailbox(String mailbox) {
    String folded = mailbox.toLowerCase(Locale.ROOT);
    return text.equals(folded)
        || (!text.contains("@") && perhapsHoldsDns(folded.substring(folded.lastIndexOf('@') + 1)));
  }

  boolean holds(byte[] address) {
    byte[] range = ASN1OctetString.getInstance(base.getName()).getOctets();
    if (range.length != 2 * address.length) {
      return false;
    }
    for (int i = 0; i < address.length; i++) {
      if (((address[i] ^ range[i]) & range[address.length + i]) != 0) {
        return false;
      }
    }
    return true;
  }

  /** RFC 5280 section 7.1: the first relative names of the subject are those of the base. */
  boolean holds(X500Name subject) {
    RDN[] own = X500Name.getInstance(base.getName()).getRDNs();
    RDN[] asked = subject.getRDNs();
    if (asked.length < own.length) {
      return false;
    }
    for (int i = 0; i < own.length; i++) {
      if (!IETFUtils.rDNAreEqual(own[i], asked[i])) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String toString() {
    return switch (kind) {
      case GeneralName.dNSName -> "DNS names " + below();
      case GeneralName.uniformResourceIdentifier -> "URIs with host " + text;
      case GeneralName.rfc822Name -> "mail addresses of " + text;
      case GeneralName.iPAddress -> "IP addresses " + range();
      case GeneralName.directoryName -> "subjects below " + X500Name.getInstance(base.getName());
      default -> "names of kind " + kind;
    };
  }

  private String below() {
    if (text.isEmpty()) {
      return "of every kind";
    }
    return text.startsWith(".") ? "below " + text.substring(1) : text + " and below";
  }

  private String range() {
    byte[] range = ASN1OctetString.getInstance(base.getName()).getOctets();
    int half = range.length / 2;
    return IpAddress.of(Arrays.copyOf(range, half)).orElseThrow()
        + "/"
        + IpAddress.of(Arrays.copyOfRange(range, half, range.length)).orElseThrow();
  }

  private String domain() {
    return text.startsWith(".") ? text : "." + text;
  }

  private static boolean isBelow(String name, String dotAndDomain) {
    return name.endsWith(dotAndDomain) && name.length() > dotAndDomain.length();
  }

  private static String host(URI uri) {
    String authority = uri.getRawAuthority() == null ? "" : uri.getRawAuthority();
    return authority.replaceFirst(":[0-9]+$", "").toLowerCase(Locale.ROOT);
  }
}
