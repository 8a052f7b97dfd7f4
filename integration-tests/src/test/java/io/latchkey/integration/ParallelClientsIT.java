package io.latchkey.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Two hundred clients in parallel, each with its own connection, all with one new salt. */
@ExtendWith(ServerExtension.class)
class ParallelClientsIT {
  private static final int CLIENTS = 200;
  private static final int REQUESTS = 5;

  private final Application probe;

  ParallelClientsIT(@Probe Application probe) {
    this.probe = probe.withNewSalt();
  }

  @Test
  void everyClient_getsItsOwnCaller() throws Exception {
    ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
    CountDownLatch start = new CountDownLatch(CLIENTS);
    try {
      List<Callable<Integer>> work =
          IntStream.range(0, CLIENTS).mapToObj(n -> client(n, start)).toList();

      int answered = 0;
      for (Future<Integer> client : clients.invokeAll(work)) {
        answered += client.get();
      }

      assertThat(answered).isEqualTo(CLIENTS * REQUESTS);
    } finally {
      clients.shutdownNow();
    }
  }

  private Callable<Integer> client(int number, CountDownLatch start) {
    String name = "worker-" + number;
    return () -> {
      try (var connection = probe.connect()) {
        start.countDown();
        start.await();
        for (int n = 0; n < REQUESTS; n++) {
          String request =
              Application.text("GET /probe/who", "Authorization: Bearer " + probe.token(name));
          assertThat(connection.send(request).read().body()).startsWith("REQUEST " + name + " ");
        }
        return REQUESTS;
      }
    };
  }
}
