package io.latchkey.client;

import static io.latchkey.client.ScriptedServer.respond;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import io.latchkey.client.Cli.Result;
import io.latchkey.tokens.KeyDerivation;
import io.latchkey.tokens.PreSharedKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jose4j.json.JsonUtil;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code certificate revoke --component}, with a server that plays the record. */
class ComponentRevocationIT {
  private static final String RECORD =
      """
      {"serial": "%s", "subject": "CN=worker-1", "dns_names": ["worker-1"],
       "ip_addresses": [], "uris": [], "not_before": "2026-01-01T00:00:00Z",
       "not_after": "2027-01-01T00:00:00Z", "fingerprint": "AB:CD", "caller": "team-a/worker-1",
       "status": "%s", "issued_at": "2026-01-01T00:01:00Z"}""";

  private final PreSharedKey psk = PreSharedKey.generate();
  private final List<String> queries = new CopyOnWriteArrayList<>();
  private final List<String> revoked = new CopyOnWriteArrayList<>();
  private ScriptedServer server;

  @BeforeEach
  void start() {
    server =
        new ScriptedServer(
            TestAuthority.named("CA"), psk, KeyDerivation.standard(), Clock.systemUTC());
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private Result revoke(String... options) throws Exception {
    List<String> all = new ArrayList<>(List.of("certificate", "revoke"));
    all.addAll(List.of(options));
    all.addAll(List.of("--url", server.url().toString(), "--psk=" + psk.reveal()));
    return Cli.run(all.toArray(String[]::new));
  }

  /** Two pages of valid certificates, and one certificate on hold. */
  private void serveRecord() {
    server.on(
        "/ca/certificates",
        exchange -> {
          String query = exchange.getRequestURI().getRawQuery();
          queries.add(query);
          if (query.contains("status=hold")) {
            page(exchange, "", "e5");
          } else if (query.contains("after=cursor")) {
            page(exchange, "", "c3", "d4");
          } else {
            page(exchange, ", \"next\": \"cursor\"", "a1", "b2");
          }
        });
    for (String serial : List.of("a1", "b2", "c3", "d4", "e5")) {
      server.on("/ca/certificates/" + serial + "/revoke", exchange -> accept(exchange, serial));
    }
  }

  private static void page(HttpExchange exchange, String next, String... serials)
      throws IOException {
    String records =
        Stream.of(serials)
            .map(serial -> RECORD.formatted(serial, "valid"))
            .collect(Collectors.joining(", "));
    respond(exchange, 200, "application/json", "{\"certificates\": [" + records + "]" + next + "}");
  }

  private void accept(HttpExchange exchange, String serial) throws IOException {
    String body =
        new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8)
            .replaceFirst(".*:\"(\\w+)\"}", "$1");
    revoked.add(serial + " " + body);
    respond(exchange, 200, "application/json", RECORD.formatted(serial, "revoked"));
  }

  private void reject(String serial, int status, String reason) {
    server.on(
        "/ca/certificates/" + serial + "/revoke",
        exchange -> ScriptedServer.reject(exchange, status, reason, "No " + serial + "."));
  }

  /** The CA has revoked the certificate and answers 503, because its store failed afterwards. */
  @ParameterizedTest
  @CsvSource({"revoked, 0", "valid, 1"})
  void conflictAfterRetry_isSuccessIfRevoked(String status, int code) throws Exception {
    AtomicInteger calls = new AtomicInteger();
    server.on(
        "/ca/certificates/a1/revoke",
        exchange -> {
          if (calls.incrementAndGet() == 1) {
            exchange.getResponseHeaders().set("Retry-After", "0");
            ScriptedServer.reject(exchange, 503, "unavailable", "Try later.");
          } else {
            ScriptedServer.reject(exchange, 409, "already_revoked", "It is revoked.");
          }
        });
    server.on(
        "/ca/certificates/a1",
        exchange -> respond(exchange, 200, "application/json", RECORD.formatted("a1", status)));

    Result result = revoke("a1");

    assertThat(result.code()).isEqualTo(code);
    assertThat(calls).hasValue(2);
    assertThat(result.out()).isEqualTo(code == 0 ? "a1  revoked  CN=worker-1\n" : "");
  }

