package io.latchkey.benchmarks;

import io.latchkey.benchmarks.report.Page;
import io.latchkey.benchmarks.report.Table;
import io.latchkey.tokens.PreSharedKey;
import io.latchkey.tokens.TokenSigner;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * A server during a flood of forged tokens, each with its own salt: first without the flood, then
 * from one address, then from 256.
 */
final class FloodSection implements Section {
  private static final double FLOOD_RATE = 1000;
  private static final double KNOWN_RATE = 200;
  private static final List<String> ONE = addresses(1, 1);
  private static final List<String> MANY = addresses(2, 256);
  private static final List<String> KNOWN = addresses(3, 8);

  @Override
  public String name() {
    return "flood";
  }

  @Override
  public Page.Result measure(Plan plan, Path folder) throws IOException, InterruptedException {
    PreSharedKey psk = PreSharedKey.generate();
    try (BenchmarkServer server =
        BenchmarkServer.start(
            FloodServer.class, Map.of("LATCHKEY_PSK", psk.reveal()), "-Xmx256m")) {
      Table table = new Flood(server.port(), psk, plan.floodPhase()).run();
      return new Page.Result(table.toString(), List.of(), Map.of());
    }
  }

  /** One flood against a server. */
  private static final class Flood {
    private final int port;
    private final PreSharedKey psk;
    private final Duration phase;
    private final Table table =
        new Table("", "known callers/s", "median", "p99", "new salt", "heap", "attackers");

    Flood(int port, PreSharedKey psk, Duration phase) {
      this.port = port;
      this.psk = psk;
      this.phase = phase;
    }

    Table run() throws IOException, InterruptedException {
      try (Load known = Load.start(port, KNOWN, KNOWN_RATE, this::freshTokens)) {
        Load flood = Load.start(port, addresses(6, 64), FLOOD_RATE, Flood::forgedTokens);
        pause(phase); // warms up server and clients
        flood.close();
        pause(phase); // sends overdue requests
        measure("no flood", known, List.of());
        measure("one address", known, ONE);
        measure("256 addresses", known, MANY);
        measure("no flood again", known, List.of());
      }
      return table;
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
              Flood::forgedTokens)) {
        known.reset();
        long began = System.nanoTime();
        List<Duration> newcomers = newcomers(began + phase.toNanos());
        double seconds = (System.nanoTime() - began) / 1e9;
        Load.Counted callers = known.counted();
        Load.Counted attack = flood.counted();
        table.add(
            name,
            "%.0f".formatted(callers.good() / seconds),
            "%.1f ms".formatted(callers.median().toNanos() / 1e6),
            "%.1f ms".formatted(callers.p99().toNanos() / 1e6),
            "at most %.1f s of %d"
                .formatted(
                    newcomers.stream().mapToLong(Duration::toMillis).max().orElse(0) / 1e3,
                    newcomers.size()),
            "%.1f MiB".formatted(heap() / 1048576.0),
            attackers.isEmpty()
                ? ""
                : "%.0f/s %s".formatted(attack.total() / seconds, attack.statuses()));
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
  }

  private static List<String> addresses(int block, int count) {
    return IntStream.range(0, count).mapToObj(n -> "127.0." + block + "." + n).toList();
  }
}
