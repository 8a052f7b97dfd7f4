package io.latchkey.benchmarks;

import io.latchkey.tokens.PreSharedKey;
import io.latchkey.tokens.TokenSigner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/**
 * Measures the cost of authentication for each request: processor time, and requests a second of a
 * few callers that send a request after the previous answer. The methods run in turn, so that other
 * load on the machine affects all of them.
 */
public final class AuthenticationCostBenchmark {
  private static final int CALLERS = 4;
  private static final int ROUNDS = 5;
  private static final int NEW_TOKENS = 200_000;
  private static final Duration LIFE = Duration.ofHours(1);

  private final BenchmarkServer server;
  private final Duration time;
  private final List<Way> ways = new ArrayList<>();

  private AuthenticationCostBenchmark(BenchmarkServer server, Duration time) {
    this.server = server;
    this.time = time;
  }

  /**
   * Runs the benchmark.
   *
   * @param arguments seconds for each method in each round; 5 by default
   */
  public static void main(String[] arguments)
      throws IOException, InterruptedException, ExecutionException {
    Duration time = Duration.ofSeconds(arguments.length == 0 ? 5 : Integer.parseInt(arguments[0]));
    PreSharedKey psk = PreSharedKey.generate();
    TokenSigner signer = TokenSigner.of(psk);
    String token = signer.sign(Map.of("sub", "worker-1"), LIFE);
    byte[] key = DerivedKey.of(psk, token).getEncoded();
    Map<String, String> environment =
        Map.of("LATCHKEY_PSK", psk.reveal(), "HMAC_KEY", Base64.getEncoder().encodeToString(key));
    try (BenchmarkServer server =
        BenchmarkServer.start(AuthenticationCostServer.class, environment)) {
      AuthenticationCostBenchmark benchmark = new AuthenticationCostBenchmark(server, time);
      benchmark.prepare(psk, signer, token);
      benchmark.run();
    }
  }

  private void prepare(PreSharedKey psk, TokenSigner signer, String token) {
    String basic =
        Base64.getEncoder()
            .encodeToString(("worker-1:" + psk.reveal()).getBytes(StandardCharsets.UTF_8));
    ways.add(new Way("nothing", "/none", () -> ""));
    ways.add(new Way("a password in a header", "/password", () -> "X-Password: " + psk.reveal()));
    ways.add(new Way("Tomcat's BASIC", "/basic", () -> "Authorization: Basic " + basic));
    ways.add(new Way("Latchkey, token kept", "/latchkey", () -> "Authorization: Bearer " + token));
    ways.add(
        new Way("Spring Security, token kept", "/spring", () -> "Authorization: Bearer " + token));
    String[] news =
        IntStream.range(0, NEW_TOKENS)
            .mapToObj(n -> signer.sign(Map.of("sub", "worker-1", "n", n), LIFE))
            .toArray(String[]::new);
    AtomicInteger next = new AtomicInteger();
    Supplier<String> newToken =
        () -> "Authorization: Bearer " + news[next.getAndIncrement() % NEW_TOKENS];
    ways.add(new Way("Latchkey, a token a request", "/latchkey", newToken));
    ways.add(new Way("Spring Security, a token a request", "/spring", newToken));
  }

  private void run() throws InterruptedException, ExecutionException {
    for (Way way : ways) {
      measure(way); // warms up
      way.measured.clear();
    }
    for (int round = 0; round < ROUNDS; round++) {
      for (Way way : ways) {
        measure(way);
      }
    }
    System.out.println("| | processor time a request | more than nothing | requests/s |");
    System.out.println("| --- | --- | --- | --- |");
    double nothing = ways.get(0).microseconds();
    for (Way way : ways) {
      System.out.printf(
          "| %s | %.1f µs | %.1f µs | %.0f |%n",
          way.name, way.microseconds(), way.microseconds() - nothing, way.rate());
    }
  }

  private void measure(Way way) throws InterruptedException, ExecutionException {
    ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
    try {
      long cpu = processorNanos();
      long began = System.nanoTime();
      List<Future<Integer>> sent = new ArrayList<>();
      for (int n = 0; n < CALLERS; n++) {
        sent.add(callers.submit(() -> call(way, began + time.toNanos())));
      }
      int requests = 0;
      for (Future<Integer> caller : sent) {
        requests += caller.get();
      }
      way.measured.add(
          new Measured(
              (processorNanos() - cpu) / 1e3 / requests,
              requests / ((System.nanoTime() - began) / 1e9)));
    } finally {
      callers.shutdownNow();
    }
  }

  private int call(Way way, long deadline) throws IOException {
    int requests = 0;
    try (Connection connection = new Connection("127.0.0.1", server.port())) {
      while (deadline - System.nanoTime() > 0) {
        int status = connection.send(way.path, way.header.get()).status();
        if (status != 200) {
          throw new IOException(way.path + " has answered " + status);
        }
        requests++;
      }
    }
    return requests;
  }

  private long processorNanos() {
    return server.process().info().totalCpuDuration().orElseThrow().toNanos();
  }

  /** Result of a round: microseconds of the server's processors, and requests a second. */
  private record Measured(double microseconds, double rate) {}

  /** An authentication method. */
  private static final class Way {
    private final String name;
    private final String path;
    private final Supplier<String> header;
    private final List<Measured> measured = new ArrayList<>();

    Way(String name, String path, Supplier<String> header) {
      this.name = name;
      this.path = path;
      this.header = header;
    }

    /** The median of the rounds. */
    double microseconds() {
      return median(Measured::microseconds);
    }

    double rate() {
      return median(Measured::rate);
    }

    private double median(ToDoubleFunction<Measured> figure) {
      return measured.stream().mapToDouble(figure).sorted().toArray()[measured.size() / 2];
    }
  }
}
