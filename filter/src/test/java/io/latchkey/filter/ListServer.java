package io.latchkey.filter;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/** Serves a revocation list over HTTP, with an entity tag. */
final class ListServer implements AutoCloseable {
  private final HttpServer server;
  private final AtomicReference<Optional<byte[]>> list = new AtomicReference<>(Optional.empty());
  private final AtomicInteger unchanged = new AtomicInteger();

  private ListServer(HttpServer server) {
    this.server = server;
    server.createContext("/", this::answer);
    server.start();
  }

  static ListServer start() throws IOException {
    return new ListServer(
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
  }

  String url() {
    return "http://localhost:" + server.getAddress().getPort();
  }

  /** Replaces the list. */
  void serve(byte[] value) {
    list.set(Optional.of(value));
  }

  /** How often the list was not sent because the client had it. */
  int unchanged() {
    return unchanged.get();
  }

  private void answer(HttpExchange exchange) throws IOException {
    Optional<byte[]> now = list.get();
    if (now.isEmpty()) {
      exchange.sendResponseHeaders(503, -1);
    } else {
      String tag = "\"" + Arrays.hashCode(now.get()) + "\"";
      exchange.getResponseHeaders().set("ETag", tag);
      if (tag.equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
        unchanged.incrementAndGet();
        exchange.sendResponseHeaders(304, -1);
      } else {
        exchange.sendResponseHeaders(200, now.get().length);
        exchange.getResponseBody().write(now.get());
      }
    }
    exchange.close();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
