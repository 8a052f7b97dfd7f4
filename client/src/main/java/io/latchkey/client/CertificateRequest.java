package io.latchkey.client;

import io.latchkey.base.net.DnsName;
import io.latchkey.base.net.IpAddress;
import io.latchkey.base.net.ThisHost;
import io.latchkey.pki.CertificateSigningRequestBuilder;
import io.latchkey.pki.KeyType;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The contents of a certificate that a component requests.
 *
 * <p>A common name that is an IP address is added to the addresses. A common name that is a DNS
 * name is added to the DNS names if there is no other name, or if it is longer than 64 characters
 * and therefore omitted from the subject (RFC 5280 appendix A.1).
 *
 * @param commonName the common name of the subject, at most 64 characters unless it is a DNS name
 * @param dnsNames DNS names; the CA decides about wildcards
 * @param ipAddresses IPv4 or IPv6 literals
 * @param keyType the type of the generated key
 * @param validity the validity in whole days; empty for the default of the CA
 */
public record CertificateRequest(
    String commonName,
    List<String> dnsNames,
    List<String> ipAddresses,
    KeyType keyType,
    Optional<Duration> validity) {
  private static final String WILDCARD = "*.";

  /**
   * @throws IllegalArgumentException if the common name is blank, too long, not valid Unicode,
   *     contains control characters, or is neither a DNS name nor an IP address while there is no
   *     other name; if a name or an address is invalid; or if the validity is not a positive number
   *     of days
   */
  public CertificateRequest {
    if (commonName.isBlank()) {
      throw new IllegalArgumentException("the common name must not be blank");
    }
    if (commonName.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException("the common name must not contain control characters");
    }
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(commonName)) {
      throw new IllegalArgumentException("the common name is not valid Unicode text");
    }
    boolean alone = dnsNames.isEmpty() && ipAddresses.isEmpty();
    if (isAddress(commonName)) {
      ipAddresses = with(ipAddresses, commonName);
    } else if (isDnsName(commonName)) {
      if (alone || commonName.length() > CertificateSigningRequestBuilder.MAX_COMMON_NAME) {
        dnsNames = with(dnsNames, commonName);
      }
    } else {
      checkText(commonName, alone);
    }
    dnsNames = List.copyOf(dnsNames);
    ipAddresses = List.copyOf(ipAddresses);
    for (String name : dnsNames) {
      if (!isDnsName(name)) {
        throw new IllegalArgumentException(
            "'%s' is not a DNS name; write a name with other letters as xn--…".formatted(name));
      }
    }
    for (String address : ipAddresses) {
      if (!isAddress(address)) {
        throw new IllegalArgumentException("'%s' is not an IP address".formatted(address));
      }
    }
    if (validity.isPresent()
        && (validity.get().toDays() < 1
            || !validity.get().equals(Duration.ofDays(validity.get().toDays())))) {
      throw new IllegalArgumentException("the validity must be whole days, at least one");
    }
  }

  /** Returns the certificate signing request for a key pair of the type, in DER. */
  byte[] sign(KeyPair key) {
    return new CertificateSigningRequestBuilder()
        .commonName(commonName)
        .dnsNames(dnsNames)
        .ipAddresses(ipAddresses)
        .build(key);
  }

  /**
   * Whether a text can be a DNS name of a request; {@code *} can be its leftmost label. The CA
   * decides which names it certifies.
   */
  public static boolean isDnsName(String name) {
    String host = name.startsWith(WILDCARD) ? name.substring(WILDCARD.length()) : name;
    return name.length() <= DnsName.MAX_LENGTH && DnsName.isHostName(host) && !isAddress(name);
  }

  private static boolean isAddress(String text) {
    return IpAddress.parse(text).isPresent();
  }

  private static List<String> with(List<String> names, String name) {
    if (names.contains(name)) {
      return names;
    }
    List<String> all = new ArrayList<>(List.of(name));
    all.addAll(names);
    return all;
  }

  private static void checkText(String commonName, boolean alone) {
    if (commonName.codePointCount(0, commonName.length())
        > CertificateSigningRequestBuilder.MAX_COMMON_NAME) {
      throw new IllegalArgumentException(
          "the common name is longer than 64 characters and is not a DNS name; shorten it");
    }
    if (alone) {
      throw new IllegalArgumentException(
          "the common name '%s' is neither a DNS name nor an IP address; give a DNS name or an IP"
                  .formatted(commonName)
              + " address too, or the certificate has no name");
    }
  }

  /** A request for one DNS name with an RSA key of 2048 bits and the CA's default validity. */
  public static CertificateRequest forName(String dnsName) {
    return new CertificateRequest(
        dnsName, List.of(dnsName), List.of(), KeyType.RSA_2048, Optional.empty());
  }

  /** A request for the names and addresses of this host, including {@code localhost}. */
  public static CertificateRequest forThisHost() {
    ThisHost host = ThisHost.read();
    List<String> names =
        Stream.concat(host.names().stream(), Stream.of("localhost")).distinct().toList();
    List<String> addresses =
        Stream.concat(Stream.of("127.0.0.1", "::1"), host.addresses().stream()).toList();
    return new CertificateRequest(
        names.get(0), names, addresses, KeyType.RSA_2048, Optional.empty());
  }
}
