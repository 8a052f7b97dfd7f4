package io.latchkey.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.tokens.PreSharedKey;
import io.latchkey.tokens.TokenSigner;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The same WAR, deployed to a Tomcat below a context path and set up by environment variables. */
class DeployedWarIT {
  private static final PreSharedKey PSK = PreSharedKey.generate();

  @TempDir Path folder;
  private final HttpClient http = HttpClient.newHttpClient();

  @Test
  void deployed_authenticatesAndSigns() throws Exception {
    KnownSecrets.add(PSK.reveal());
    String token =
        KnownSecrets.add(TokenSigner.of(PSK).sign(Map.of("sub", "worker-1", "roles", "service")));
    try (LatchkeyProcess tomcat = deploy(Map.of("LATCHKEY_PSK", PSK.reveal()))) {
      String url = tomcat.url();

      assertThat(send(get(url + "/")).body()).contains(url + "/ca/cert");
      assertThat(send(get(url + "/ca/cert")).body()).startsWith("-----BEGIN CERTIFICATE-----");
      assertThat(send(get(url + "/health/ready")).body()).contains("\"auth\":\"required\"");
      assertThat(send(get(url + "/whoami")).statusCode()).isEqualTo(401);
      assertThat(send(get(url + "/whoami").header("Authorization", "Bearer " + token)).body())
          .isEqualTo("{\"name\":\"worker-1\",\"roles\":[\"service\"],\"scheme\":\"psk\"}\n");
      assertThat(send(sign(url, token, "worker.local")).statusCode()).isEqualTo(200);
      assertThat(send(get(url + "/nothing").header("Authorization", "Bearer " + token)).headers())
          .satisfies(
              headers ->
                  assertThat(headers.firstValue("Content-Type").orElseThrow())
                      .startsWith("application/problem+json"));
    }
  }

  @Test
  void cdiObservers_decideOnCertificates() throws Exception {
    KnownSecrets.add(PSK.reveal());
    String token =
        KnownSecrets.add(TokenSigner.of(PSK).sign(Map.of("sub", "worker-1", "roles", "service")));
    Path war = warWith(IssuanceObserver.class);
    Map<String, String> settings =
        Map.of("LATCHKEY_PSK", PSK.reveal(), "LATCHKEY_POLICY_DNS", "*.local");
    try (LatchkeyProcess tomcat = TomcatWithWar.deploy(folder, settings, war)) {
      HttpResponse<String> signed = send(sign(tomcat.url(), token, "worker.local"));
      assertThat(signed.statusCode()).isEqualTo(200);
      X509Certificate certificate = CrashIT.certificate(signed.body());
      assertThat(certificate.getNotAfter().toInstant())
          .isBetween(
              Instant.now().plus(Duration.ofDays(6)), Instant.now().plus(Duration.ofDays(7)));
      assertThat(certificate.getExtendedKeyUsage()).hasSize(1);
      for (String name : List.of("unwanted.local", "failing.local")) {
        HttpResponse<String> vetoed = send(sign(tomcat.url(), token, name));
        assertThat(vetoed.statusCode()).isEqualTo(403);
        assertThat(vetoed.body()).contains("\"reason\":\"vetoed\"").doesNotContain("detail for");
      }
      assertThat(send(sign(tomcat.url(), token, "worker.test")).statusCode()).isEqualTo(403);

      assertThat(tomcat.stderr().lines().filter(line -> line.startsWith("seen: ")))
          .containsExactly(
              "seen: issued caller=worker-1 serial=" + certificate.getSerialNumber().toString(16),
              "seen: rejected reason=vetoed caller=worker-1",
              "seen: rejected reason=vetoed caller=worker-1",
              "seen: rejected reason=name_not_allowed caller=worker-1");
      assertThat(tomcat.stderr())
          .contains("observer of IssuanceRequested failed: caller=\"worker-1\" left-out=0")
          .contains("detail for the log", "after the record was written");
      assertThat(tomcat.stderr())
          .contains("refused reason=name_not_allowed name=\"worker.test\"")
          .contains("path=\"/latchkey/ca/sign\" address=127.0.0.1 kid=- caller=\"worker-1\"");
    }
  }

  /** A copy of the WAR with one class more, as an application adds it. */
  private Path warWith(Class<?> added) throws Exception {
    Path war = Files.copy(LatchkeyProcess.WAR, folder.resolve("latchkey.war"));
    String name = added.getName().replace('.', '/') + ".class";
    try (FileSystem zip = FileSystems.newFileSystem(war);
        InputStream content = added.getClassLoader().getResourceAsStream(name)) {
      Files.copy(content, zip.getPath("WEB-INF", "classes").resolve(name));
    }
    return war;
  }

  @Test
  void missingPreSharedKey_failsWithTheSetting() throws Exception {
    try (LatchkeyProcess tomcat = deploy(Map.of())) {
      assertThat(tomcat.stdout()).isEqualTo("failed\n");
      assertThat(tomcat.stderr()).contains("latchkey.psk");
    }
  }

  @Test
  void invalidCaSetting_stopsTheStart() throws Exception {
    String psk = KnownSecrets.add(PSK.reveal());

    assertThatThrownBy(() -> deploy(Map.of("LATCHKEY_PSK", psk, "LATCHKEY_CA_KEY_TYPE", "dsa")))
        .hasMessageContaining("latchkey.ca.key-type");
  }

  private LatchkeyProcess deploy(Map<String, String> environment) throws IOException {
    return TomcatWithWar.deploy(folder, environment);
  }

  private static HttpRequest.Builder get(String url) {
    return HttpRequest.newBuilder(URI.create(url)).GET();
  }

  private static HttpRequest.Builder sign(String url, String token, String name) throws Exception {
    return HttpRequest.newBuilder(URI.create(url + "/ca/sign"))
        .header("Authorization", "Bearer " + token)
        .POST(BodyPublishers.ofByteArray(Requests.forName(name)));
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return http.send(request.build(), BodyHandlers.ofString());
  }
}
