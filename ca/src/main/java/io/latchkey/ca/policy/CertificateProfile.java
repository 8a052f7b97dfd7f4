package io.latchkey.ca.policy;

import io.latchkey.base.der.Der;
import io.latchkey.ca.caller.CallerRestrictions.Usage;
import io.latchkey.pki.BouncyCastleDer;
import io.latchkey.pki.KeyIdentifiers;
import java.math.BigInteger;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Boolean;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/**
 * The content of every issued certificate, independent of what its request asks for (RFC 5280
 * section 4.2). The parts that are the same in all certificates are encoded once.
 */
public final class CertificateProfile {
  private static final byte[] CONSTRAINTS =
      BouncyCastleDer.extension(Extension.basicConstraints, false, new BasicConstraints(false));
  private static final byte[] BOTH_PURPOSES =
      purposes(KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth);
  private static final byte[] SERVER_PURPOSE = purposes(KeyPurposeId.id_kp_serverAuth);
  private static final byte[] CLIENT_PURPOSE = purposes(KeyPurposeId.id_kp_clientAuth);
  private static final byte[] SIGNS = usage(KeyUsage.digitalSignature);
  private static final byte[] SIGNS_AND_ENCIPHERS =
      usage(KeyUsage.digitalSignature | KeyUsage.keyEncipherment);

  private static final byte[] KEY_IDENTIFIER = BouncyCastleDer.of(Extension.subjectKeyIdentifier);
  private static final byte[] ALTERNATIVE_NAME =
      BouncyCastleDer.of(Extension.subjectAlternativeName);
  private static final byte[] CRITICAL = BouncyCastleDer.of(ASN1Boolean.TRUE);
  private static final byte[] NOTHING = {};

  private final TbsCertificate content;
  private final byte[] authorityKeyIdentifier;
  private final byte[] addresses;

  /** A profile without addresses of revocation lists and OCSP. */
  public CertificateProfile(X509Certificate issuer) {
    this(issuer, Optional.empty());
  }

  /**
   * @param distribution where clients find the revocation lists, the issuer and OCSP
   */
  public CertificateProfile(X509Certificate issuer, Optional<DistributionAddresses> distribution) {
    this.content = new TbsCertificate(issuer);
    this.authorityKeyIdentifier =
        BouncyCastleDer.extension(
            Extension.authorityKeyIdentifier, false, KeyIdentifiers.ofIssuer(issuer));
    String ski = KeyIdentifiers.hex(issuer);
    this.addresses = distribution.map(each -> addresses(each, ski)).orElse(NOTHING);
  }

  private static byte[] addresses(DistributionAddresses distribution, String ski) {
    byte[] lists =
        BouncyCastleDer.extension(
            Extension.cRLDistributionPoints, false, distribution.revocationList(ski));
    byte[] access =
        BouncyCastleDer.extension(
            Extension.authorityInfoAccess, false, distribution.issuerAndOcsp(ski));
    byte[] both = Arrays.copyOf(lists, lists.length + access.length);
    System.arraycopy(access, 0, both, lists.length, access.length);
    return both;
  }

  /** Builds the part of the certificate that is to be signed, {@code TBSCertificate}, in DER. */
  public byte[] build(IssuancePolicy.Admission admission, BigInteger serial) {
    RequestedSubject subject = admission.subject();
    SubjectPublicKeyInfo key = admission.key();
    boolean rsa = key.getAlgorithm().getAlgorithm().equals(PKCSObjectIdentifiers.rsaEncryption);
    return content.encode(
        serial,
        admission.period(),
        admission.encodedSubject(),
        admission.encodedKey(),
        CONSTRAINTS,
        rsa ? SIGNS_AND_ENCIPHERS : SIGNS,
        purposes(admission.usages()),
        Der.element(
            Der.SEQUENCE,
            KEY_IDENTIFIER,
            octets(octets(KeyIdentifiers.of(key).getKeyIdentifier()))),
        authorityKeyIdentifier,
        addresses,
        subject.names().isEmpty()
            ? NOTHING
            : Der.element(
                Der.SEQUENCE,
                ALTERNATIVE_NAME,
                subject.hasEmptyName() ? CRITICAL : NOTHING,
                octets(admission.encodedNames())));
  }

  private static byte[] octets(byte[] content) {
    return Der.element(Der.OCTET_STRING, content);
  }

  private static byte[] purposes(Set<Usage> usages) {
    if (usages.size() > 1) {
      return BOTH_PURPOSES;
    }
    return usages.contains(Usage.SERVER) ? SERVER_PURPOSE : CLIENT_PURPOSE;
  }

  private static byte[] purposes(KeyPurposeId... ids) {
    return BouncyCastleDer.extension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(ids));
  }

  private static byte[] usage(int bits) {
    return BouncyCastleDer.extension(Extension.keyUsage, true, new KeyUsage(bits));
  }
}
