package io.latchkey.benchmarks;

import io.latchkey.tokens.PreSharedKey;
import io.latchkey.tokens.TokenSigner;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * Measures a server during a flood of forged tokens, each with its own salt: first without the
 * flood, then from one address, then from 256. The figures are for docs/benchmarks.md. Compare only
 * figures of the same run.
 */
public final class FloodBenchmark {
  private static final double FLOOD_RATE = 1000;
  private static final double KNOWN_RATE = 200;
  private static final List<String> ONE = addresses(1, 1);
  private static final List<String> MANY = addresses(2, 256);
  private static final List<String> KNOWN = addresses(3, 8);

  private final BenchmarkServer server;
  private final int port;
  private final PreSharedKey psk;
  private final Duration phase;

  private FloodBenchmark(BenchmarkServer server, PreSharedKey psk, Duration phase) {
    this.server = server;
    this.port = server.port();
    this.psk = psk;
    this.phase = phase;
  }

  /**
   * Runs the benchmark.
   *
   * @param arguments seconds of each of the three phases; 30 by default
   */
  public static void main(String[] arguments) throws IOException, InterruptedException {
    Duration phase =
        Duration.ofSeconds(arguments.length == 0 ? 30 : Integer.parseInt(arguments[0]));
    PreSharedKey psk = PreSharedKey.generate();
    try (BenchmarkServer server =
        BenchmarkServer.start(FloodServer.class, Map.of("LATCHKEY_PSK", psk.reveal()))) {
      new FloodBenchmark(server, psk, phase).run();
    }
  }

  private void run() throws IOException, InterruptedException {
    System.out.printf("server process %d, %d processors%n", server.process().pid(), processors());
    System.out.println("| | known callers/s | median | p99 | new salt | heap | attackers |");
    System.out.println("| --- | --- | --- | --- | --- | --- | --- |");
    try (Load known = Load.start(port, KNOWN, KNOWN_RATE, this::freshTokens)) {
      Load flood = Load.start(port, addresses(6, 64), FLOOD_RATE, FloodBenchmark::forgedTokens);
      pause(phase); // warms up server and clients
      flood.close();
      pause(phase); // sends overdue requests
      measure("no flood", known, List.of());
      measure("one address", known, ONE);
      measure("256 addresses", known, MANY);
      measure("no flood again", known, List.of());
    }
  }

  private void measure(String name, Load known, List<String> attackers)
      throws IOException, InterruptedException {
    // One address uses many connections. Otherwise it would wait for its own derivations.
    List<String> connections =
        attackers.size() == 1
            ? IntStream.range(0, 64).mapToObj(n -> attackers.get(0)).toList()
            : attackers;
    try (Load flood =
        Load.start(
            port,
            connections.isEmpty() ? ONE : connections,
            connections.isEmpty() ? 1e-9 : FLOOD_RATE,
            FloodBenchmark::forgedTokens)) {
      known.reset();
      long began = System.nanoTime();
      List<Duration> newcomers = newcomers(began + phase.toNanos());
      double seconds = (System.nanoTime() - began) / 1e9;
      Load.Counted callers = known.counted();
      Load.Counted attack = flood.counted();
      System.out.printf(
          "| %s | %.0f | %.1f ms | %.1f ms | at most %.1f s of %d | %.1f MiB | %.0f/s %s |%n",
          name,
          callers.good() / seconds,
          callers.median().toNanos() / 1e6,
          callers.p99().toNanos() / 1e6,
          newcomers.stream().mapToLong(Duration::toMillis).max().orElse(0) / 1e3,
          newcomers.size(),
          heap() / 1048576.0,
          attack.total() / seconds,
          attackers.isEmpty() ? "" : attack.statuses());
    }
  }

  /** A caller with one salt, which the server soon caches, and a new token for each request. */
  private Supplier<String> freshTokens(String caller) {
    TokenSigner signer = TokenSigner.of(psk);
    AtomicLong count = new AtomicLong();
    return () -> signer.sign(Map.of("sub", caller, "jti", "" + count.incrementAndGet()));
  }

  private static Supplier<String> forgedTokens(String attacker) {
    return ForgedTokens::next;
  }

  /** Callers with a new salt, one after the other. Each retries after {@code Retry-After}. */
  private List<Duration> newcomers(long deadline) throws IOException, InterruptedException {
    List<Duration> times = new ArrayList<>();
    while (deadline - System.nanoTime() > 0) {
      String token = TokenSigner.of(psk).sign(Map.of("sub", "new"), Duration.ofMinutes(5));
      long began = System.nanoTime();
      String address = "127.0.4." + (times.size() % 250 + 1);
      while (status(address, token) != 200) {
        TimeUnit.SECONDS.sleep(1); // the value of Retry-After
      }
      times.add(Duration.ofNanos(System.nanoTime() - began));
      TimeUnit.SECONDS.sleep(2);
    }
    return times;
  }

  private int status(String address, String token) throws IOException {
    try (Connection connection = new Connection(address, port)) {
      return connection.get("/", token).status();
    }
  }

  private long heap() throws IOException {
    try (Connection connection = new Connection("127.0.5.1", port)) {
      return Long.parseLong(connection.get(Answer.MEMORY, "").body());
    }
  }

  private static void pause(Duration time) throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(time.toMillis());
  }

  private static int processors() {
    return Runtime.getRuntime().availableProcessors();
  }

  private static List<String> addresses(int block, int count) {
    return IntStream.range(0, count).mapToObj(n -> "127.0." + block + "." + n).toList();
  }
}
