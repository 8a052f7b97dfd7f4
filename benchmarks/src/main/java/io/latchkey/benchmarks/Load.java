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
  private final int port;
  private final long intervalNanos;
  private final Function<String, Supplier<String>> tokens;
  private final List<Thread> threads = new ArrayList<>();
  private final Map<Integer, Long> statuses = new TreeMap<>();
  private final List<Long> nanos = new ArrayList<>();
  private volatile boolean closed;

  private Load(int port, long intervalNanos, Function<String, Supplier<String>> tokens) {
    this.port = port;
    this.intervalNanos = intervalNanos;
    this.tokens = tokens;
  }

  /**
   * Starts the load.
   *
   * @param rate requests a second of all addresses together
   * @param tokens returns for each address, once, the supplier of its tokens
   */
  static Load start(
      int port, List<String> addresses, double rate, Function<String, Supplier<String>> tokens) {
    Load load = new Load(port, (long) (1e9 * addresses.size() / rate), tokens);
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
    Supplier<String> own = tokens.apply(address);
    long due = System.nanoTime() + offset;
    while (!closed) {
      try (Connection connection = new Connection(address, port)) {
        boolean open = true;
        while (open && !closed) {
          LockSupport.parkNanos(due - System.nanoTime());
          if (due - System.nanoTime() <= 0) {
            Connection.Answer answer = connection.get("/", own.get());
            count(answer.status(), System.nanoTime() - due);
            due += intervalNanos;
            open = !answer.last();
          }
        }
      } catch (IOException e) {
        count(0, System.nanoTime() - due);
        due += intervalNanos;
      }
    }
  }

  private synchronized void count(int status, long took) {
    statuses.merge(status, 1L, Long::sum);
    nanos.add(took);
  }

  /** Resets the counts. */
  synchronized void reset() {
    statuses.clear();
    nanos.clear();
  }

  /**
   * The counts.
   *
   * @param statuses number of answers for each status; 0 means a broken connection
   */
  record Counted(Map<Integer, Long> statuses, Duration median, Duration p99) {
    long total() {
      return statuses.values().stream().mapToLong(Long::longValue).sum();
    }

    long good() {
      return statuses.getOrDefault(200, 0L);
    }
  }

  synchronized Counted counted() {
    long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
    return new Counted(new TreeMap<>(statuses), quantile(sorted, 0.5), quantile(sorted, 0.99));
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
