package io.latchkey.ca.policy;

import io.latchkey.pki.BouncyCastleDer;
import io.latchkey.pki.KeyIdentifiers;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/**
 * The certificate of one root of the CA, signed by another root of the same CA (RFC 4210 section
 * 4.4). It has the name, the key and the key identifier of the root that it certifies. It ends with
 * the earlier of both roots.
 */
final class CrossCertificate {
  private CrossCertificate() {}

  /** Returns the content of the certificate, to be signed with the key of the signer. */
  static byte[] of(X509Certificate root, X509Certificate signer, Instant now) {
    byte[] key = root.getPublicKey().getEncoded();
    return new TbsCertificate(signer)
        .encode(
            SerialNumbers.next(now),
            ValidityPeriod.ofAll(List.of(root, signer)),
            root.getSubjectX500Principal().getEncoded(),
            key,
            BouncyCastleDer.extension(Extension.basicConstraints, true, new BasicConstraints(0)),
            RootProfile.SIGNS_CERTIFICATES_AND_LISTS,
            BouncyCastleDer.extension(
                Extension.subjectKeyIdentifier,
                false,
                KeyIdentifiers.of(SubjectPublicKeyInfo.getInstance(key))),
            BouncyCastleDer.extension(
                Extension.authorityKeyIdentifier, false, KeyIdentifiers.ofIssuer(signer)));
  }
}
