package io.latchkey.ca.status;

import io.latchkey.ca.revocation.OcspResponse;
import java.security.cert.X509Certificate;
import java.time.Instant;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.oiw.OIWObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.OCSPReqBuilder;
import org.bouncycastle.cert.ocsp.OCSPResp;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;

/** OCSP requests about one certificate, and the times in their responses. */
final class OcspExchange {
  private OcspExchange() {}

  /** A request without a nonce, whose response is kept. */
  static byte[] request(X509Certificate issuer, X509Certificate certificate) throws Exception {
    return builder(issuer, certificate).build().getEncoded();
  }

  /** A request with a nonce, whose response is signed for it alone. */
  static byte[] requestWithNonce(X509Certificate issuer, X509Certificate certificate)
      throws Exception {
    return builder(issuer, certificate)
        .setRequestExtensions(
            new Extensions(
                Extension.create(
                    OCSPObjectIdentifiers.id_pkix_ocsp_nonce,
                    false,
                    new DEROctetString(new byte[16]))))
        .build()
        .getEncoded();
  }

  private static OCSPReqBuilder builder(X509Certificate issuer, X509Certificate certificate)
      throws Exception {
    return new OCSPReqBuilder()
        .addRequest(
            new CertificateID(
                new JcaDigestCalculatorProviderBuilder()
                    .build()
                    .get(new AlgorithmIdentifier(OIWObjectIdentifiers.idSHA1, DERNull.INSTANCE)),
                new JcaX509CertificateHolder(issuer),
                certificate.getSerialNumber()));
  }

  static Instant thisUpdate(OcspResponse response) throws Exception {
    return basic(response).getResponses()[0].getThisUpdate().toInstant();
  }

  static Instant nextUpdate(OcspResponse response) throws Exception {
    return basic(response).getResponses()[0].getNextUpdate().toInstant();
  }

  private static BasicOCSPResp basic(OcspResponse response) throws Exception {
    return (BasicOCSPResp) new OCSPResp(response.der()).getResponseObject();
  }
}
