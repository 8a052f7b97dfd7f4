package io.latchkey.jaxrs.revocation;

import static io.latchkey.jaxrs.AuthorityFixture.request;
import static io.latchkey.jaxrs.AuthorityFixture.token;
import static io.latchkey.jaxrs.ProblemAssertions.assertRejected;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.latchkey.ca.caller.CallerIdentity;
import io.latchkey.ca.certificate.IssuedCertificate;
import io.latchkey.ca.issuance.IssuanceTerms;
import io.latchkey.ca.revocation.HoldLimit;
import io.latchkey.ca.revocation.OcspResponse.Outcome;
import io.latchkey.jaxrs.AuthorityFixture;
import io.latchkey.jaxrs.ContainerRequest;
import io.latchkey.pki.Certificates;
import io.latchkey.pki.KeyIdentifiers;
import io.latchkey.pki.RevocationReason;
import io.latchkey.tokens.VerifiedToken;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.ByteArrayInputStream;
import java.io.StringReader;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.util.Base64;
import java.util.Map;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.oiw.OIWObjectIdentifiers;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.cert.ocsp.CertificateID;
import org.bouncycastle.cert.ocsp.OCSPReqBuilder;
import org.bouncycastle.cert.ocsp.OCSPResp;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.jboss.resteasy.mock.MockHttpRequest;
import org.jboss.resteasy.mock.MockHttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RevocationResourceTest {
  private static final String HOLD = "{\"reason\": \"certificateHold\"}";
  private static final String PEM = "application/x-pem-file";

  @TempDir Path dir;
  private AuthorityFixture ca;
  private VerifiedToken admin;
  private VerifiedToken worker;
  private IssuedCertificate issued;

  @BeforeEach
  void open() throws Exception {
    ca = AuthorityFixture.open(dir);
    admin = token(Map.of("sub", "root", "roles", "admin"));
    worker = token(Map.of("sub", "worker"));
    issued = sign("worker", "a.test");
  }

  @AfterEach
  void close() {
    ca.close();
  }

  private IssuedCertificate sign(String caller, String name) throws Exception {
    return ca.authority()
        .sign(request(name).build(), IssuanceTerms.of(new CallerIdentity("psk", caller)));
  }

  private MockHttpResponse revoke(VerifiedToken caller, String serial, String body)
      throws Exception {
    return ca.send(revocation(serial, body), caller);
  }

  private static MockHttpRequest revocation(String serial, String body) throws Exception {
    return MockHttpRequest.post("/ca/certificates/" + serial + "/revoke")
        .content(body.getBytes(StandardCharsets.UTF_8));
  }

  private static JsonObject json(MockHttpResponse response) throws Exception {
    return Json.createReader(new StringReader(response.getContentAsString())).readObject();
  }

  @Test
  void owner_revokesWithoutReason() throws Exception {
    MockHttpResponse response = revoke(worker, issued.serial(), "");

    assertThat(response.getStatus()).isEqualTo(200);
    JsonObject record = json(response);
    assertThat(record.getString("serial")).isEqualTo(issued.serial());
    assertThat(record.getString("status")).isEqualTo("revoked");
    assertThat(record.getString("revocation_reason")).isEqualTo("unspecified");
    assertThat(record.getString("revoked_at")).endsWith("Z");
    assertThat(ca.revocations())
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.certificate().serial()).isEqualTo(issued.serial());
              assertThat(event.reason()).isEqualTo(RevocationReason.UNSPECIFIED);
              assertThat(event.caller()).isEqualTo("worker");
            });
  }

  @Test
  void admin_holdsAndReleases() throws Exception {
    assertThat(
            json(revoke(admin, issued.serial(), "{\"reason\": \"certificateHold\"}"))
                .getString("status"))
        .isEqualTo("hold");
    JsonObject released = json(revoke(admin, issued.serial(), "{\"reason\": \"removeFromCRL\"}"));

    assertThat(released.getString("status")).isEqualTo("valid");
    assertThat(released).doesNotContainKeys("revoked_at", "revocation_reason");
    assertRejected(
        revoke(admin, issued.serial(), "{\"reason\": \"removeFromCRL\"}"), 409, "not_on_hold");
  }

  @Test
  void revokedForGood_isAConflict() throws Exception {
    revoke(admin, issued.serial(), "{\"reason\": \"keyCompromise\"}");

    assertRejected(revoke(admin, issued.serial(), ""), 409, "already_revoked");
    assertRejected(
        revoke(worker, issued.serial(), "{\"reason\": \"removeFromCRL\"}"), 409, "already_revoked");
    assertThat(ca.revocations()).hasSize(1);
  }

  @Test
  void repeatedHold_isReportedOnce() throws Exception {
    for (int n = 0; n < 2; n++) {
      assertThat(revoke(worker, issued.serial(), HOLD).getStatus()).isEqualTo(200);
    }

    assertThat(ca.revocations()).hasSize(1);
  }

  @Test
  void holdsAndReleasesWithoutAdmin_areLimited() throws Exception {
    for (int n = 0; n < HoldLimit.PER_HOUR; n++) {
      String body = n % 2 == 0 ? HOLD : "{\"reason\": \"removeFromCRL\"}";
      assertThat(revoke(worker, issued.serial(), body).getStatus()).isEqualTo(200);
    }

    MockHttpResponse rejected = revoke(worker, issued.serial(), HOLD);

    assertRejected(rejected, 429, "rate");
    assertThat(
            Integer.parseInt(String.valueOf(rejected.getOutputHeaders().getFirst("Retry-After"))))
        .isBetween(3_000, 3_600);
    IssuedCertificate other = sign("other", "b.test");
    assertThat(revoke(token(Map.of("sub", "other")), other.serial(), HOLD).getStatus())
        .isEqualTo(200);
    assertThat(revoke(admin, issued.serial(), HOLD).getStatus()).isEqualTo(200);
    assertThat(revoke(worker, issued.serial(), "").getStatus()).as("for good").isEqualTo(200);
  }

  @Test
  void unknownSerial_isNotFoundForAdminOnly() throws Exception {
    assertRejected(revoke(admin, "1234", ""), 404, "not_found");
    assertRejected(revoke(admin, "0" + issued.serial(), ""), 404, "not_found");
    assertRejected(revoke(worker, "1234", ""), 403, "role");
  }

  @Test
  void otherCallers_areRejected() throws Exception {
    assertRejected(revoke(token(Map.of("sub", "other")), issued.serial(), ""), 403, "role");
    assertRejected(ca.sendAnonymously(revocation(issued.serial(), "")), 401, "missing");
    IssuedCertificate nameless = sign("service", "b.test");
    assertRejected(revoke(token(Map.of()), nameless.serial(), ""), 403, "role");
    assertThat(ca.revocations()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x",
        "[]",
        "null",
        "{\"reason\": \"KEYCOMPROMISE\"}",
        "{\"reason\": 1}",
        "{\"reason\": null}",
        "{\"reason\": \"superseded\", \"x\": 1}",
        "{\"reason\": \"superseded\", \"reason\": \"keyCompromise\"}",
        "{\"reason\": \"superseded\"} x"
      })
  void malformedBody_isABadParameter(String body) throws Exception {
    assertRejected(revoke(admin, issued.serial(), body), 400, "parameter");
    assertThat(ca.revocations()).isEmpty();
  }

  @Test
  void largeBody_isRejected() throws Exception {
    assertRejected(revoke(admin, issued.serial(), " ".repeat(70_000)), 413, "too_large");
  }

  @Test
  void list_selectsByStatus() throws Exception {
    IssuedCertificate other = sign("worker", "b.test");
    revoke(admin, issued.serial(), "");

    assertThat(listed("?status=revoked")).contains(issued.serial()).doesNotContain(other.serial());
    assertThat(listed("?status=valid")).contains(other.serial()).doesNotContain(issued.serial());
    assertThat(listed("?current=true")).contains(other.serial()).doesNotContain(issued.serial());
    assertThat(listed("?current=false&expiring_from=2026-01-01T00:00:00Z"))
        .contains(other.serial(), issued.serial());
    for (String bad : new String[] {"status=x", "current=1", "expiring_from=x"}) {
      assertRejected(
          ca.send(MockHttpRequest.get("/ca/certificates?" + bad), admin), 400, "parameter");
    }
  }

  private String listed(String query) throws Exception {
    return ca.send(MockHttpRequest.get("/ca/certificates" + query), admin).getContentAsString();
  }

  private MockHttpResponse get(String path) throws Exception {
    return ca.sendAnonymously(MockHttpRequest.get(path));
  }

  private String ski() {
    return KeyIdentifiers.hex(ca.authority().certificate());
  }

  private static X509CRL list(byte[] content) throws Exception {
    return (X509CRL)
        CertificateFactory.getInstance("X.509").generateCRL(new ByteArrayInputStream(content));
  }

  @Test
  void revocationList_isServedInDerAndPem() throws Exception {
    MockHttpResponse der = get("/ca/crl");

    assertThat(der.getStatus()).isEqualTo(200);
    assertThat(der.getOutputHeaders().getFirst("Content-Type")).hasToString("application/pkix-crl");
    assertThat(String.valueOf(der.getOutputHeaders().getFirst("Cache-Control")))
        .isEqualTo("public, max-age=60");
    list(der.getOutput()).verify(ca.authority().certificate().getPublicKey());
    assertThat(get("/ca/crl/" + ski()).getOutput()).isEqualTo(der.getOutput());
    MockHttpResponse pem = ca.sendAnonymously(MockHttpRequest.get("/ca/crl").accept(PEM));
    assertThat(pem.getContentAsString()).startsWith("-----BEGIN X509 CRL-----\n");
    assertThat(list(pem.getOutput())).isEqualTo(list(der.getOutput()));
    assertThat(pem.getOutputHeaders().getFirst("ETag"))
        .isNotEqualTo(der.getOutputHeaders().getFirst("ETag"));
    assertRejected(get("/ca/crl/00"), 404, "not_found");
    assertThat(ca.sendAnonymously(MockHttpRequest.get("/ca/crl").accept("text/html")).getStatus())
        .isEqualTo(406);
  }

  @Test
  void revocationList_isNotSentAgain() throws Exception {
    Object tag = get("/ca/crl").getOutputHeaders().getFirst("ETag");

    MockHttpResponse unchanged =
        ca.sendAnonymously(
            MockHttpRequest.get("/ca/crl").header("If-None-Match", "\"" + value(tag) + "\""));

    assertThat(unchanged.getStatus()).isEqualTo(304);
    assertThat(unchanged.getOutput()).isEmpty();
    revoke(admin, issued.serial(), "");
    await()
        .untilAsserted(
            () ->
                assertThat(value(get("/ca/crl").getOutputHeaders().getFirst("ETag")))
                    .isNotEqualTo(value(tag)));
    assertThat(list(get("/ca/crl").getOutput()).isRevoked(issued.certificate())).isTrue();
  }

  private static String value(Object tag) {
    return tag instanceof jakarta.ws.rs.core.EntityTag entity
        ? entity.getValue()
        : String.valueOf(tag);
  }

  @Test
  void issuer_isServedInDer() throws Exception {
    MockHttpResponse response = get("/ca/issuers/" + ski() + ".cer");

    assertThat(response.getStatus()).isEqualTo(200);
    assertThat(Certificates.parse(response.getOutput())).isEqualTo(ca.authority().certificate());
    assertThat(response.getOutputHeaders().getFirst("Content-Type"))
        .hasToString("application/pkix-cert");
    assertRejected(get("/ca/issuers/00.cer"), 404, "not_found");
  }

  private byte[] ocspRequest() throws Exception {
    CertificateID id =
        new CertificateID(
            new JcaDigestCalculatorProviderBuilder()
                .build()
                .get(new AlgorithmIdentifier(OIWObjectIdentifiers.idSHA1, DERNull.INSTANCE)),
            new JcaX509CertificateHolder(ca.authority().certificate()),
            issued.certificate().getSerialNumber());
    return new OCSPReqBuilder().addRequest(id).build().getEncoded();
  }

  private MockHttpResponse ocspGet(String rest) throws Exception {
    ca.comesFrom(ContainerRequest.toSign().withUri("/ca/ocsp/" + rest));
    return ca.sendAnonymously(MockHttpRequest.get("/ca/ocsp/x"));
  }

  private static int status(MockHttpResponse response) throws Exception {
    assertThat(response.getStatus()).isEqualTo(200);
    assertThat(response.getOutputHeaders().getFirst("Content-Type"))
        .hasToString("application/ocsp-response");
    return new OCSPResp(response.getOutput()).getStatus();
  }

  @Test
  void ocsp_answersPostAndGet() throws Exception {
    byte[] request = ocspRequest();
    String base64 = Base64.getEncoder().encodeToString(request);

    assertThat(status(ca.sendAnonymously(MockHttpRequest.post("/ca/ocsp").content(request))))
        .isZero();
    assertThat(status(ocspGet(base64))).isZero();
    MockHttpResponse escaped = ocspGet(URLEncoder.encode(base64, StandardCharsets.US_ASCII));
    assertThat(status(escaped)).isZero();
    assertThat(String.valueOf(escaped.getOutputHeaders().getFirst("Cache-Control")))
        .isEqualTo("public, max-age=60");
    assertThat(ca.ocspStatistics().count(Outcome.GOOD)).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"x", "%", "%2", "%zz", "AAAA", "MA==", "MAA=", "////", "%2F%2F%2F%2F", "%25"})
  void malformedOcspPath_isAnsweredAsMalformed(String rest) throws Exception {
    assertThat(status(ocspGet(rest))).isEqualTo(1);
    assertThat(ca.ocspStatistics().count(Outcome.MALFORMED)).isEqualTo(1);
  }

  @Test
  void largeOcspRequest_isRejected() throws Exception {
    assertThat(
            status(ca.sendAnonymously(MockHttpRequest.post("/ca/ocsp").content(new byte[20_000]))))
        .isEqualTo(1);
    assertRejected(
        ca.sendAnonymously(MockHttpRequest.post("/ca/ocsp").content(new byte[70_000])),
        413,
        "too_large");
  }
}
