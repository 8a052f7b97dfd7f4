package io.latchkey.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.latchkey.filter.observe.AuthenticationMetrics;
import io.latchkey.filter.observe.AuthenticationStatistics;
import io.latchkey.tokens.FailedTokenRateLimiter;
import io.latchkey.tokens.KeyDerivation;
import io.latchkey.tokens.KeyDerivationLimiter;
import io.latchkey.tokens.PreSharedKey;
import io.latchkey.tokens.TokenSigner;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A flood of forged tokens, small enough for every build, that goes on until everybody else has got
 * in. Its senders are more than one derivation at a time has places to wait, and come again at
 * once.
 */
class FloodIT {
  private static final int SENDERS = 40;
  private static final int PLACES = 16;
  private static final int ADDRESSES = 256;

  /** About 10 ms each: far fewer derivations a second than requests. */
  private static final KeyDerivation DERIVATION = new KeyDerivation(50_000);

  private static final String KNOWN = "198.51.100.1";

  private final ExecutorService threads = Executors.newFixedThreadPool(SENDERS);
  private final List<Future<Void>> senders = new ArrayList<>();
  private final Set<Integer> statuses = ConcurrentHashMap.newKeySet();
  private final AtomicInteger responses = new AtomicInteger();
  private final TokenSigner known = signer();
  private volatile boolean flooding = true;
  private TestServer server;

  @BeforeEach
  void start() throws Exception {
    server =
        TestServer.builder()
            .param("latchkey.trusted-proxies", "127.0.0.0/8")
            .param("latchkey.kdf-concurrency", "1")
            .param("latchkey.kdf-iterations", "" + DERIVATION.iterations())
            .servlet("/*", new WhoServlet())
            .start();
    assertThat(status(KNOWN, known.sign(Map.of()))).isEqualTo(200);
  }

  @AfterEach
  void stop() throws Exception {
    flooding = false;
    threads.shutdownNow();
    server.close();
  }

  private static TokenSigner signer() {
    return TokenSigner.of(PreSharedKey.of(Tokens.PSK), DERIVATION, Clock.systemUTC());
  }

  @Test
  void floodFromOneAddress_isBlockedAlone() throws Exception {
    flood(request -> "192.0.2.1");

    assertOthersGetIn();

    end();
    assertThat(statistics().rejected("signature"))
        .isBetween(
            (long) FailedTokenRateLimiter.BURST, (long) FailedTokenRateLimiter.BURST + SENDERS);
  }

  @Test
  void floodFrom256Addresses_doesNotBlockOthers() throws Exception {
    for (int n = 0; n < FailedTokenRateLimiter.BURST; n++) {
      assertThat(status(attacker(0), Tokens.forged())).isEqualTo(401);
    }
    flood(request -> attacker(request % ADDRESSES));
    await().until(() -> responses.get() > 2 * ADDRESSES);
    MeterRegistry registry = new SimpleMeterRegistry();
    new AuthenticationMetrics(statistics()).bindTo(registry);
    await().until(() -> gauge(registry, "latchkey.key.derivations.waiting") == PLACES);
    await().until(() -> gauge(registry, "latchkey.key.derivations.running") == 1);

    assertOthersGetIn();

    end();
  }

  private static double gauge(MeterRegistry registry, String name) {
    return registry.get(name).gauge().value();
  }

  private static String attacker(int n) {
    return "192.0.2." + n;
  }

  /** Begins; the addresses are given for the number of each request. */
  private void flood(IntFunction<String> addresses) {
    AtomicInteger requests = new AtomicInteger();
    for (int n = 0; n < SENDERS; n++) {
      senders.add(threads.submit(() -> send(requests, addresses)));
    }
    await().until(() -> statuses.containsAll(Set.of(401, 429, 503)));
  }

  private Void send(AtomicInteger requests, IntFunction<String> addresses) throws Exception {
    while (flooding) {
      String address = addresses.apply(requests.getAndIncrement());
      statuses.add(status(address, Tokens.forged()));
      responses.incrementAndGet();
    }
    return null;
  }

  /** Callers with a known salt and callers with a new one, in turn. */
  private void assertOthersGetIn() throws Exception {
    int atOnce = 0;
    for (int n = 0; n < 10; n++) {
      for (int m = 0; m < 5; m++) {
        String fresh = known.sign(Map.of("sub", "known-" + n + "-" + m));
        assertThat(status(KNOWN, fresh)).isEqualTo(200);
      }
      String address = "198.51.100." + (100 + n);
      String token = signer().sign(Map.of("sub", "newcomer-" + n));
      if (status(address, token) == 200) {
        atOnce++;
      } else {
        await().until(() -> status(address, token) == 200);
      }
      assertThat(limiter().running()).isLessThanOrEqualTo(1);
      assertThat(limiter().waiting()).isLessThanOrEqualTo(PLACES);
      awaitMoreOfTheFlood();
    }
    // Addresses without attempts and failures go first. Without this rule, hardly one in ten would
    // be served.
    assertThat(atOnce).isGreaterThanOrEqualTo(8);
  }

  private void awaitMoreOfTheFlood() {
    int before = responses.get();
    await().until(() -> responses.get() > before + SENDERS);
  }

  private void end() throws Exception {
    flooding = false;
    for (Future<Void> sender : senders) {
      sender.get();
    }
    assertThat(statuses).containsExactlyInAnyOrder(401, 429, 503);
    assertThat(limiter().running()).isZero();
    assertThat(limiter().waiting()).isZero();
    assertThat(limiter().statistics().rejections()).isPositive();
    assertThat(limiter().statistics().waitingTime()).isPositive();
  }

  private AuthenticationStatistics statistics() {
    return (AuthenticationStatistics)
        server.contextAttribute(AuthenticationStatistics.class.getName());
  }

  private KeyDerivationLimiter limiter() {
    return statistics().keyDerivationLimiter();
  }

  private int status(String address, String token) throws Exception {
    return server
        .request("GET /whoami", "X-Forwarded-For: " + address, "Authorization: Bearer " + token)
        .status();
  }
}
