package io.latchkey.client;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/** A relay that passes requests on to the real server and changes its responses. */
final class Relay implements AutoCloseable {
  private final HttpsServer server;
  private final URI target;
  private final UnaryOperator<Response> tampering;
  private final List<ScriptedServer.Received> received = new CopyOnWriteArrayList<>();
  private final HttpClient client = HttpClient.newBuilder().sslContext(Tls.unvalidated()).build();

  /** The response of the real server to {@code GET /ca/cert}, or its replacement. */
  record Response(Optional<String> authorization, String body) {}

  Relay(URI target, TestAuthority own, UnaryOperator<Response> tampering) {
    this.target = target;
    this.tampering = tampering;
    try {
      server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    server.setHttpsConfigurator(new HttpsConfigurator(own.serverContext("localhost")));
    server.createContext("/", this::relay);
    server.start();
  }

  URI url() {
    return URI.create("https://localhost:" + server.getAddress().getPort());
  }

  List<ScriptedServer.Received> received() {
    return List.copyOf(received);
  }

  private void relay(HttpExchange exchange) throws IOException {
    received.add(
        new ScriptedServer.Received(
            exchange.getRequestMethod(),
            exchange.getRequestURI().getPath(),
            Optional.ofNullable(exchange.getRequestHeaders().getFirst("Authorization"))));
    try (exchange) {
      HttpResponse<byte[]> real =
          client.send(
              HttpRequest.newBuilder(target.resolve(exchange.getRequestURI())).build(),
              HttpResponse.BodyHandlers.ofByteArray());
      Response response =
          tampering.apply(
              new Response(
                  real.headers().firstValue("Authorization"),
                  new String(real.body(), StandardCharsets.UTF_8)));
      response
          .authorization()
          .ifPresent(value -> exchange.getResponseHeaders().set("Authorization", value));
      ScriptedServer.respond(exchange, 200, "application/x-pem-file", response.body());
    } catch (InterruptedException e) {
      throw new IOException(e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
