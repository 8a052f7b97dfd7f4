package io.latchkey.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.tokens.PreSharedKey;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code GET /metrics} of the running server. */
class MetricsIT {
  @TempDir Path data;

  private static Scrape scrape(Client client) throws Exception {
    return new Scrape(client.get("/metrics", metricsToken(client)).body());
  }

  private static String metricsToken(Client client) {
    return client.token(Map.of("sub", "prometheus", "roles", "metrics"));
  }

  @Test
  void metrics_requireTheRoleMetricsOrAdmin() throws Exception {
    try (LatchkeyProcess server = LatchkeyProcess.start(data)) {
      Client client = Client.of(server, data);

      assertThat(client.get("/metrics").statusCode()).isEqualTo(401);
      assertThat(client.get("/metrics", client.serviceToken()).statusCode()).isEqualTo(403);
      assertThat(client.get("/metrics", client.adminToken()).statusCode()).isEqualTo(200);
      HttpResponse<String> answer = client.get("/metrics", metricsToken(client));
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(answer.headers().firstValue("Content-Type").orElseThrow())
          .startsWith("text/plain;")
          .contains("version=0.0.4");
    }
  }

  @Test
  void openMetrics_needNoToken() throws Exception {
    try (LatchkeyProcess server =
        LatchkeyProcess.start(Map.of("LATCHKEY_METRICS_OPEN", "true"), data)) {
      Client client = Client.of(server, data);

      assertThat(client.get("/metrics").statusCode()).isEqualTo(200);
      assertThat(client.get("/whoami").statusCode()).isEqualTo(401);
    }
  }

  @Test
  void operations_areCounted() throws Exception {
    String previous = PreSharedKey.generate().reveal();
    KnownSecrets.add(previous);
    try (LatchkeyProcess server = LatchkeyProcess.start(data, "--previous-psk", previous)) {
      Client client = Client.of(server, data);
      Client old = Client.of(server, PreSharedKey.of(previous));
      Scrape before = scrape(client);

      client.get("/whoami");
      client.get("/whoami", old.serviceToken());
      client.get("/whoami", "a.b.c");
      client.sign(Requests.forName("worker.local"), client.serviceToken());
      client.sign("no request".getBytes(StandardCharsets.US_ASCII), client.serviceToken());
      Scrape after = scrape(client);

      assertThat(after.series()).isEqualTo(before.series());
      assertThat(
              grown(
                  before, after, "latchkey_requests_total{outcome=\"refused\",reason=\"missing\"}"))
          .isEqualTo(1);
      assertThat(
              grown(
                  before,
                  after,
                  "latchkey_requests_total{outcome=\"refused\",reason=\"malformed\"}"))
          .isEqualTo(1);
      assertThat(
              grown(
                  before,
                  after,
                  "latchkey_requests_admitted_total{key=\"previous-psk\",scheme=\"psk\"}"))
          .isEqualTo(1);
      assertThat(
              grown(before, after, "latchkey_requests_admitted_total{key=\"psk\",scheme=\"psk\"}"))
          .isEqualTo(3);
      assertThat(grown(before, after, "latchkey_signatures_seconds_count{outcome=\"signed\"}"))
          .isEqualTo(1);
      assertThat(
              grown(before, after, "latchkey_signatures_seconds_count{outcome=\"csr_malformed\"}"))
          .isEqualTo(1);
      assertThat(grown(before, after, "latchkey_key_derivations_seconds_count")).isPositive();
      assertThat(grown(before, after, "latchkey_key_derivations_seconds_sum")).isPositive();
      assertThat(grown(before, after, "latchkey_key_derivations_wait_seconds_total")).isPositive();
      assertThat(grown(before, after, "latchkey_signatures_seconds_sum{outcome=\"signed\"}"))
          .isPositive();
      assertThat(grown(before, after, "latchkey_signatures_seconds_sum{outcome=\"csr_malformed\"}"))
          .isPositive();
      assertThat(grown(before, after, "latchkey_cache_hits_total{cache=\"key\"}")).isPositive();
      assertThat(after.value("latchkey_ca_certificate_remaining_seconds") / 86_400)
          .isBetween(3640.0, 3650.0);
      assertThat(after.value("latchkey_server_certificate_remaining_seconds") / 86_400)
          .isBetween(360.0, 365.0);
      assertThat(after.value("latchkey_certificates_expiring")).isZero();
    }
  }

  @Test
  void arbitraryRequests_doNotMultiplyLabels() throws Exception {
    try (LatchkeyProcess server = LatchkeyProcess.start(data)) {
      Client client = Client.of(server, data);
      Set<String> before = scrape(client).series();

      for (int n = 0; n < 30; n++) {
        client.get("/stranger/" + n, "eyJraWQiOiJ" + n + ".e30.x");
        client.get("/whoami", client.token(Map.of("sub", "worker-" + n)));
      }

      assertThat(scrape(client).series()).isEqualTo(before);
    }
  }

  private static double grown(Scrape before, Scrape after, String series) {
    return after.value(series) - before.value(series);
  }
}
