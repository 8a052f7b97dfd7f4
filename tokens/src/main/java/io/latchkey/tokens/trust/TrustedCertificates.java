package io.latchkey.tokens.trust;

import io.latchkey.base.crypto.CertificateIssuer;
import io.latchkey.base.crypto.CertificateUse;
import io.latchkey.base.text.PemBlocks;
import java.io.ByteArrayInputStream;
import java.security.InvalidAlgorithmParameterException;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.Date;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * CA certificates that the operator trusts: roots, and the cross-certificates of a rotation. Each
 * of them may end a path. Immutable.
 */
public final class TrustedCertificates {
  /** The maximum number of certificates. */
  public static final int MAX_CERTIFICATES = 64;

  /** The longest path without the trusted CA certificate. */
  static final int MAX_PATH = 4;

  /** A client chooses the certificates, and each attempt verifies a signature of a CA. */
  private static final int MAX_ATTEMPTS = 16;

  private static final String NAME_CONSTRAINTS = "2.5.29.30";

  private static final Set<String> LABELS = Set.of("CERTIFICATE", "X509 CERTIFICATE");

  private final List<X509Certificate> certificates;

  private TrustedCertificates(Collection<X509Certificate> certificates) {
    this.certificates = List.copyOf(new LinkedHashSet<>(certificates));
  }

  /**
   * Reads PEM with one or more CA certificates.
   *
   * @throws IllegalArgumentException if the text is something else, or a certificate is not a CA
   *     certificate; the message continues a sentence that begins with the source of the text, and
   *     contains no part of the text
   */
  public static TrustedCertificates parse(String pem) {
    List<PemBlocks.Block> all;
    try {
      all = PemBlocks.parse(pem);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("is PEM that is cut short or damaged; copy it again", e);
    }
    if (all.isEmpty()) {
      throw new IllegalArgumentException("contains no certificate in PEM");
    }
    if (all.size() > MAX_CERTIFICATES) {
      throw new IllegalArgumentException(
          "contains more than " + MAX_CERTIFICATES + " certificates");
    }
    return new TrustedCertificates(all.stream().map(TrustedCertificates::ofBlock).toList());
  }

  private static X509Certificate ofBlock(PemBlocks.Block block) {
    if (!LABELS.contains(block.label())) {
      throw new IllegalArgumentException(
          block.label().endsWith("PRIVATE KEY")
              ? "contains a private key; remove it, because only CA certificates belong here"
              : "contains something other than CERTIFICATE");
    }
    X509Certificate certificate;
    try {
      certificate = certificate(block.der());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("contains a certificate that cannot be read", e);
    }
    if (!CertificateUse.mayIssue(certificate)) {
      throw new IllegalArgumentException(
          "contains a certificate that is not a CA certificate; give the certificates of the CA");
    }
    if (certificate.getExtensionValue(NAME_CONSTRAINTS) != null) {
      throw new IllegalArgumentException(
          "contains a CA certificate with name constraints, which the Java runtime does not apply"
              + " to trusted certificates; give the certificate of its issuer instead");
    }
    return certificate;
  }

  /**
   * Reads the DER of a certificate.
   *
   * @throws IllegalArgumentException if it is not exactly one certificate
   */
  static X509Certificate certificate(byte[] der) {
    try {
      X509Certificate certificate =
          (X509Certificate)
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(new ByteArrayInputStream(der));
      if (Arrays.equals(certificate.getEncoded(), der)) {
        return certificate;
      }
    } catch (CertificateException | RuntimeException e) { // the JDK's parser reads any bytes
      throw new IllegalArgumentException("is not a certificate", e);
    }
    throw new IllegalArgumentException("is not one certificate in DER");
  }

  /** Returns the certificates of several sources together. */
  public static TrustedCertificates of(List<TrustedCertificates> sources) {
    return new TrustedCertificates(
        sources.stream().flatMap(each -> each.certificates.stream()).toList());
  }

  /** Returns those of these certificates that the other ones contain. */
  public TrustedCertificates retain(TrustedCertificates others) {
    return new TrustedCertificates(
        certificates.stream().filter(others.certificates::contains).toList());
  }

  /** The certificates. */
  public List<X509Certificate> certificates() {
    return certificates;
  }

