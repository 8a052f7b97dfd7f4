package io.latchkey.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.ca.testing.RequestBuilder;
import io.latchkey.pki.KeyType;
import java.io.ByteArrayInputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CRL;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.jose4j.jws.JsonWebSignature;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The started WAR with its second port takes tokens that are signed with the key of a certificate
 * that it has issued, until the certificate is revoked.
 */
class CertificateTokensIT {
  private static final Pattern HTTP_PORT = Pattern.compile("HTTP port (\\d+)");

  @TempDir static Path data;
  private static LatchkeyProcess server;
  private static Client client;
  private final HttpClient http = HttpClient.newHttpClient();

  @BeforeAll
  static void start() throws Exception {
    server =
        LatchkeyProcess.start(
            Map.of("LATCHKEY_ACCEPT_CERTIFICATE_SIGNED_TOKENS", "true"), data, "--http-port", "0");
    client = Client.of(server, data);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void certificateHolder_cannotRequestCertificates() throws Exception {
    KeyPair pair = KeyType.EC_P256.generate();
    byte[] request = RequestBuilder.of("CN=worker-9.test,O=Test").key(pair).der();

    String token = token(pair, certificate(request), "{\"roles\":\"admin\",\"exp\":%d}");

    assertThat(client.get("/whoami", token).body())
        .isEqualTo(
            "{\"name\":\"worker-9.test\",\"roles\":[\"service\"],\"scheme\":\"public-key\"}\n");
    assertThat(client.sign(request, token).statusCode()).isEqualTo(403);
    assertThat(client.sign(request, token).body()).contains("\"reason\":\"role\"");
    assertThat(client.get("/whoami", token(pair, client.root())).body())
        .contains("\"reason\":\"signature\"");
  }

  @Test
  void revokedCertificate_isRejectedEverywhere() throws Exception {
    Matcher port = HTTP_PORT.matcher(server.stdout());
    assertThat(port.find()).isTrue();
    URI base = URI.create("http://localhost:" + port.group(1));
    KeyPair pair = KeyType.EC_P256.generate();
    X509Certificate certificate =
        certificate(RequestBuilder.of("CN=worker-9.test").key(pair).der());
    String serial = certificate.getSerialNumber().toString(16);
    assertThat(client.get("/whoami", token(pair, certificate)).statusCode()).isEqualTo(200);
    validateByOcsp(base, certificate, client.root());

    HttpResponse<String> revoked =
        client.send(
            client
                .request("/ca/certificates/" + serial + "/revoke")
                .header("Authorization", "Bearer " + client.adminToken())
                .POST(HttpRequest.BodyPublishers.ofString("{\"reason\":\"keyCompromise\"}")));

    assertThat(revoked.statusCode()).isEqualTo(200);
    assertThat(revoked.body()).contains("\"status\":\"revoked\"");
    Awaitility.await()
        .untilAsserted(
            () -> {
              HttpResponse<String> rejected = client.get("/whoami", token(pair, certificate));
              assertThat(rejected.statusCode()).isEqualTo(401);
              assertThat(rejected.body()).contains("\"reason\":\"revoked\"");
            });
    Awaitility.await()
        .until(() -> list(base).getRevokedCertificate(certificate.getSerialNumber()) != null);
    list(base).verify(client.root().getPublicKey());
    assertThat(revocationFound(base, certificate, client.root())).isTrue();
    assertOnlyDistribution(base);
  }

  private void assertOnlyDistribution(URI base) throws Exception {
    for (String path : List.of("/ca/cert", "/ca/crl")) {
      assertThat(get(base, path).statusCode()).as(path).isEqualTo(200);
    }
    for (String path :
        List.of("/", "/whoami", "/health/live", "/ca/certificates", "/metrics", "/ca//crl")) {
      HttpResponse<byte[]> response = get(base, path);
      assertThat(response.statusCode()).as(path).isEqualTo(404);
      assertThat(new String(response.body(), StandardCharsets.UTF_8)).contains("\"not_found\"");
    }
    assertThat(client.get("/ca/crl/..%2Fcertificates", client.adminToken()).statusCode())
        .isEqualTo(400);
  }

  private HttpResponse<byte[]> get(URI base, String path) throws Exception {
    return http.send(
        HttpRequest.newBuilder(base.resolve(path.startsWith("//") ? path.substring(1) : path))
            .build(),
        HttpResponse.BodyHandlers.ofByteArray());
  }

  private X509CRL list(URI base) throws Exception {
    return (X509CRL)
        CertificateFactory.getInstance("X.509")
            .generateCRL(new ByteArrayInputStream(get(base, "/ca/crl").body()));
  }

  private static boolean revocationFound(
      URI base, X509Certificate certificate, X509Certificate root) throws Exception {
    try {
      validateByOcsp(base, certificate, root);
      return false;
    } catch (CertPathValidatorException e) {
      return e.getReason() == CertPathValidatorException.BasicReason.REVOKED;
    }
  }

  /** Java sends its request in the path, with escapes. */
  private static void validateByOcsp(URI base, X509Certificate certificate, X509Certificate root)
      throws Exception {
    CertPathValidator validator = CertPathValidator.getInstance("PKIX");
    PKIXRevocationChecker checker = (PKIXRevocationChecker) validator.getRevocationChecker();
    checker.setOcspResponder(base.resolve("/ca/ocsp"));
    checker.setOptions(EnumSet.of(PKIXRevocationChecker.Option.NO_FALLBACK));
    PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(root, null)));
    parameters.addCertPathChecker(checker);
    validator.validate(
        CertificateFactory.getInstance("X.509").generateCertPath(List.of(certificate)), parameters);
  }

  private static X509Certificate certificate(byte[] request) throws Exception {
    return CrashIT.certificate(client.sign(request, client.serviceToken()).body());
  }

  private static String token(KeyPair pair, X509Certificate certificate) throws Exception {
    return token(pair, certificate, "{\"exp\":%d}");
  }

  private static String token(KeyPair pair, X509Certificate certificate, String claims)
      throws Exception {
    byte[] sha256 = MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded());
    JsonWebSignature jws = new JsonWebSignature();
    jws.setAlgorithmHeaderValue("ES256");
    jws.setHeader("x5t#S256", Base64.getUrlEncoder().withoutPadding().encodeToString(sha256));
    jws.setPayload(claims.formatted(Instant.now().plusSeconds(300).getEpochSecond()));
    jws.setKey(pair.getPrivate());
    return KnownSecrets.add(jws.getCompactSerialization());
  }
}
