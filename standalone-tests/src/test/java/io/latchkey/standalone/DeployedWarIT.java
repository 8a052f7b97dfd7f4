package io.latchkey.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.ca.testing.RequestBuilder;
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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The same WAR, deployed to a Tomcat below a context path and set up by environment variables.
 * {@link ComponentServerIT} deploys it without another class.
 */
class DeployedWarIT {
  private static final PreSharedKey PSK = PreSharedKey.generate();

  @TempDir static Path shared;
  private static LatchkeyProcess tomcat;

  @TempDir Path folder;
  private final HttpClient http = HttpClient.newHttpClient();

  @BeforeAll
  static void start() throws Exception {
    Map<String, String> settings =
        Map.of("LATCHKEY_PSK", KnownSecrets.add(PSK.reveal()), "LATCHKEY_POLICY_DNS", "*.local");
    tomcat = TomcatWithWar.deploy(shared, settings, warWith(IssuanceObserver.class));
  }

  @AfterAll
  static void stop() {
    tomcat.close();
  }

  private static String token(String caller) {
    return KnownSecrets.add(TokenSigner.of(PSK).sign(Map.of("sub", caller, "roles", "service")));
  }

  @Test
  void deployed_authenticatesAndSigns() throws Exception {
    String url = tomcat.url();
    String token = token("worker-2");

    assertThat(send(get(url + "/")).body()).contains(url + "/ca/cert");
    assertThat(send(get(url + "/ca/cert")).body()).startsWith("-----BEGIN CERTIFICATE-----");
    assertThat(send(get(url + "/health/ready")).body()).contains("\"auth\":\"required\"");
    assertThat(send(get(url + "/whoami")).statusCode()).isEqualTo(401);
    assertThat(send(get(url + "/whoami").header("Authorization", "Bearer " + token)).body())
        .isEqualTo("{\"name\":\"worker-2\",\"roles\":[\"service\"],\"scheme\":\"psk\"}\n");
    assertThat(send(sign(url, token, "worker.local")).statusCode()).isEqualTo(200);
    assertThat(send(get(url + "/nothing").header("Authorization", "Bearer " + token)).headers())
        .satisfies(
            headers ->
                assertThat(headers.firstValue("Content-Type").orElseThrow())
                    .startsWith("application/problem+json"));
  }

  @Test
  void cdiObservers_decideOnCertificates() throws Exception {
    String token = token("worker-1");
    HttpResponse<String> signed = send(sign(tomcat.url(), token, "worker.local"));
    assertThat(signed.statusCode()).isEqualTo(200);
    X509Certificate certificate = CrashIT.certificate(signed.body());
    assertThat(certificate.getNotAfter().toInstant())
        .isBetween(Instant.now().plus(Duration.ofDays(6)), Instant.now().plus(Duration.ofDays(7)));
    assertThat(certificate.getExtendedKeyUsage()).hasSize(1);
    for (String name : List.of("unwanted.local", "failing.local")) {
      HttpResponse<String> vetoed = send(sign(tomcat.url(), token, name));
      assertThat(vetoed.statusCode()).isEqualTo(403);
      assertThat(vetoed.body()).contains("\"reason\":\"vetoed\"").doesNotContain("detail for");
    }
    assertThat(send(sign(tomcat.url(), token, "worker.test")).statusCode()).isEqualTo(403);

    assertThat(
            tomcat
                .stderr()
                .lines()
                .filter(line -> line.startsWith("seen: ") && line.contains("caller=worker-1")))
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

  /** A copy of the WAR with one class more, as an application adds it. */
  private static Path warWith(Class<?> added) throws Exception {
    Path war = Files.copy(LatchkeyProcess.WAR, shared.resolve("latchkey.war"));
    String name = added.getName().replace('.', '/') + ".class";
    try (FileSystem zip = FileSystems.newFileSystem(war);
        InputStream content = added.getClassLoader().getResourceAsStream(name)) {
      Path file = zip.getPath("WEB-INF", "classes").resolve(name);
      Files.createDirectories(file.getParent());
      Files.copy(content, file);
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
        .POST(BodyPublishers.ofByteArray(RequestBuilder.of("CN=" + name).der()));
  }

  private HttpResponse<String> send(HttpRequest.Builder request)
      throws IOException, InterruptedException {
    return http.send(request.build(), BodyHandlers.ofString());
  }
}
