package io.latchkey.ca.certificate;

import io.latchkey.base.crypto.CertificateValidity;
import io.latchkey.base.net.IpAddress;
import io.latchkey.ca.caller.CallerIdentity;
import io.latchkey.ca.caller.RecordedCaller;
import io.latchkey.ca.revocation.Revocation;
import io.latchkey.pki.CertificateState;
import io.latchkey.pki.Fingerprint;
import io.latchkey.pki.Pem;
import io.latchkey.pki.RevocationReason;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1IA5String;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;

/**
 * A certificate that the authority has signed, as the store records it.
 *
 * @param serial lower-case hex without leading zeros
 * @param subject the distinguished name (RFC 2253); empty if there is none
 * @param dnsNames DNS names among the subject alternative names
 * @param ipAddresses IP addresses among the subject alternative names (RFC 5952)
 * @param uris URIs among the subject alternative names
 * @param notBefore first second in which the certificate is valid
 * @param notAfter last second in which the certificate is valid
 * @param fingerprint SHA-256 of the DER, as {@code AB:CD:…}
 * @param requestedBy the caller that requested the certificate
 * @param issuedAt time of the signature, in whole milliseconds
 * @param certificate the X.509 certificate
 * @param intermediates CA certificates between the certificate and the root, issuer first
 * @param status what happened to the certificate since, at the time of the query
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
    List<X509Certificate> intermediates,
    CertificateStatus status) {

  /** Copies the lists. */
  public IssuedCertificate {
    dnsNames = List.copyOf(dnsNames);
    ipAddresses = List.copyOf(ipAddresses);
    uris = List.copyOf(uris);
    intermediates = List.copyOf(intermediates);
  }

  /**
   * Returns the record of a certificate that an authority has signed.
   *
   * @param issuers the chain of the authority, the signing certificate first
   */
  public static IssuedCertificate of(
      X509Certificate certificate,
      List<X509Certificate> issuers,
      RecordedCaller requestedBy,
      Instant issuedAt) {
    GeneralName[] names = namesOf(certificate);
    return new IssuedCertificate(
        certificate.getSerialNumber().toString(16),
        certificate.getSubjectX500Principal().getName(),
        texts(names, GeneralName.dNSName),
        addresses(names),
        texts(names, GeneralName.uniformResourceIdentifier),
        certificate.getNotBefore().toInstant(),
        certificate.getNotAfter().toInstant(),
        Fingerprint.sha256(certificate),
        requestedBy,
        issuedAt,
        certificate,
        issuers.subList(0, issuers.size() - 1),
        CertificateStatus.CURRENT);
  }

  /** Returns the same record with another status. */
  public IssuedCertificate withStatus(CertificateStatus newStatus) {
    return new IssuedCertificate(
        serial,
        subject,
        dnsNames,
        ipAddresses,
        uris,
        notBefore,
        notAfter,
        fingerprint,
        requestedBy,
        issuedAt,
        certificate,
        intermediates,
        newStatus);
  }

  /** Returns the same record, marked as replaced. */
  public IssuedCertificate replaced() {
    return withStatus(new CertificateStatus(status.revocation(), true));
  }

  /**
   * Returns the same record after a change of its revocation. A certificate that was on hold keeps
   * the time of the hold.
   */
  public IssuedCertificate changed(RevocationReason reason, Instant at) {
    Optional<Revocation> revocation =
        reason == RevocationReason.REMOVE_FROM_CRL
            ? Optional.empty()
            : Optional.of(
                new Revocation(status.revocation().map(Revocation::revokedAt).orElse(at), reason));
    return withStatus(new CertificateStatus(revocation, status.replaced()));
  }

  /** Returns the state of the certificate at a time. */
  public CertificateState stateAt(Instant time) {
    if (status.revocation().isPresent()) {
      return status.revocation().get().isHold() ? CertificateState.HOLD : CertificateState.REVOKED;
    }
    return CertificateValidity.hasExpired(notAfter, time)
        ? CertificateState.EXPIRED
        : CertificateState.VALID;
  }

  /** Returns the name of the caller that requested the certificate, in its recorded form. */
  public String caller() {
    return requestedBy.name();
  }

  /** Returns whether a caller requested the certificate; false for callers without a name. */
  public boolean isOf(CallerIdentity caller) {
    return !caller.isNameless() && requestedBy.is(caller);
  }

  /** Returns the certificate in PEM. */
  public String pem() {
    return Pem.encode(certificate);
  }

  /** Returns the certificate and its intermediates in PEM, as a TLS server needs them. */
  public String pemChain() {
    return Pem.encode(Stream.concat(Stream.of(certificate), intermediates.stream()).toList());
  }

  private static GeneralName[] namesOf(X509Certificate certificate) {
    byte[] value = certificate.getExtensionValue(Extension.subjectAlternativeName.getId());
    return value == null
        ? new GeneralName[0]
        : GeneralNames.getInstance(ASN1OctetString.getInstance(value).getOctets()).getNames();
  }

  private static List<String> texts(GeneralName[] names, int type) {
    return Stream.of(names)
        .filter(name -> name.getTagNo() == type)
        .map(name -> ASN1IA5String.getInstance(name.getName()).getString())
        .toList();
  }

  private static List<String> addresses(GeneralName[] names) {
    return Stream.of(names)
        .filter(name -> name.getTagNo() == GeneralName.iPAddress)
        .map(name -> ASN1OctetString.getInstance(name.getName()).getOctets())
        .map(bytes -> IpAddress.of(bytes).orElseThrow().toString())
        .toList();
  }
}
