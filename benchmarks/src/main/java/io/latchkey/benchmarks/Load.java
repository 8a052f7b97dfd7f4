package io.latchkey.benchmarks;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Sends requests at a fixed rate from a number of addresses, with one thread and one connection for
 * each. The time of a request starts when the request is due, so that it includes the wait for a
 * slow answer.
 */
final class Load implements AutoCloseable {
  /** The outcome of requests that are served. */
  static final String GOOD = "200";

  private static final String BROKEN = "broken connection";

  private final int port;
  private final long intervalNanos;
  private final Function<String, Supplier<byte[]>> requests;
  private final Function<Connection.Response, String> outcome;
  private final List<Thread> threads = new ArrayList<>();
  private final Map<String, Long> outcomes = new TreeMap<>();
  private final List<Long> nanos = new ArrayList<>();
  private volatile boolean closed;

  private Load(
      int port,
      long intervalNanos,
      Function<String, Supplier<byte[]>> requests,
      Function<Connection.Response, String> outcome) {
    this.port = port;
    this.intervalNanos = intervalNanos;
    this.requests = requests;
    this.outcome = outcome;
  }

  /**
   * Starts the load.
   *
   * @param rate requests a second of all addresses together
   * @param requests returns for each address, once, the supplier of its requests
   * @param outcome the name of the result of a response
   */
  static Load start(
      int port,
      List<String> addresses,
      double rate,
      Function<String, Supplier<byte[]>> requests,
      Function<Connection.Response, String> outcome) {
    Load load = new Load(port, (long) (1e9 * addresses.size() / rate), requests, outcome);
    for (int n = 0; n < addresses.size(); n++) {
      String address = addresses.get(n);
      long offset = load.intervalNanos * n / addresses.size();
      Thread thread = new Thread(() -> load.run(address, offset), "load-" + address);
      thread.setDaemon(true);
      load.threads.add(thread);
    }
    load.threads.forEach(Thread::start);
    return load;
  }

  private void run(String address, long offset) {
    Supplier<byte[]> own = requests.apply(address);
    long due = System.nanoTime() + offset;
    while (!closed) {
      try (Connection connection = new Connection(address, port)) {
        boolean open = true;
        while (open && !closed) {
          LockSupport.parkNanos(due - System.nanoTime());
          if (due - System.nanoTime() <= 0) {
            Connection.Response response = connection.exchange(own.get());
            count(outcome.apply(response), System.nanoTime() - due);
            due += intervalNanos;
            open = !response.last();
          }
        }
      } catch (IOException e) {
        count(BROKEN, System.nanoTime() - due);
        due += intervalNanos;
      }
    }
  }

  private synchronized void count(String result, long took) {
    outcomes.merge(result, 1L, Long::sum);
    nanos.add(took);
  }

  /** Resets the counts. */
  synchronized void reset() {
    outcomes.clear();
    nanos.clear();
  }

  /**
   * The counts.
   *
   * @param outcomes number of responses for each outcome
   */
  record Counted(Map<String, Long> outcomes, Duration median, Duration p99) {
    long total() {
      return outcomes.values().stream().mapToLong(Long::longValue).sum();
    }

    long good() {
      return outcomes.getOrDefault(GOOD, 0L);
    }
  }

  synchronized Counted counted() {
    long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
    return new Counted(new TreeMap<>(outcomes), quantile(sorted, 0.5), quantile(sorted, 0.99));
  }

  private static Duration quantile(long[] sorted, double part) {
    return sorted.length == 0
        ? Duration.ZERO
        : Duration.ofNanos(sorted[Math.min(sorted.length - 1, (int) (part * sorted.length))]);
  }

  @Override
  public void close() {
    closed = true;
    threads.forEach(LockSupport::unpark);
  }
}
