package io.latchkey.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.ca.testing.RequestBuilder;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a user sees of the first start with nothing but a data directory. */
class FirstStartIT {
  @TempDir static Path folder;
  private static Path data;
  private static LatchkeyProcess server;
  private static Client client;
  private static String logOfTheStart;

  @BeforeAll
  static void start() throws Exception {
    data = folder.resolve("data");
    server = LatchkeyProcess.startWar(Map.of(), data);
    client = Client.of(server, data);
    logOfTheStart = server.stderr();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void console_hasTheReadyLineOnly() {
    assertThat(server.stdout().lines())
        .singleElement()
        .asString()
        .contains("https://localhost:", server.fingerprint(), data.resolve("psk").toString());
  }

  @Test
  void logOfTheStart_containsNoProblems() {
    assertThat(logOfTheStart)
        .contains("Created a CA with a key of type ec:p256", "certificate is valid until")
        .doesNotContain("WARNING", "SEVERE", "Exception");
  }

  @Test
  void psk_has256BitsAndMode0600() throws Exception {
    Path psk = data.resolve("psk");

    assertThat(Files.readString(psk).strip()).matches("[A-Za-z0-9_-]{43}");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(psk)))
        .isEqualTo("rw-------");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(data)))
        .isEqualTo("rwx------");
  }

  @Test
  void whoAmI_returnsCallerOfToken() throws Exception {
    HttpResponse<String> response = client.get("/whoami", client.serviceToken());

    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body())
        .isEqualTo("{\"name\":\"worker-1\",\"roles\":[\"service\"],\"scheme\":\"psk\"}\n");
  }

  @Test
  void whoAmI_withoutToken_isRejected() throws Exception {
    HttpResponse<String> response = client.get("/whoami");

    assertThat(response.statusCode()).isEqualTo(401);
    assertThat(response.headers().firstValue("WWW-Authenticate"))
        .hasValue("Bearer realm=\"latchkey\"");
    assertThat(response.body()).contains("\"reason\":\"missing\"");
  }

  @Test
  void caToken_isRejectedAsCredential() throws Exception {
    String token =
        client
            .get("/ca/cert")
            .headers()
            .firstValue("Authorization")
            .orElseThrow()
            .substring("Bearer ".length());
    KnownSecrets.add(token);

    assertThat(client.get("/whoami", token).statusCode()).isEqualTo(401);
    assertThat(client.get("/whoami", token).body()).contains("\"reason\":\"purpose\"");
    assertThat(client.sign(RequestBuilder.of("CN=worker.local").der(), token).statusCode())
        .isEqualTo(401);
  }

  @Test
  void health_isOpenAndUp() throws Exception {
    assertThat(client.get("/health/live").body()).isEqualTo("{\"status\":\"UP\"}\n");
    HttpResponse<String> ready = client.get("/health/ready");
    assertThat(ready.statusCode()).isEqualTo(200);
    assertThat(ready.body())
        .matches(
            "\\{\"status\":\"UP\",\"checks\":\\{\"store\":\"UP\",\"signature\":\"UP\","
                + "\"revocation\":\"UP\",\"ca\":\"UP\",\"caDaysLeft\":36\\d\\d,\"clock\":\"UP\",\"auth\":\"required\","
                + "\"rotation\":\"none\",\"nextRotationPhase\":\"20\\d\\d-[^\"]+\",\"cryptoProvider\":\"BC\"\\}\\}\n");
  }

  @Test
  void firstPage_isOpenAndShowsTheFingerprint() throws Exception {
    HttpResponse<String> page = client.get("/");

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.headers().firstValue("Content-Type")).hasValue("text/html;charset=UTF-8");
    assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
        .startsWith("default-src 'none'");
    assertThat(page.body()).contains(server.fingerprint(), server.url() + "/ca/cert");
  }

  @Test
  void unknownPath_isAProblemDocument() throws Exception {
    HttpResponse<String> response = client.get("/nothing-here", client.serviceToken());

    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(response.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("application/problem+json");
    assertThat(response.headers().map()).doesNotContainKeys("server", "x-powered-by");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "/", "a/b/c;", "*/*, a/b;q=1x"})
  void malformedAccept_isRejectedWithoutLogLine(String accept) throws Exception {
    String logBefore = server.stderr();

    HttpResponse<String> response =
        client.send(client.request("/health/live").header("Accept", accept));

    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(server.stderr()).isEqualTo(logBefore);
  }

  @ParameterizedTest
  @ValueSource(strings = {"a/b;q=x", "a/b;q=", "a/b;q=-1", "a/b;q=NaN"})
  void malformedAcceptWeight_isRejectedByEveryResource(String accept) throws Exception {
    for (String path : List.of("/health/live", "/whoami", "/ca/cert", "/ca/certificates")) {
      HttpResponse<String> response =
          client.send(
              client
                  .request(path)
                  .header("Authorization", "Bearer " + client.adminToken())
                  .header("Accept", accept));

      assertThat(response.statusCode()).as(path).isEqualTo(400);
      assertThat(response.body())
          .contains("\"reason\":\"parameter\"", "The header Accept is malformed.");
    }
  }
}
