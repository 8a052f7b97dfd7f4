package io.latchkey.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.base.crypto.Sha256;
import io.latchkey.jaxrs.testing.RecordedRequest;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.Base64;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.ocsp.CertID;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.ocsp.BasicOCSPResp;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.OCSPReqBuilder;
import org.bouncycastle.cert.ocsp.OCSPResp;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * OCSP requests in a path through the connector of the server, with the {@code %2F} and {@code //}
 * that Java's client sends. The page of the server in {@code docs/deploy} says what it needs.
 */
@ExtendWith(ServerExtension.class)
class OcspPathIT {
  /** Its base64 contains {@code //} at any position in the request. */
  private static final BigInteger SLASHES = new BigInteger("7f" + "ff".repeat(15), 16);

  private static final HttpClient HTTP =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final Application latchkey;

  OcspPathIT(Application latchkey) {
    this.latchkey = latchkey;
  }

  /** A request for the status of a certificate that the CA has not signed. */
  static byte[] request(Application application) throws Exception {
    X509Certificate root = RecordedRequest.certificate(application.get("/ca/cert").body());
    JcaX509CertificateHolder issuer = new JcaX509CertificateHolder(root);
    CertID id =
        new CertID(
            new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256, DERNull.INSTANCE),
            new DEROctetString(Sha256.of(issuer.getSubject().getEncoded("DER"))),
            new DEROctetString(
                Sha256.of(issuer.getSubjectPublicKeyInfo().getPublicKeyData().getOctets())),
            new ASN1Integer(SLASHES));
    return new OCSPReqBuilder().addRequest(new CertificateID(id)).build().getEncoded();
  }

  static String base64(byte[] request) {
    String base64 = Base64.getEncoder().encodeToString(request);
    assertThat(base64).contains("//");
    return base64;
  }

  static String encoded(String base64) {
    return URLEncoder.encode(base64, StandardCharsets.US_ASCII);
  }

  static HttpResponse<byte[]> get(Application application, String path)
      throws IOException, InterruptedException {
    URI uri = URI.create(application.url() + "/ca/ocsp/" + path);
    return HTTP.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofByteArray());
  }

  static void assertAnswered(HttpResponse<byte[]> response) throws Exception {
    assertThat(response.statusCode()).isEqualTo(200);
    OCSPResp answer = new OCSPResp(response.body());
    assertThat(answer.getStatus()).isEqualTo(OCSPResp.SUCCESSFUL);
    BasicOCSPResp basic = (BasicOCSPResp) answer.getResponseObject();
    assertThat(basic.getResponses()[0].getCertID().getSerialNumber()).isEqualTo(SLASHES);
  }

  @Test
  void post_isAnswered() throws Exception {
    byte[] request = request(latchkey);
    HttpResponse<byte[]> response =
        HTTP.send(
            HttpRequest.newBuilder(URI.create(latchkey.url() + "/ca/ocsp"))
                .header("Content-Type", "application/ocsp-request")
                .POST(BodyPublishers.ofByteArray(request))
                .build(),
            BodyHandlers.ofByteArray());

    assertAnswered(response);
  }

  @Test
  void get_isAnsweredIfServerPassesPath() throws Exception {
    byte[] request = request(latchkey);
    Passed passed = Passed.by(ServerUnderTest.current().page());

    HttpResponse<byte[]> escaped = get(latchkey, encoded(base64(request)));
    HttpResponse<byte[]> raw = get(latchkey, base64(request).replace("+", "%2B"));

    check(escaped, passed.escapedSlashes());
    check(raw, passed.doubleSlashes());
  }

  private static void check(HttpResponse<byte[]> response, boolean isPassed) throws Exception {
    if (isPassed) {
      assertAnswered(response);
    } else {
      // The server rejects the path: the filter would have answered with a problem document.
      assertThat(response.statusCode()).isEqualTo(400);
      assertThat(response.headers().firstValue("Content-Type").orElse(""))
          .doesNotContain("problem");
    }
  }

  /** What the pages of the servers say about paths. */
  private record Passed(boolean escapedSlashes, boolean doubleSlashes) {
    static Passed by(ServerUnderTest.Page page) {
      return switch (page) {
        case TOMCAT -> new Passed(false, true);
        case JETTY -> new Passed(false, false);
        case WILDFLY -> new Passed(true, true);
      };
    }
  }
}
