package io.latchkey.client;

import io.latchkey.base.net.CertificateNames;
import io.latchkey.base.net.IpAddress;
import io.latchkey.base.text.Printable;
import io.latchkey.pki.CertificateSigningRequestBuilder;
import io.latchkey.pki.Certificates;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.CertificateParsingException;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.bouncycastle.asn1.x500.X500Name;

/**
 * Checks that a certificate from the CA matches the request: key, subject, names, issuer and
 * validity.
 */
final class ReturnedCertificate {
  private ReturnedCertificate() {}

  static void check(
      List<X509Certificate> chain,
      CertificateRequest request,
      PublicKey key,
      AuthenticatedCaCertificate authority,
      Instant now)
      throws UnusableResponseException {
    X509Certificate certificate = chain.get(0);
    if (!certificate.getPublicKey().equals(key)) {
      throw new UnusableResponseException("The certificate in the response is for another key");
    }
    checkSubject(certificate, request);
    checkNames(certificate, request);
    try {
      validate(chain, authority, now);
    } catch (GeneralSecurityException e) {
      throw new UnusableResponseException(
          "The certificate in the response is not a valid one of this CA: " + e.getMessage());
    }
  }

  /**
   * During a rotation of the CA, the chain contains a cross-certificate. If the certificate was
   * signed by the trusted root itself, the path does not contain the cross-certificate.
   */
  private static void validate(
      List<X509Certificate> chain, AuthenticatedCaCertificate authority, Instant now)
      throws GeneralSecurityException {
    X509CertSelector certificate = new X509CertSelector();
    certificate.setCertificate(chain.get(0));
    PKIXBuilderParameters parameters =
        new PKIXBuilderParameters(
            Set.of(new TrustAnchor(authority.certificate(), null)), certificate);
    parameters.addCertStore(
        CertStore.getInstance("Collection", new CollectionCertStoreParameters(chain)));
    parameters.setRevocationEnabled(false);
    parameters.setDate(Date.from(now));
    var unused = CertPathBuilder.getInstance("PKIX").build(parameters);
  }

  private static void checkNames(X509Certificate certificate, CertificateRequest request)
      throws UnusableResponseException {
    CertificateNames names;
    try {
      names = CertificateNames.of(certificate);
    } catch (CertificateParsingException e) {
      throw new UnusableResponseException(
          "The names in the certificate of the response are malformed");
    }
    Set<String> dnsNames =
        names.dns().stream().map(name -> name.toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
    Set<IpAddress> addresses =
        names.addresses().stream()
            .flatMap(address -> IpAddress.parse(address).stream())
            .collect(Collectors.toSet());
    for (String name : request.dnsNames()) {
      require(dnsNames.contains(name.toLowerCase(Locale.ROOT)), name);
    }
    for (String address : request.ipAddresses()) {
      require(IpAddress.parse(address).filter(addresses::contains).isPresent(), address);
    }
  }

  private static void checkSubject(X509Certificate certificate, CertificateRequest request)
      throws UnusableResponseException {
    X500Name subject = Certificates.subject(certificate);
    X500Name asked = CertificateSigningRequestBuilder.subject(request.commonName());
    if (!subject.equals(asked)) {
      throw new UnusableResponseException(
          "The certificate in the response is for the subject '%s', not '%s'"
              .formatted(Printable.line(subject.toString()), asked));
    }
  }

  private static void require(boolean contained, String requested)
      throws UnusableResponseException {
    if (!contained) {
      throw new UnusableResponseException(
          "The certificate in the response does not contain the name '%s'".formatted(requested));
    }
  }
}
