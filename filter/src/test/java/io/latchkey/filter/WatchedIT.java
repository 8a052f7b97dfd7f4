package io.latchkey.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.base.testing.CollectedLog;
import io.latchkey.filter.observe.AuthenticationMetrics;
import io.latchkey.filter.observe.AuthenticationStatistics;
import io.latchkey.tokens.FailedTokenRateLimiter;
import io.latchkey.tokens.PreSharedKey;
import io.latchkey.tokens.Scheme;
import io.latchkey.tokens.TokenSigner;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.servlet.DispatcherType;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.logging.Level;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What can be seen from outside of the filter's decisions. */
class WatchedIT {

  private static TestServer.Builder server() {
    return TestServer.builder().servlet("/*", new WhoServlet());
  }

  private static AuthenticationStatistics statistics(TestServer server) {
    return (AuthenticationStatistics)
        server.contextAttribute(AuthenticationStatistics.class.getName());
  }

  /** With a kid that tries to write a line of its own. */
  private static String tokenWithHostileKeyId() {
    return TokenSigner.of(
            PreSharedKey.of("another key").withKeyId("k\nWARN forged"),
            Tokens.FAST,
            Clock.systemUTC())
        .sign(Map.of());
  }

  @Test
  void everyDecision_isCountedOnce() throws Exception {
    try (TestServer server = server().start()) {
      String token = Tokens.withNewSalt("worker-1");
      server.get("/whoami", token);
      server.get("/whoami", token);
      server.get("/whoami", Tokens.expired());
      server.get("/whoami", Tokens.forged());
      server.request("GET /whoami");
      server.request("GET /a;b");
      server.request("GET /ca/cert");

      AuthenticationStatistics counts = statistics(server);
      assertThat(counts.admitted(Scheme.PSK, "psk")).isEqualTo(2);
      assertThat(counts.rejected("expired")).isEqualTo(1);
      assertThat(counts.rejected("signature")).isEqualTo(1);
      assertThat(counts.rejected("missing")).isEqualTo(1);
      assertThat(counts.rejected("ambiguous_path")).isEqualTo(1);
      assertThat(counts.open()).isEqualTo(1);
      assertThat(counts.verifications().derivations()).isEqualTo(2);
      assertThat(counts.verifications().cachedTokens()).isEqualTo(1);
    }
  }

  @Test
  void answeredPreflight_isCountedAsOpen() throws Exception {
    try (TestServer server =
        server().param("latchkey.cors.origins", "https://app.example.org").start()) {
      String[] preflight = {
        "Origin: https://app.example.org", "Access-Control-Request-Method: PUT"
      };

      assertThat(server.request("OPTIONS /whoami", preflight).status()).isEqualTo(204);

      assertThat(statistics(server).open()).isOne();
    }
  }

  @Test
  void filterMappedTwice_decidesOnce() throws Exception {
    TestServer.Builder builder =
        server()
            .param("latchkey.roles", "/whoami = users")
            .context(
                context ->
                    context.addServletContainerInitializer(
                        (classes, application) ->
                            application
                                .getFilterRegistration(BearerTokenFilter.class.getName())
                                .addMappingForUrlPatterns(
                                    EnumSet.of(DispatcherType.REQUEST), false, "/whoami"),
                        Set.of()));
    try (CollectedLog log = CollectedLog.ofAll();
        TestServer server = builder.start()) {
      String users = Tokens.signer(Tokens.PSK).sign(Map.of("sub", "w", "roles", "users"));
      assertThat(server.get("/whoami", users).body()).startsWith("w ");
      assertThat(server.get("/whoami", Tokens.of("worker-1")).reason()).isEqualTo("role");

      AuthenticationStatistics counts = statistics(server);
      assertThat(counts.admitted(Scheme.PSK, "psk")).isEqualTo(1);
      assertThat(counts.rejected("role")).isEqualTo(1);
      assertThat(log.levelsOf("refused reason=")).hasSize(1);
    }
  }

