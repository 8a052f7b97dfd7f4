package io.latchkey.client;

import io.latchkey.base.text.Printable;
import io.latchkey.pki.CertificateSigningRequestBuilder;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.bouncycastle.asn1.x500.X500Name;

/**
 * Checks that a certificate from the CA matches the request: key, subject, names, issuer and
 * validity.
 */
final class AnsweredCertificate {
  private static final int DNS_NAME = 2;
  private static final int IP_ADDRESS = 7;

  private AnsweredCertificate() {}

  static void check(
      List<X509Certificate> chain,
      CertificateRequest request,
      PublicKey key,
      TrustedAuthority authority,
      Instant now)
      throws UnusableAnswerException {
    X509Certificate certificate = chain.get(0);
    if (!certificate.getPublicKey().equals(key)) {
      throw new UnusableAnswerException("The certificate in the response is for another key");
    }
    checkSubject(certificate, request);
    checkNames(certificate, request);
    try {
      validate(chain, authority, now);
    } catch (GeneralSecurityException e) {
      throw new UnusableAnswerException(
          "The certificate in the response is not a valid one of this CA: " + e.getMessage());
    }
  }

  private static void validate(List<X509Certificate> chain, TrustedAuthority authority, Instant now)
      throws GeneralSecurityException {
    CertPath path = CertificateFactory.getInstance("X.509").generateCertPath(chain);
    PKIXParameters parameters =
        new PKIXParameters(Set.of(new TrustAnchor(authority.certificate(), null)));
    parameters.setRevocationEnabled(false);
    parameters.setDate(Date.from(now));
    CertPathValidator.getInstance("PKIX").validate(path, parameters);
  }

  private static void checkNames(X509Certificate certificate, CertificateRequest request)
      throws UnusableAnswerException {
    Set<String> held = new HashSet<>();
    try {
      Collection<List<?>> names = certificate.getSubjectAlternativeNames();
      for (List<?> name : names == null ? List.<List<?>>of() : names) {
        held.add(name.get(0) + ":" + String.valueOf(name.get(1)).toLowerCase(Locale.ROOT));
      }
    } catch (CertificateParsingException e) {
      throw new UnusableAnswerException(
          "The names of the certificate in the response are malformed");
    }
    for (String name : request.dnsNames()) {
      require(held, DNS_NAME, name.toLowerCase(Locale.ROOT), name);
    }
    for (String address : request.ipAddresses()) {
      require(held, IP_ADDRESS, canonical(address), address);
    }
  }

  private static void checkSubject(X509Certificate certificate, CertificateRequest request)
      throws UnusableAnswerException {
    X500Name subject = X500Name.getInstance(certificate.getSubjectX500Principal().getEncoded());
    X500Name asked = CertificateSigningRequestBuilder.subject(request.commonName());
    if (!subject.equals(asked)) {
      throw new UnusableAnswerException(
          "The certificate in the response is for the subject '%s', not '%s'"
              .formatted(Printable.line(subject.toString()), asked));
    }
  }

  private static void require(Set<String> held, int kind, String value, String asked)
      throws UnusableAnswerException {
    if (!held.contains(kind + ":" + value)) {
      throw new UnusableAnswerException(
          "The certificate in the response does not contain the name '%s'".formatted(asked));
    }
  }

  /** As the JDK writes the address of a certificate. */
  private static String canonical(String address) {
    try {
      return InetAddress.getByName(address).getHostAddress().toLowerCase(Locale.ROOT);
    } catch (UnknownHostException e) {
      throw new IllegalArgumentException("'%s' is not an IP address".formatted(address), e);
    }
  }
}
