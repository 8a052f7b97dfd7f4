package io.latchkey.integration;

import io.latchkey.filter.RawConnection;
import io.latchkey.filter.RawConnection.Response;
import io.latchkey.tokens.ComponentRoot;
import io.latchkey.tokens.KeyDerivation;
import io.latchkey.tokens.PreSharedKey;
import io.latchkey.tokens.TokenSigner;
import io.latchkey.tokens.component.ComponentKey;
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

/** A deployed application and the key of its tokens. */
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

  /** The same application, with tokens of a new salt. */
  Application withNewSalt() {
    return new Application(url, psk);
  }

  URI url() {
    return url;
  }

  /** The context path: a slash and the name of the application. */
  String contextPath() {
    return url.getPath();
  }

  /** Derives the key of a component; this takes about half a second. */
  ComponentKey componentKey(String segment) {
    return ComponentRoot.of(psk).derive(segment);
  }

  /** Returns a new token of a component. */
  String token(String subject) {
    return token(Map.of("sub", subject));
  }

  String token(Map<String, ?> claims) {
    return signer.sign(claims, Duration.ofMinutes(10));
  }

  /** Returns an expired token of a component. */
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

  /** Posts a certificate signing request with a content type. */
  HttpResponse<String> post(String path, String token) throws IOException, InterruptedException {
    return send(
        request(path).header("Authorization", "Bearer " + token).POST(BodyPublishers.noBody()));
  }

  /** Posts without a content type, as reference clients do. */
  HttpResponse<String> sign(byte[] request, String token) throws IOException, InterruptedException {
    return send(
        request("/ca/sign")
            .header("Authorization", "Bearer " + token)
            .POST(BodyPublishers.ofByteArray(request)));
  }

  HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(url + path)).timeout(Duration.ofMinutes(2));
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
    return http.send(request.build(), BodyHandlers.ofString());
  }

  /** Sends a request line and headers unchanged, without a token, on a new connection. */
  Response raw(String requestLine, String... headers) throws IOException {
    try (RawConnection connection = connect()) {
      return connection.send(text(requestLine, headers)).read();
    }
  }

  RawConnection connect() throws IOException {
    return new RawConnection(url.getPort());
  }

  /** Returns the text of a request without a body. */
  static String text(String requestLine, String... headers) {
    StringBuilder text = new StringBuilder(requestLine).append(" HTTP/1.1\r\nHost: localhost\r\n");
    for (String header : headers) {
      text.append(header).append("\r\n");
    }
    return text.append("\r\n").toString();
  }
}