  /**
   * Finds a valid path (RFC 5280 section 6) for a certificate that signs tokens of a client. The
   * path is valid between {@link CertifiedPath#notBefore} and {@link CertifiedPath#notAfter}.
   * Revocation is not checked. Of several paths, the one that is valid now and ends last is
   * returned, because a chain may contain both the old and the renewed certificate of a CA.
   *
   * <p>Names and key identifiers select the candidates. Each candidate is then validated from the
   * trusted CA downwards, so that no key that a client made up verifies anything.
   *
   * @param chain the certificate first, then certificates that may be part of the path
   * @param now a path that is valid at another time only is returned if there is no other
   * @return empty if there is no path, or the certificate is not for clients
   */
  Optional<CertifiedPath> find(List<X509Certificate> chain, Instant now) {
    X509Certificate subject = chain.get(0);
    if (chain.size() > MAX_PATH || !ClientPurpose.signs(subject)) {
      return Optional.empty();
    }
    Search search = new Search(chain);
    search.from(List.of(subject));
    return search.found.stream()
        .max(
            Comparator.comparing((CertifiedPath path) -> path.isValidAt(now))
                .thenComparing(CertifiedPath::notAfter));
  }

  /** One search for paths. */
  private final class Search {
    private final List<X509Certificate> others;
    private final List<CertifiedPath> found = new ArrayList<>();
    private int attempts;

    Search(List<X509Certificate> chain) {
      this.others =
          chain.stream()
              .skip(1)
              .distinct()
              .filter(each -> CertificateUse.mayIssue(each) && ClientPurpose.isAllowed(each))
              .filter(each -> !certificates.contains(each))
              .toList();
    }

    /** Continues a path whose last certificate needs an issuer. */
    void from(List<X509Certificate> path) {
      X509Certificate last = path.get(path.size() - 1);
      for (X509Certificate trusted : certificates) {
        if (mayHaveIssued(trusted, last) && attempts++ < MAX_ATTEMPTS && isValid(path, trusted)) {
          found.add(new CertifiedPath(with(path, trusted)));
        }
      }
      for (X509Certificate issuer : others) {
        if (!path.contains(issuer) && mayHaveIssued(issuer, last)) {
          from(with(path, issuer));
        }
      }
    }
  }

  private static List<X509Certificate> with(List<X509Certificate> path, X509Certificate issuer) {
    List<X509Certificate> longer = new ArrayList<>(path);
    longer.add(issuer);
    return longer;
  }

  private static boolean mayHaveIssued(X509Certificate issuer, X509Certificate subject) {
    Optional<byte[]> named = CertificateKeyIdentifiers.ofAuthority(subject);
    Optional<byte[]> own = CertificateKeyIdentifiers.ofSubject(issuer);
    return CertificateIssuer.isNamed(issuer, subject)
        && (named.isEmpty() || own.isEmpty() || Arrays.equals(named.get(), own.get()));
  }

  private static boolean isValid(List<X509Certificate> path, X509Certificate trusted) {
    CertifiedPath candidate = new CertifiedPath(with(path, trusted));
    long issuers =
        path.stream().skip(1).filter(each -> !CertificateIssuer.isSelfIssued(each)).count();
    Instant date = candidate.notBefore();
    if (date.isAfter(candidate.notAfter()) || issuers > trusted.getBasicConstraints()) {
      return false;
    }
    try {
      PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(trusted, null)));
      parameters.setRevocationEnabled(false);
      parameters.setDate(Date.from(date));
      CertPathValidator.getInstance("PKIX")
          .validate(CertificateFactory.getInstance("X.509").generateCertPath(path), parameters);
      return true;
    } catch (CertPathValidatorException | CertificateException | RuntimeException e) {
      // A client chooses the certificates, so an error of the JDK rejects the path, too.
      return false;
    } catch (InvalidAlgorithmParameterException | NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java runtime cannot validate certificates", e);
    }
  }

  /** Whether a CA has signed the certificate for another key with its own name. */
  static boolean isCrossCertificate(X509Certificate certificate) {
    return CertificateUse.mayIssue(certificate) && CertificateIssuer.isSelfIssued(certificate);
  }
}
