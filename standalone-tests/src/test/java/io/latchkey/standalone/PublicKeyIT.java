package io.latchkey.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.ca.testing.RequestBuilder;
import io.latchkey.pki.KeyType;
import io.latchkey.pki.Pem;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Instant;
import org.jose4j.jws.JsonWebSignature;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The started WAR with a public key besides the pre-shared one, given by flags. */
class PublicKeyIT {
  @TempDir static Path folder;
  private static KeyPair key;
  private static LatchkeyProcess server;
  private static Client client;

  @BeforeAll
  static void start() throws Exception {
    key = KeyType.EC_P256.generate();
    Path pem = Files.writeString(folder.resolve("issuer.pem"), Pem.encode(key.getPublic()));
    server =
        LatchkeyProcess.start(
            folder.resolve("data"),
            "--auth-publickey",
            pem.toString(),
            "--auth-iss",
            "issuer.test",
            "--auth-aud",
            "latchkey",
            "--auth-prefix-check");
    client = Client.of(server, folder.resolve("data"));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static String token(String claims) throws Exception {
    JsonWebSignature jws = new JsonWebSignature();
    jws.setAlgorithmHeaderValue("ES256");
    jws.setPayload(
        "{\"exp\":%d,%s}".formatted(Instant.now().plusSeconds(300).getEpochSecond(), claims));
    jws.setKey(key.getPrivate());
    return KnownSecrets.add(jws.getCompactSerialization());
  }

  @Test
  void issuerToken_isAcceptedWithinPrefix() throws Exception {
    String token =
        token("\"iss\":\"issuer.test\",\"aud\":[\"latchkey\"],\"sub\":\"jane\",\"prefix\":\"who\"");

    HttpResponse<String> response = client.get("/whoami", token);

    assertThat(response.body())
        .isEqualTo("{\"name\":\"jane\",\"roles\":[],\"scheme\":\"public-key\"}\n");
    assertThat(client.get("/ca/certificates", token).body()).contains("\"reason\":\"prefix\"");
  }

  @Test
  void callerWithoutRole_cannotRequestCertificates() throws Exception {
    String token = token("\"iss\":\"issuer.test\",\"aud\":\"latchkey\",\"prefix\":\"\"");

    HttpResponse<String> response = client.sign(RequestBuilder.of("CN=w.test").der(), token);

    assertThat(response.statusCode()).isEqualTo(403);
    assertThat(response.body()).contains("\"reason\":\"role\"");
  }

  @Test
  void otherIssuerOrAudience_isRejected() throws Exception {
    String issuer = token("\"iss\":\"other.test\",\"aud\":\"latchkey\",\"prefix\":\"\"");
    String audience = token("\"iss\":\"issuer.test\",\"aud\":\"other\",\"prefix\":\"\"");

    assertThat(client.get("/whoami", issuer).body()).contains("\"reason\":\"issuer\"");
    assertThat(client.get("/whoami", audience).body()).contains("\"reason\":\"audience\"");
  }

  @Test
  void preSharedKeyFile_keepsItsPermissions() throws Exception {
    assertThat(client.get("/whoami", client.serviceToken()).body()).contains("\"scheme\":\"psk\"");
  }
}
