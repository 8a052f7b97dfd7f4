package io.latchkey.integration;

import io.latchkey.filter.RawConnection;
import io.latchkey.filter.RawConnection.Response;
import io.latchkey.tokens.KeyDerivation;
import io.latchkey.tokens.PreSharedKey;
import io.latchkey.tokens.TokenSigner;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;

/** An application on a server, and the key that its tokens are signed with. */
final class Application {
  private final URI url;
  private final PreSharedKey psk;
  private final TokenSigner signer;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  Application(URI url, PreSharedKey psk) {
    this.url = url;
    this.psk = psk;
    this.signer = TokenSigner.of(psk);
  }

  /** The same, with tokens whose salt it has not seen. */
  Application withNewSalt() {
    return new Application(url, psk);
  }

  URI url() {
    return url;
  }

  /** Its path on the server: a slash and its name. */
  String contextPath() {
    return url.getPath();
  }

  /** A new token of a component. */
  String token(String subject) {
    return token(Map.of("sub", subject));
  }

  String token(Map<String, ?> claims) {
    return signer.sign(claims, Duration.ofMinutes(10));
  }

  /** A token of a component that has expired some time ago. */
  String expiredToken(String subject, Duration ago) {
    Duration lifetime = Duration.ofSeconds(1);
    Clock then = Clock.offset(Clock.systemUTC(), ago.plus(lifetime).negated());
    return TokenSigner.of(psk, KeyDerivation.standard(), then)
        .sign(Map.of("sub", subject), lifetime);
  }

  HttpResponse<String> get(String path) throws IOException, InterruptedException {
    return send(request(path).GET());
  }

  HttpResponse<String> get(String path, String token) throws IOException, InterruptedException {
    return send(request(path).header("Authorization", "Bearer " + token).GET());
  }

  /** Posts nothing but the request itself. */
  HttpResponse<String> post(String path, String token) throws IOException, InterruptedException {
    return send(
        request(path).header("Authorization", "Bearer " + token).POST(BodyPublishers.noBody()));
  }

  /** As reference clients do it: without a content type. */
  HttpResponse<String> sign(byte[] request, String token) throws IOException, InterruptedException {
    return send(
        request("/ca/sign")
            .header("Authorization", "Bearer " + token)
            .POST(BodyPublishers.ofByteArray(request)));
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(url + path)).timeout(Duration.ofSeconds(30));
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return http.send(request.build(), BodyHandlers.ofString());
  }

  /** Sends a request line and headers as they are, without a token, on a connection of its own. */
  Response raw(String requestLine, String... headers) throws IOException {
    try (RawConnection connection = connect()) {
      return connection.send(text(requestLine, headers)).read();
    }
  }

  RawConnection connect() throws IOException {
    return new RawConnection(url.getPort());
  }

  /** The text of a request without a body. */
  static String text(String requestLine, String... headers) {
    StringBuilder text = new StringBuilder(requestLine).append(" HTTP/1.1\r\nHost: localhost\r\n");
    for (String header : headers) {
      text.append(header).append("\r\n");
    }
    return text.append("\r\n").toString();
  }
}
