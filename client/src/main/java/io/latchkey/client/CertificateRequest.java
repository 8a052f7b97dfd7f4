package io.latchkey.client;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.bouncycastle.util.IPAddress;

/**
 * What a component wants a certificate for.
 *
 * @param commonName the subject's common name
 * @param dnsNames DNS names, wildcards as the CA allows
 * @param ipAddresses IPv4 or IPv6 addresses, written as numbers
 * @param keyType the kind of key to make
 * @param validity how long it is to be valid, in whole days; the CA's default if empty
 */
public record CertificateRequest(
    String commonName,
    List<String> dnsNames,
    List<String> ipAddresses,
    KeyType keyType,
    Optional<Duration> validity) {
  private static final Pattern DNS_NAME =
      Pattern.compile("(\\*\\.)?[A-Za-z0-9_]([A-Za-z0-9._-]{0,252})");

  /**
   * @throws IllegalArgumentException if the common name is blank, a name or an address is none, or
   *     the validity is no positive number of days
   */
  public CertificateRequest {
    if (commonName.isBlank()) {
      throw new IllegalArgumentException("the common name must not be blank");
    }
    dnsNames = List.copyOf(dnsNames);
    ipAddresses = List.copyOf(ipAddresses);
    for (String name : dnsNames) {
      if (!DNS_NAME.matcher(name).matches()) {
        throw new IllegalArgumentException(
            "'%s' is no DNS name; one with other letters is written as xn--…".formatted(name));
      }
    }
    for (String address : ipAddresses) {
      if (!IPAddress.isValid(address)) {
        throw new IllegalArgumentException("'%s' is no IP address".formatted(address));
      }
    }
    if (validity.isPresent()
        && (validity.get().toDays() < 1
            || !validity.get().equals(Duration.ofDays(validity.get().toDays())))) {
      throw new IllegalArgumentException("the validity must be whole days, at least one");
    }
  }

  /** A request for one DNS name with an RSA key of 2048 bits and the CA's default validity. */
  public static CertificateRequest forName(String dnsName) {
    return new CertificateRequest(
        dnsName, List.of(dnsName), List.of(), KeyType.RSA_2048, Optional.empty());
  }

  /**
   * A request for the names and addresses that this host has itself, {@code localhost} included.
   */
  public static CertificateRequest forThisHost() {
    HostNames names = HostNames.ofThisHost();
    return new CertificateRequest(
        names.dnsNames().get(0),
        names.dnsNames(),
        names.ipAddresses(),
        KeyType.RSA_2048,
        Optional.empty());
  }
}
