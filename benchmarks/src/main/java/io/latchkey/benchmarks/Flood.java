package io.latchkey.benchmarks;

import io.latchkey.benchmarks.report.Table;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * A server during a flood of forged requests: first without the flood, then from one address, then
 * from 256.
 */
final class Flood {
  private static final double FLOOD_RATE = 1000;
  private static final double KNOWN_RATE = 200;
  private static final List<String> ONE = addresses(1, 1);
  private static final List<String> MANY = addresses(2, 256);
  private static final List<String> KNOWN = addresses(3, 8);

  private final int port;
  private final Traffic traffic;
  private final Duration phase;
  private final Table table;

  /** The requests of a flood. Safe for use by several threads. */
  interface Traffic {
    /** What a newcomer has, as the head of a column. */
    String newcomers();

    /** The requests of a known caller. For use by one thread. */
    Supplier<byte[]> known(String caller);

    /** A request of a caller that the server does not know yet. */
    byte[] newcomer();

    /** The next forged request. */
    byte[] forged();

    /** The outcome of a response: {@link Load#GOOD} if the caller was served. */
    default String outcome(Connection.Response response) {
      return "" + response.status();
    }

    /** The heap of the server in use, for the table. */
    String heap(int port) throws IOException;
  }

  Flood(int port, Traffic traffic, Duration phase) {
    this.port = port;
    this.traffic = traffic;
    this.phase = phase;
    this.table =
        new Table("", "known callers/s", "median", "p99", traffic.newcomers(), "heap", "attackers");
  }

  Table run() throws IOException, InterruptedException {
    try (Load known = Load.start(port, KNOWN, KNOWN_RATE, traffic::known, traffic::outcome)) {
      Load flood = flood(addresses(6, 64), FLOOD_RATE);
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

  private Load flood(List<String> connections, double rate) {
    return Load.start(port, connections, rate, attacker -> traffic::forged, traffic::outcome);
  }

  private void measure(String name, Load known, List<String> attackers)
      throws IOException, InterruptedException {
    // One address uses many connections. Otherwise it would wait for its own derivations.
    List<String> connections =
        attackers.size() == 1
            ? IntStream.range(0, 64).mapToObj(n -> attackers.get(0)).toList()
            : attackers;
    try (Load flood =
        flood(
            connections.isEmpty() ? ONE : connections, connections.isEmpty() ? 1e-9 : FLOOD_RATE)) {
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
          traffic.heap(port),
          attackers.isEmpty()
              ? ""
              : "%.0f/s %s".formatted(attack.total() / seconds, attack.outcomes()));
    }
  }

  /** Newcomers, one after the other. Each retries after {@code Retry-After}. */
  private List<Duration> newcomers(long deadline) throws IOException, InterruptedException {
    List<Duration> times = new ArrayList<>();
    while (deadline - System.nanoTime() > 0) {
      int number = times.size();
      byte[] request = traffic.newcomer();
      long began = System.nanoTime();
      String address = "127.0.4." + (number % 250 + 1);
      while (!outcome(address, request).equals(Load.GOOD)) {
        TimeUnit.SECONDS.sleep(1); // the value of Retry-After
      }
      times.add(Duration.ofNanos(System.nanoTime() - began));
      TimeUnit.SECONDS.sleep(2);
    }
    return times;
  }

  private String outcome(String address, byte[] request) throws IOException {
    try (Connection connection = new Connection(address, port)) {
      return traffic.outcome(connection.exchange(request));
    }
  }

  private static void pause(Duration time) throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(time.toMillis());
  }

  private static List<String> addresses(int block, int count) {
    return IntStream.range(0, count).mapToObj(n -> "127.0." + block + "." + n).toList();
  }
}
