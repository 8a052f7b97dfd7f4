package io.latchkey.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.benmanes.caffeine.cache.Ticker;
import io.latchkey.base.testing.CollectedLog;
import io.latchkey.filter.RawConnection.Response;
import io.latchkey.settings.Settings;
import jakarta.servlet.ServletContext;
import java.security.KeyPair;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Requests with tokens of a key set that is fetched over https; the time is the test's. */
class KeySetUrlIT {
  private static final Duration MINUTE = Duration.ofMinutes(1);
  private static final Duration INTERVAL = Duration.ofMinutes(5);
  private static final Duration MAX_AGE = Duration.ofHours(24);

  private final AtomicLong time = new AtomicLong();
  private final AtomicInteger looks = new AtomicInteger();
  @AutoClose private final CollectedLog log = CollectedLog.ofAll();
  private KeySetServer provider;
  private String known;
  private ExternalAuthentication shared;
  private TestServer server;

  @BeforeEach
  void start() throws Exception {
    provider = KeySetServer.start();
    known = token(provider.add("a"), "a");
    Settings settings =
        Settings.builder()
            .source("the test", Map.of("latchkey.public-key", provider.url()))
            .build();
    server =
        TestServer.unconfigured()
            .context(
                context ->
                    context.addServletContainerInitializer(
                        (classes, application) ->
                            shared =
                                ExternalAuthentication.open(
                                    application,
                                    settings,
                                    new Only(settings, this::nanoTime, application)),
                        Set.of()))
            .servlet("/*", new WhoServlet())
            .start();
  }

  @AfterEach
  void stop() throws Exception {
    shared.close();
    server.close();
    provider.close();
  }

  private static String token(KeyPair pair, String id) {
    return KeyTokens.of(pair, Map.of("kid", id), Map.of("sub", "of-" + id));
  }

  private void assertAdmits(String token, String name) throws Exception {
    assertThat(server.get("/x", token).body()).startsWith(name + " ");
  }

  private void assertRejects(String token) throws Exception {
    assertThat(server.get("/x", token).reason()).isEqualTo("signature");
  }

  private long nanoTime() {
    looks.incrementAndGet();
    return time.get();
  }

  private void advance(Duration duration) {
    time.addAndGet(duration.toNanos());
  }

  @Test
  void unknownKeyId_fetchesTheSetAtOnce() throws Exception {
    assertAdmits(known, "of-a");
    assertThat(provider.fetches()).isEqualTo(1);
    String next = token(provider.add("b"), "b");
    advance(MINUTE);

    assertAdmits(next, "of-b");

    assertThat(provider.fetches()).isEqualTo(2);
    assertAdmits(known, "of-a");
    assertAdmits(next, "of-b");
    assertThat(provider.fetches()).isEqualTo(2);
  }

  @Test
  void unknownKeyIds_fetchSetOncePerMinute() throws Exception {
    KeyPair stranger = KeyTokens.newPair();
    advance(MINUTE);

    assertRejects(token(stranger, "x"));
    assertRejects(token(stranger, "y"));
    String next = token(provider.add("b"), "b");
    advance(MINUTE.minusNanos(1));
    assertRejects(next);
    assertThat(provider.fetches()).isEqualTo(2);
    advance(Duration.ofNanos(1));

    assertAdmits(next, "of-b");
    assertThat(provider.fetches()).isEqualTo(3);
  }

  @Test
  void failingSource_keepsLastValidSet() throws Exception {
    String next = token(provider.add("b"), "b");
    provider.answersWith(503);
    advance(MINUTE);

    assertRejects(next);
    assertAdmits(known, "of-a");
    assertThat(log.lines())
        .filteredOn(line -> line.contains("stay in use"))
        .singleElement()
        .asString()
        .contains(provider.url() + " answered with status 503 instead of 200");

    provider.answersWith(200);
    advance(MINUTE);
    assertAdmits(next, "of-b");
  }

  @Test
  void removedKey_isRejectedAfterTheInterval() throws Exception {
    String next = token(provider.add("b"), "b");
    advance(MINUTE);
    assertAdmits(next, "of-b");
    assertAdmits(known, "of-a");
    provider.remove("a");

    advance(INTERVAL.minusSeconds(1));
    awaitLooks();
    assertAdmits(known, "of-a");
    advance(Duration.ofSeconds(1));

    // The token has been verified before, and is not remembered for longer than its key.
    await().untilAsserted(() -> assertRejects(known));
    assertAdmits(next, "of-b");
  }

  @Test
  void emptySet_removesEveryKey() throws Exception {
    assertAdmits(known, "of-a");
    provider.remove("a");

    advance(INTERVAL);

    await().untilAsserted(() -> assertRejectsWithoutKeys(known));
    assertThat(log.lines()).anyMatch(line -> line.contains("contains no supported key"));
  }

  @Test
  void unreachableSource_isTrustedUpToMaximumAge() throws Exception {
    assertAdmits(known, "of-a");
    provider.answersWith(503);

    advance(MAX_AGE.minusSeconds(1));
    await().until(() -> provider.fetches() == 2);
    awaitLooks();
    assertAdmits(known, "of-a");
    advance(Duration.ofSeconds(2));
    await().untilAsserted(() -> assertRejectsWithoutKeys(known));
    assertThat(log.lines())
        .filteredOn(line -> line.contains("has been unreachable for longer than PT24H"))
        .singleElement()
        .asString()
        .contains(provider.url() + " ")
        .contains("(latchkey.jwks-max-age)");

    provider.answersWith(200);
    advance(MINUTE);
    await().untilAsserted(() -> assertAdmits(known, "of-a"));
  }

  /** The time has been read often enough for whatever is due to have been noticed. */
  private void awaitLooks() {
    int before = looks.get();
    await().until(() -> looks.get() >= before + 4);
  }

  private void assertRejectsWithoutKeys(String token) throws Exception {
    Response response = server.get("/x", token);
    assertThat(response.status()).isEqualTo(401);
    assertThat(response.reason()).isEqualTo("unsupported");
  }

  /** One authenticator for all requests, as of an application that makes its own. */
  private record Only(BearerAuthenticator authenticator) implements ExternalAuthentication.Source {
    Only(Settings settings, Ticker time, ServletContext application) {
      this(BearerAuthenticator.of(settings, time, application));
    }

    @Override
    public BearerAuthenticator get() {
      return authenticator;
    }

    @Override
    public void close() {
      authenticator.close();
    }
  }
}
