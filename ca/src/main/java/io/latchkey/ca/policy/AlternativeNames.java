package io.latchkey.ca.policy;

import io.latchkey.base.net.DnsName;
import io.latchkey.base.net.IpAddress;
import io.latchkey.ca.issuance.IssuanceRejectedException;
import io.latchkey.ca.issuance.RejectionReason;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.bouncycastle.asn1.ASN1IA5String;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.DERIA5String;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;

/**
 * Subject alternative names (RFC 5280 section 4.2.1.6) of the three kinds that are certified here,
 * each well-formed and none twice.
 *
 * @param dns DNS names, as they were written
 * @param ips IP addresses
 * @param uris URIs, as {@link UriName} reads them
 */
public record AlternativeNames(List<DnsName> dns, List<IpAddress> ips, List<URI> uris) {
  /** How many names one certificate may carry. */
  static final int MAX_NAMES = 256;

  /** How long all names of one certificate may be together, in bytes. */
  static final int MAX_TOTAL_BYTES = 16 * 1024;

  public AlternativeNames {
    dns = List.copyOf(dns);
    ips = List.copyOf(ips);
    uris = List.copyOf(uris);
  }

  /** The DNS names as texts. */
  public List<String> dnsTexts() {
    return texts(dns, DnsName::text);
  }

  /** The IP addresses as texts. */
  public List<String> ipTexts() {
    return texts(ips, IpAddress::toString);
  }

  /** The URIs as texts. */
  public List<String> uriTexts() {
    return texts(uris, URI::toString);
  }

  private static <T> List<String> texts(List<T> names, Function<T, String> text) {
    String[] texts = new String[names.size()];
    for (int i = 0; i < texts.length; i++) {
      texts[i] = text.apply(names.get(i));
    }
    return List.of(texts);
  }

  static AlternativeNames none() {
    return new AlternativeNames(List.of(), List.of(), List.of());
  }

  static AlternativeNames ofDns(List<DnsName> names) {
    Map<String, DnsName> distinct = new LinkedHashMap<>();
    names.forEach(name -> distinct.putIfAbsent(name.folded(), name));
    return new AlternativeNames(List.copyOf(distinct.values()), List.of(), List.of());
  }

  static AlternativeNames read(GeneralNames names) throws IssuanceRejectedException {
    if (names.getNames().length > MAX_NAMES) {
      throw new IssuanceRejectedException(
          RejectionReason.TOO_MANY_NAMES, "The request names more than " + MAX_NAMES + " names");
    }
    Map<String, DnsName> dns = new LinkedHashMap<>();
    Set<IpAddress> ips = new LinkedHashSet<>();
    Set<URI> uris = new LinkedHashSet<>();
    for (GeneralName name : names.getNames()) {
      switch (name.getTagNo()) {
        case GeneralName.dNSName -> {
          DnsName read = dnsName(text(name));
          dns.putIfAbsent(read.folded(), read);
        }
        case GeneralName.iPAddress -> ips.add(ipAddress(name));
        case GeneralName.uniformResourceIdentifier -> uris.add(uri(text(name)));
        default ->
            throw invalid("Only DNS names, IP addresses and URIs are certified as names", "");
      }
    }
    return new AlternativeNames(List.copyOf(dns.values()), List.copyOf(ips), List.copyOf(uris))
        .bounded();
  }

  private AlternativeNames bounded() throws IssuanceRejectedException {
    int size = 0;
    for (DnsName name : dns) {
      size += name.text().length();
    }
    for (IpAddress address : ips) {
      size += address.bytes().length;
    }
    for (URI uri : uris) {
      size += uri.toString().length();
    }
    if (size > MAX_TOTAL_BYTES) {
      throw new IssuanceRejectedException(
          RejectionReason.TOO_MANY_NAMES, "The names have more than 16 KiB together");
    }
    return this;
  }

  boolean isEmpty() {
    return dns.isEmpty() && ips.isEmpty() && uris.isEmpty();
  }

  int size() {
    return dns.size() + ips.size() + uris.size();
  }

  GeneralNames encode() {
    GeneralName[] names = new GeneralName[size()];
    int count = 0;
    for (DnsName name : dns) {
      names[count++] = new GeneralName(GeneralName.dNSName, new DERIA5String(name.text()));
    }
    for (IpAddress address : ips) {
      names[count++] = new GeneralName(GeneralName.iPAddress, new DEROctetString(address.bytes()));
    }
    for (URI uri : uris) {
      names[count++] =
          new GeneralName(GeneralName.uniformResourceIdentifier, new DERIA5String(uri.toString()));
    }
    return new GeneralNames(names);
  }

  private static String text(GeneralName name) {
    return ASN1IA5String.getInstance(name.getName()).getString();
  }

  private static DnsName dnsName(String text) throws IssuanceRejectedException {
    return DnsName.parse(text).orElseThrow(() -> invalid("This is no DNS name", text));
  }

  private static IpAddress ipAddress(GeneralName name) throws IssuanceRejectedException {
    return IpAddress.of(ASN1OctetString.getInstance(name.getName()).getOctets())
        .orElseThrow(() -> invalid("An IP address has 4 or 16 bytes; a network is no name", ""));
  }

  private static URI uri(String text) throws IssuanceRejectedException {
    return UriName.parse(text)
        .orElseThrow(
            () ->
                invalid(
                    "This is no absolute URI with a host that all clients can read, or it is too"
                        + " long",
                    text));
  }

  private static IssuanceRejectedException invalid(String detail, String name) {
    return new IssuanceRejectedException(RejectionReason.NAME_INVALID, detail, name);
  }
}
