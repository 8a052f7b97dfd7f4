package io.latchkey.pki;

import io.latchkey.base.crypto.Sha256;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/** Key identifiers by method 1 of RFC 7093: the first 160 bits of the SHA-256 of the key. */
public final class KeyIdentifiers {
  private static final int LENGTH = 20;

  private KeyIdentifiers() {}

  /** The identifier of a public key. */
  public static SubjectKeyIdentifier of(SubjectPublicKeyInfo key) {
    byte[] digest = Sha256.of(key.getPublicKeyData().getOctets());
    return new SubjectKeyIdentifier(Arrays.copyOf(digest, LENGTH));
  }

  /** The subject key identifier of the issuer's certificate; computed if it has none. */
  public static AuthorityKeyIdentifier ofIssuer(X509Certificate issuer) {
    return new AuthorityKeyIdentifier(ofCertificate(issuer).getKeyIdentifier());
  }

  /** Returns the key id in the authority key identifier of a certificate, if it has one. */
  public static Optional<byte[]> ofAuthority(X509Certificate certificate) {
    return Optional.ofNullable(
            certificate.getExtensionValue(Extension.authorityKeyIdentifier.getId()))
        .map(value -> ASN1OctetString.getInstance(value).getOctets())
        .map(AuthorityKeyIdentifier::getInstance)
        .map(AuthorityKeyIdentifier::getKeyIdentifierOctets);
  }

  /**
   * Whether a certificate names the key of an issuer in its authority key identifier. The
   * identifier does not prove who has signed the certificate.
   *
   * @param issuer a certificate; its subject key identifier is computed if it has none
   */
  public static boolean isNamed(X509Certificate issuer, X509Certificate certificate) {
    return ofAuthority(certificate)
        .filter(named -> Arrays.equals(named, ofCertificate(issuer).getKeyIdentifier()))
        .isPresent();
  }

  /**
   * Returns the subject key identifier of a certificate in lower-case hex. If the certificate has
   * none, the identifier is computed.
   */
  public static String hex(X509Certificate certificate) {
    return HexFormat.of().formatHex(ofCertificate(certificate).getKeyIdentifier());
  }

  private static SubjectKeyIdentifier ofCertificate(X509Certificate certificate) {
    byte[] extension = certificate.getExtensionValue(Extension.subjectKeyIdentifier.getId());
    return extension == null
        ? of(SubjectPublicKeyInfo.getInstance(certificate.getPublicKey().getEncoded()))
        : SubjectKeyIdentifier.getInstance(ASN1OctetString.getInstance(extension).getOctets());
  }
}
