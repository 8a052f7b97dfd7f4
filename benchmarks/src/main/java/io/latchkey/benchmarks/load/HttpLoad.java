package io.latchkey.benchmarks.load;

import java.io.IOException;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/**
 * Sends requests from a number of keep-alive connections, each as soon as its previous response has
 * arrived. One thread serves all connections, so that the load costs the server's processors
 * little. Any response other than 200 ends the measurement with an exception.
 */
public final class HttpLoad {
  private static final int EXPECTED_STATUS = 200;
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final int port;
  private final Supplier<byte[]> requests;
  private long[] nanos = new long[1 << 16];
  private int responses;
  private final List<Double> perSecond = new ArrayList<>();

  private HttpLoad(int port, Supplier<byte[]> requests) {
    this.port = port;
    this.requests = requests;
  }

  /**
   * The result of a measurement.
   *
   * @param responses the number of responses
   * @param rate answers a second
   * @param median the median of the time from a request to its response
   * @param p99 the 99th percentile of this time
   * @param perSecond the number of responses in each full second
   */
  public record Measured(
      int responses, double rate, Duration median, Duration p99, List<Double> perSecond) {
    public Measured {
      perSecond = List.copyOf(perSecond);
    }

    /** The 99th percentile in milliseconds. */
    public double p99Millis() {
      return p99.toNanos() / 1e6;
    }
  }

  /**
   * Sends requests until the time is over or there were enough responses.
   *
   * @param requests supplies the bytes of each request
   * @param most the number of responses after which the load ends
   * @throws IOException if the server closes a connection, or answers with another status than 200
   */
  public static Measured run(
      int port, Supplier<byte[]> requests, int connections, Duration time, int most)
      throws IOException {
    return new HttpLoad(port, requests).run(connections, time, most);
  }

  /** Sends the same request until the time is over. */
  public static Measured run(int port, byte[] request, int connections, Duration time)
      throws IOException {
    return run(port, () -> request, connections, time, Integer.MAX_VALUE);
  }

  private Measured run(int connections, Duration time, int most) throws IOException {
    List<HttpClientConnection> all = new ArrayList<>();
    try (Selector selector = Selector.open()) {
      long began = System.nanoTime();
      for (int n = 0; n < connections; n++) {
        all.add(new HttpClientConnection(port, requests, selector));
      }
      exchange(selector, began, time, most);
      double seconds = (System.nanoTime() - began) / 1e9;
      Arrays.sort(nanos, 0, responses);
      return new Measured(
          responses, responses / seconds, quantile(0.5), quantile(0.99), List.copyOf(perSecond));
    } finally {
      for (HttpClientConnection each : all) {
        each.close();
      }
    }
  }

  private void exchange(Selector selector, long began, Duration time, int most) throws IOException {
    int counted = 0;
    while (System.nanoTime() - began < time.toNanos() && responses < most) {
      if (selector.select(TIMEOUT.toMillis()) == 0) {
        throw new IOException("No answer within " + TIMEOUT.toSeconds() + " s");
      }
      for (SelectionKey key : selector.selectedKeys()) {
        answered((HttpClientConnection) key.attachment());
      }
      selector.selectedKeys().clear();
      if (System.nanoTime() - began >= (perSecond.size() + 1) * 1_000_000_000L) {
        perSecond.add((double) (responses - counted));
        counted = responses;
      }
    }
  }

  private void answered(HttpClientConnection connection) throws IOException {
    int status = connection.read();
    if (status == 0) {
      return;
    }
    if (status != EXPECTED_STATUS) {
      throw new IOException(
          status < 0 ? "The server has closed a connection" : "The server answers " + status);
    }
    if (responses == nanos.length) {
      nanos = Arrays.copyOf(nanos, 2 * nanos.length);
    }
    nanos[responses++] = connection.nanosSinceSent();
    connection.send();
  }

  private Duration quantile(double part) {
    return responses == 0
        ? Duration.ZERO
        : Duration.ofNanos(nanos[Math.min(responses - 1, (int) (part * responses))]);
  }
}
