package io.latchkey.benchmarks;

import io.latchkey.base.crypto.Sha256;
import io.latchkey.benchmarks.load.Latchkey;
import java.io.IOException;
import java.io.StringReader;
import java.math.BigInteger;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.ocsp.CertID;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPReqBuilder;
import org.bouncycastle.openssl.PEMParser;

/** The path of an OCSP request (RFC 6960 appendix A) for a certificate of a running server. */
final class OcspPath {
  private static final ASN1ObjectIdentifier HASH = NISTObjectIdentifiers.id_sha256;

  private OcspPath() {}

  /** Has a certificate signed and returns the path that asks for its status. */
  static String of(int port, Latchkey latchkey) throws IOException, InterruptedException {
    String server = "http://127.0.0.1:" + port;
    X509CertificateHolder root =
        certificate(HttpRequest.newBuilder(URI.create(server + "/ca/cert")).build());
    X509CertificateHolder leaf =
        certificate(
            HttpRequest.newBuilder(URI.create(server + "/ca/sign"))
                .header("Authorization", "Bearer " + latchkey.token())
                .POST(HttpRequest.BodyPublishers.ofString(Latchkey.signingRequest()))
                .build());
    try {
      byte[] request =
          new OCSPReqBuilder().addRequest(id(root, leaf.getSerialNumber())).build().getEncoded();
      String base64 = Base64.getEncoder().encodeToString(request);
      return "/ca/ocsp/" + URLEncoder.encode(base64, StandardCharsets.US_ASCII);
    } catch (OCSPException e) {
      throw new IllegalStateException("The request cannot be encoded", e);
    }
  }

  private static CertificateID id(X509CertificateHolder issuer, BigInteger serial)
      throws IOException {
    return new CertificateID(
        new CertID(
            new AlgorithmIdentifier(HASH, DERNull.INSTANCE),
            new DEROctetString(Sha256.of(issuer.getSubject().getEncoded("DER"))),
            new DEROctetString(
                Sha256.of(issuer.getSubjectPublicKeyInfo().getPublicKeyData().getOctets())),
            new ASN1Integer(serial)));
  }

  private static X509CertificateHolder certificate(HttpRequest request)
      throws IOException, InterruptedException {
    String pem =
        HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body();
    try (PEMParser parser = new PEMParser(new StringReader(pem))) {
      if (parser.readObject() instanceof X509CertificateHolder certificate) {
        return certificate;
      }
      throw new IOException("The server has not answered with a certificate: " + pem);
    }
  }
}
