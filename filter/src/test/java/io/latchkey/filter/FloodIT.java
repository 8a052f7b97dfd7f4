package io.latchkey.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.latchkey.tokens.VerificationLoad;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** A flood of forged tokens from 256 addresses, small enough for every build. */
class FloodIT {
  private static final int SENDERS = 32;
  private static final int ADDRESSES = 256;

  private final ExecutorService threads = Executors.newFixedThreadPool(SENDERS);
  private final Set<Integer> statuses = ConcurrentHashMap.newKeySet();

  @Test
  void flood_keepsNobodyOutButItself() throws Exception {
    try (TestServer server =
        TestServer.builder()
            .param("latchkey.trusted-proxies", "127.0.0.0/8")
            .param("latchkey.kdf-concurrency", "1")
            .param("latchkey.kdf-iterations", "1000")
            .servlet("/*", new WhoServlet())
            .start()) {
      String known = Tokens.of("worker-1");
      assertThat(from("198.51.100.1", server, known)).isEqualTo(200);

      List<Future<?>> flood = new ArrayList<>();
      for (int n = 0; n < SENDERS; n++) {
        int sender = n;
        flood.add(threads.submit(() -> flood(server, sender)));
      }
      for (int n = 0; n < 50; n++) {
        assertThat(from("198.51.100.1", server, known)).isEqualTo(200);
      }
      String fresh = Tokens.withNewSalt("newcomer");
      await().atMost(Duration.ofMinutes(1)).until(() -> from("198.51.100.2", server, fresh) == 200);

      for (Future<?> one : flood) {
        one.get();
      }
      assertThat(statuses).contains(401, 429).isSubsetOf(401, 429, 503);
      AuthenticationStatistics counts =
          (AuthenticationStatistics)
              server.contextAttribute(AuthenticationStatistics.class.getName());
      VerificationLoad load = counts.loads().get(0);
      assertThat(load.running()).isZero();
      assertThat(load.waiting()).isZero();
      assertThat(load.derivations()).isLessThan(ADDRESSES * (FailureBudget.BURST + 5L));
    } finally {
      threads.shutdownNow();
    }
  }

  /** Each address sends more than its budget. */
  private Void flood(TestServer server, int sender) throws Exception {
    for (int address = sender; address < ADDRESSES; address += SENDERS) {
      for (int n = 0; n < FailureBudget.BURST + 5; n++) {
        statuses.add(from("192.0.2." + address, server, Tokens.forged()));
      }
    }
    return null;
  }

  private static int from(String address, TestServer server, String token) throws Exception {
    return server
        .request("GET /whoami", "X-Forwarded-For: " + address, "Authorization: Bearer " + token)
        .status();
  }
}
