package io.latchkey.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequestBuilder;
import org.jose4j.jws.JsonWebSignature;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The started WAR takes tokens that are signed with the key of a certificate it has issued. */
class CertificateTokensIT {
  @TempDir Path folder;

  @Test
  void certificateHolder_cannotRequestCertificates() throws Exception {
    Path data = folder.resolve("data");
    try (LatchkeyProcess server =
        LatchkeyProcess.start(Map.of("LATCHKEY_ACCEPT_CERTIFICATE_SIGNED_TOKENS", "true"), data)) {
      Client client = Client.of(server, data);
      KeyPair pair = Requests.keyPair();
      byte[] request =
          new JcaPKCS10CertificationRequestBuilder(
                  new X500Principal("CN=worker-9.test,O=Test"), pair.getPublic())
              .build(new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate()))
              .getEncoded();
      Certificate certificate =
          CertificateFactory.getInstance("X.509")
              .generateCertificate(
                  new ByteArrayInputStream(
                      client
                          .sign(request, client.serviceToken())
                          .body()
                          .getBytes(StandardCharsets.US_ASCII)));

      String token = token(pair, certificate, "{\"roles\":\"admin\",\"exp\":%d}");

      assertThat(client.get("/whoami", token).body())
          .isEqualTo(
              "{\"name\":\"worker-9.test\",\"roles\":[\"service\"],\"scheme\":\"public-key\"}\n");
      assertThat(client.sign(request, token).statusCode()).isEqualTo(403);
      assertThat(client.sign(request, token).body()).contains("\"reason\":\"role\"");
      assertThat(client.get("/whoami", token(pair, client.root(), "{\"exp\":%d}")).body())
          .contains("\"reason\":\"signature\"");
    }
  }

  private static String token(KeyPair pair, Certificate certificate, String claims)
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
