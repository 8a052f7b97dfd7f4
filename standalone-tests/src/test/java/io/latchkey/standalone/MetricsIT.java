package io.latchkey.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.ca.testing.RequestBuilder;
import io.latchkey.tokens.PreSharedKey;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** {@code GET /metrics} of the running server. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class MetricsIT {
  private static final PreSharedKey PREVIOUS = PreSharedKey.generate();

  @TempDir static Path data;
  private static LatchkeyProcess server;
  private static Client client;

  @BeforeAll
  static void start() throws Exception {
    server = LatchkeyProcess.start(data, "--previous-psk", KnownSecrets.add(PREVIOUS.reveal()));
    client = Client.of(server, data);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static Scrape scrape() throws Exception {
    return new Scrape(client.get("/metrics", metricsToken()).body());
  }

  private static String metricsToken() {
    return client.token(Map.of("sub", "prometheus", "roles", "metrics"));
  }

  @Test
  void metrics_requireTheRoleMetricsOrAdmin() throws Exception {
    assertThat(client.get("/metrics").statusCode()).isEqualTo(401);
    HttpResponse<String> rejected = client.get("/metrics", client.serviceToken());
    assertThat(rejected.statusCode()).isEqualTo(403);
    assertThat(rejected.body()).contains("\"reason\":\"role\"");
    assertThat(client.get("/metrics", client.adminToken()).statusCode()).isEqualTo(200);
    HttpResponse<String> response = client.get("/metrics", metricsToken());
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("text/plain;")
        .contains("version=0.0.4");
  }

  @Test
  void operations_areCounted() throws Exception {
    Client old = Client.of(server, PREVIOUS);
    Scrape before = scrape();

    client.get("/whoami");
    client.get("/whoami", old.serviceToken());
    client.get("/whoami", "a.b.c");
    // Tokens of one second with the same claims are equal. This one is new, and its key is known.
    client.sign(
        RequestBuilder.of("CN=worker.local").der(),
        client.token(Map.of("sub", "worker-of-metrics", "roles", "service")));
    client.sign("no request".getBytes(StandardCharsets.US_ASCII), client.serviceToken());
    Scrape after = scrape();

    assertThat(after.series()).isEqualTo(before.series());
    assertThat(
            grown(before, after, "latchkey_requests_total{outcome=\"refused\",reason=\"missing\"}"))
        .isEqualTo(1);
    assertThat(
            grown(
                before, after, "latchkey_requests_total{outcome=\"refused\",reason=\"malformed\"}"))
        .isEqualTo(1);
    assertThat(
            grown(
                before,
                after,
                "latchkey_requests_admitted_total{key=\"previous-psk\",scheme=\"psk\"}"))
        .isEqualTo(1);
    assertThat(grown(before, after, "latchkey_requests_admitted_total{key=\"psk\",scheme=\"psk\"}"))
        .isEqualTo(3);
    assertThat(
            grown(
                before,
                after,
                "latchkey_signatures_seconds_count{outcome=\"signed\",protocol=\"sign\"}"))
        .isEqualTo(1);
    assertThat(
            grown(
                before,
                after,
                "latchkey_signatures_seconds_count{outcome=\"csr_malformed\",protocol=\"sign\"}"))
        .isEqualTo(1);
    assertThat(grown(before, after, "latchkey_key_derivations_seconds_count")).isPositive();
    assertThat(grown(before, after, "latchkey_key_derivations_seconds_sum")).isPositive();
    assertThat(grown(before, after, "latchkey_key_derivations_wait_seconds_total")).isPositive();
    assertThat(
            grown(
                before,
                after,
                "latchkey_signatures_seconds_sum{outcome=\"signed\",protocol=\"sign\"}"))
        .isPositive();
    assertThat(
            grown(
                before,
                after,
                "latchkey_signatures_seconds_sum{outcome=\"csr_malformed\",protocol=\"sign\"}"))
        .isPositive();
    assertThat(grown(before, after, "latchkey_cache_hits_total{cache=\"key\"}")).isPositive();
    assertThat(after.value("latchkey_ca_certificate_remaining_seconds") / 86_400)
        .isBetween(3640.0, 3650.0);
    assertThat(after.value("latchkey_server_certificate_remaining_seconds") / 86_400)
        .isBetween(360.0, 365.0);
    assertThat(after.value("latchkey_certificates_expiring")).isZero();
  }

  /** The last test, because its rejected tokens reach the rate limit of the address. */
  @Test
  @Order(Integer.MAX_VALUE)
  void arbitraryRequests_doNotMultiplyLabels() throws Exception {
    Set<String> before = scrape().series();

    for (int n = 0; n < 30; n++) {
      client.get("/stranger/" + n, "eyJraWQiOiJ" + n + ".e30.x");
      client.get("/whoami", client.token(Map.of("sub", "worker-" + n)));
    }

    assertThat(scrape().series()).isEqualTo(before);
  }

  private static double grown(Scrape before, Scrape after, String series) {
    return after.value(series) - before.value(series);
  }
}