  @Test
  void registry_showsTheCountsUnderFewLabels() throws Exception {
    try (TestServer server = server().start()) {
      MeterRegistry registry = new SimpleMeterRegistry();
      new AuthenticationMetrics(statistics(server)).bindTo(registry);
      int before = registry.getMeters().size();
      server.get("/whoami", Tokens.of("worker-1"));
      for (int n = 0; n <= FailedTokenRateLimiter.BURST; n++) {
        server.get("/stranger/" + n, Tokens.forged());
      }

      assertThat(
              registry
                  .get("latchkey.requests")
                  .tags("outcome", "refused", "reason", "throttled")
                  .functionCounter()
                  .count())
          .isEqualTo(1);
      assertThat(
              registry
                  .get("latchkey.requests.admitted")
                  .tags("scheme", "psk", "key", "psk")
                  .functionCounter()
                  .count())
          .isEqualTo(1);
      assertThat(registry.get("latchkey.key.derivations").functionTimer().count())
          .isEqualTo(FailedTokenRateLimiter.BURST + 1);
      assertThat(registry.getMeters()).hasSize(before);
    }
  }

  @Test
  void rejectedRequest_isOneUnforgeableLineAtWarn() throws Exception {
    try (CollectedLog log = CollectedLog.ofAll();
        TestServer server = server().start()) {
      String token = tokenWithHostileKeyId();
      server.get("/orders/%0Aadmitted", token);
      server.get("/orders/1", token);
      server.get("/orders/2", token);

      assertThat(log.levelsOf("refused reason=")).containsExactly(Level.WARNING, Level.WARNING);
      assertThat(log.lines())
          .filteredOn(line -> line.contains("refused reason="))
          .hasSize(2)
          .anySatisfy(line -> assertThat(line).contains("reason=ambiguous_path"))
          .anySatisfy(
              line ->
                  assertThat(line)
                      .contains("reason=signature method=\"GET\" path=\"/orders/1\"")
                      .contains("address=127.0.0.1 kid=\"k\\u000aWARN forged\"")
                      .doesNotContain(token));
    }
  }

  @Test
  void acceptedRequest_isOneLineAtDebug() throws Exception {
    try (CollectedLog log = CollectedLog.ofAll();
        TestServer server = server().start()) {
      server.get("/whoami", Tokens.of("worker-1"));

      assertThat(log.levelsOf("admitted method=")).containsExactly(Level.FINE);
      assertThat(log.lines())
          .anySatisfy(
              line ->
                  assertThat(line)
                      .contains("admitted method=\"GET\" path=\"/whoami\" address=127.0.0.1")
                      .contains("scheme=psk key=\"psk\" caller=\"worker-1\""));
    }
  }

  @Test
  void decisions_areEventsOfTheFlightRecorder(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("latchkey.jfr");
    try (Recording recording = new Recording();
        TestServer server = server().start()) {
      recording.enable("io.latchkey.Authentication").withoutThreshold();
      recording.start();
      server.get("/whoami", Tokens.of("worker-1"));
      server.get("/whoami", Tokens.expired());
      recording.stop();
      recording.dump(file);
    }

    List<RecordedEvent> events =
        RecordingFile.readAllEvents(file).stream()
            .filter(event -> event.getEventType().getName().endsWith(".Authentication"))
            .sorted(Comparator.comparing(RecordedEvent::getStartTime))
            .toList();
    assertThat(events).hasSize(2);
    assertThat(events.get(0).getBoolean("admitted")).isTrue();
    assertThat(events.get(0).getString("scheme")).isEqualTo("psk");
    assertThat(events.get(1).getString("reason")).isEqualTo("expired");
    assertThat(events.get(1).getString("path")).isEqualTo("/whoami");
    assertThat(events.get(1).getString("address")).isEqualTo("127.0.0.1");
  }
}