  @Test
  void conflictAtOnce_isAFailure() throws Exception {
    reject("a1", 409, "already_revoked");

    Result result = revoke("a1");

    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err()).contains("already_revoked");
  }

  @Test
  void component_revokesTheCertificatesOfAllPages() throws Exception {
    serveRecord();

    String path = "team-a;dns=*.a.test~w;uri=urn%3Aa%3A";
    Result result = revoke("--component", path, "--reason", "keyCompromise");

    assertThat(result.err()).isEmpty();
    assertThat(result.code()).isZero();
    assertThat(revoked)
        .containsExactly(
            "a1 keyCompromise",
            "b2 keyCompromise",
            "c3 keyCompromise",
            "d4 keyCompromise",
            "e5 keyCompromise");
    assertThat(result.out().lines())
        .hasSize(6)
        .startsWith("a1  revoked  CN=worker-1")
        .endsWith("Revoked: 5, unchanged: 0, failed: 0");
    String all = "limit=100&component=team-a%3Bdns%3D*.a.test%7Ew%3Buri%3Durn%253Aa%253A";
    assertThat(queries)
        .containsExactly(
            all + "&status=valid", all + "&status=valid&after=cursor", all + "&status=hold");
  }

  @Test
  void hold_skipsHeldAndReleaseReadsOnlyHeld() throws Exception {
    serveRecord();

    assertThat(revoke("--component", "team-a", "--reason", "certificateHold").out())
        .endsWith("Put on hold: 4, unchanged: 0, failed: 0\n");
    assertThat(queries).hasSize(2).noneMatch(query -> query.contains("status=hold"));
    revoked.clear();

    assertThat(revoke("--component", "team-a", "--reason", "removeFromCRL").out())
        .endsWith("Released: 1, unchanged: 0, failed: 0\n");
    assertThat(revoked).containsExactly("e5 removeFromCRL");
  }

  @Test
  void failedCertificate_doesNotStopTheOthers() throws Exception {
    serveRecord();
    reject("b2", 500, "configuration");

    Result result = revoke("--component", "team-a");

    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err()).startsWith("latchkey: b2: ").hasLineCount(1);
    assertThat(revoked).hasSize(4);
    assertThat(result.out())
        .endsWith("Revoked: 4, unchanged: 0, failed: 1; run the command again to continue\n");
  }

  @Test
  void certificateThatWasRevokedMeanwhile_isNoFailure() throws Exception {
    serveRecord();
    reject("a1", 409, "already_revoked");
    reject("d4", 404, "not_found");

    Result result = revoke("--component", "team-a", "--json");

    assertThat(result.code()).isZero();
    assertThat(result.err()).isEmpty();
    assertThat(JsonUtil.parseJson(result.out()))
        .containsEntry("unchanged", 2L)
        .containsEntry("failed", 0L);
    assertThat(JsonUtil.parseJson(result.out()).get("certificates").toString())
        .contains("b2", "c3", "e5")
        .doesNotContain("a1");
  }

  @Test
  void threeFailuresInARow_stop() throws Exception {
    serveRecord();
    for (String serial : List.of("a1", "b2", "c3")) {
      reject(serial, 403, "role");
    }

    Result result = revoke("--component", "team-a");

    assertThat(result.code()).isEqualTo(1);
    assertThat(revoked).isEmpty();
    assertThat(result.err()).hasLineCount(3);
    assertThat(result.out()).contains("Revoked: 0, unchanged: 0, failed: 3");
  }

  @Test
  void failingPage_isReportedAfterCompletedRevocations() throws Exception {
    serveRecord();
    server.on(
        "/ca/certificates",
        exchange -> {
          if (exchange.getRequestURI().getRawQuery().contains("after=")) {
            ScriptedServer.reject(exchange, 400, "parameter", "No.");
          } else {
            page(exchange, ", \"next\": \"cursor\"", "a1", "b2");
          }
        });

    Result result = revoke("--component", "team-a");

    assertThat(result.code()).isEqualTo(1);
    assertThat(result.err()).hasLineCount(1);
    assertThat(result.out()).contains("Revoked: 2, unchanged: 0, failed: 1; run");
  }

  @Test
  void wrongUsage_isRejectedWithoutServerCall() throws Exception {
    assertThat(revoke().err()).contains("give SERIAL, FILE or --component PATH");
    assertThat(revoke("a1", "--component", "team-a").err()).contains("exclude each other");
    assertThat(revoke("--component", "lk1.team-a").err()).contains("follows lk1.");
    assertThat(revoke("--component", "team-a;no=1").code()).isEqualTo(2);
    Result secret = revoke("--component", "lk1s." + "A".repeat(43) + ".team-a");
    assertThat(secret.code()).isEqualTo(2);
    assertThat(secret.err()).contains("secret").doesNotContain("AAAA");
    assertThat(server.signatures()).isZero();
  }
}
