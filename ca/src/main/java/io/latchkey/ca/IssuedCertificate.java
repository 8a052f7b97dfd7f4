package io.latchkey.ca;

import io.latchkey.base.net.DnsName;
import io.latchkey.base.net.IpAddress;
import io.latchkey.pki.Fingerprint;
import io.latchkey.pki.Pem;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralNames;

/**
 * A certificate that this authority has signed, as its store records it.
 *
 * @param serial lower-case hex without leading zeros
 * @param subject the distinguished name (RFC 2253); empty if there is none
 * @param dnsNames DNS names among the subject alternative names
 * @param ipAddresses IP addresses among them (RFC 5952)
 * @param uris URIs among them
 * @param notBefore when it begins to be valid
 * @param notAfter the last second in which it is valid
 * @param fingerprint SHA-256 of the DER, as {@code AB:CD:…}
 * @param requestedBy who asked for it
 * @param issuedAt when it was signed, in whole milliseconds
 * @param certificate the certificate itself
 * @param intermediates the CA certificates between it and the root, nearest first
 */
public record IssuedCertificate(
    String serial,
    String subject,
    List<String> dnsNames,
    List<String> ipAddresses,
    List<String> uris,
    Instant notBefore,
    Instant notAfter,
    String fingerprint,
    RecordedCaller requestedBy,
    Instant issuedAt,
    X509Certificate certificate,
    List<X509Certificate> intermediates) {

  /** Copies the lists. */
  public IssuedCertificate {
    dnsNames = List.copyOf(dnsNames);
    ipAddresses = List.copyOf(ipAddresses);
    uris = List.copyOf(uris);
    intermediates = List.copyOf(intermediates);
  }

  /** Takes everything else from the certificate. */
  static IssuedCertificate of(
      X509Certificate certificate,
      List<X509Certificate> issuers,
      RecordedCaller requestedBy,
      Instant issuedAt) {
    AlternativeNames names = namesOf(certificate);
    return new IssuedCertificate(
        SerialNumbers.hex(certificate.getSerialNumber()),
        certificate.getSubjectX500Principal().getName(),
        names.dns().stream().map(DnsName::text).toList(),
        names.ips().stream().map(IpAddress::toString).toList(),
        names.uris().stream().map(URI::toString).toList(),
        certificate.getNotBefore().toInstant(),
        certificate.getNotAfter().toInstant(),
        Fingerprint.sha256(certificate),
        requestedBy,
        issuedAt,
        certificate,
        issuers.subList(0, issuers.size() - 1));
  }

  /** The name of the caller that asked for it, in the form that the store keeps. */
  public String caller() {
    return requestedBy.name();
  }

  /** Whether this caller asked for it; a caller without a name of its own has no certificates. */
  public boolean isOf(CallerIdentity caller) {
    return !caller.isNameless() && requestedBy.is(caller);
  }

  /** The certificate, in PEM. */
  public String pem() {
    return Pem.encode(certificate);
  }

  /** The certificate and then its intermediates, in PEM: what a TLS server is configured with. */
  public String pemChain() {
    return Pem.encode(Stream.concat(Stream.of(certificate), intermediates.stream()).toList());
  }

  private static AlternativeNames namesOf(X509Certificate certificate) {
    return Optional.ofNullable(
            certificate.getExtensionValue(Extension.subjectAlternativeName.getId()))
        .map(value -> ASN1OctetString.getInstance(value).getOctets())
        .map(GeneralNames::getInstance)
        .map(IssuedCertificate::read)
        .orElseGet(AlternativeNames::none);
  }

  private static AlternativeNames read(GeneralNames names) {
    try {
      return AlternativeNames.read(names);
    } catch (IssuanceRefusedException e) {
      throw new IllegalArgumentException("A certificate that was not issued here", e);
    }
  }
}
