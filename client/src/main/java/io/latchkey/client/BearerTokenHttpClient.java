package io.latchkey.client;

import io.latchkey.base.http.AuthorizationHeader;
import java.io.IOException;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.PushPromiseHandler;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/**
 * Sends a token with each request of a {@link HttpClient}. A request that already has an {@code
 * Authorization} header keeps it. A request over plain http is rejected with {@link
 * IllegalArgumentException}, unless it is sent to the loopback interface.
 *
 * <p>On Java 21 and later, the methods that end a client, such as {@code close()}, end the wrapped
 * client. On older runtimes they do nothing, unless the wrapped client is {@link AutoCloseable}.
 *
 * <p>Safe for use by several threads.
 */
public final class BearerTokenHttpClient extends HttpClient {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

  private final HttpClient client;
  private final TokenSource tokens;

  private BearerTokenHttpClient(HttpClient client, TokenSource tokens) {
    this.client = client;
    this.tokens = tokens;
  }

  /**
   * Returns a client that uses the certificate, trust and token of a component. It connects within
   * 10 seconds and follows no redirects, because a redirect would send the token to another server.
   *
   * @param context such as {@link RenewingCertificate#sslContext}
   */
  public static HttpClient of(SSLContext context, TokenSource tokens) {
    return wrapping(
        HttpClient.newBuilder()
            .sslContext(context)
            .connectTimeout(CONNECT_TIMEOUT)
            .followRedirects(Redirect.NEVER)
            .build(),
        tokens);
  }

  /**
   * Returns a client that sends a token with each request of another client.
   *
   * @param client a client that follows no redirects, which would send the token to another server
   * @throws IllegalArgumentException if the client follows redirects
   */
  public static HttpClient wrapping(HttpClient client, TokenSource tokens) {
    if (client.followRedirects() != Redirect.NEVER) {
      throw new IllegalArgumentException(
          "a client that follows redirects sends the token to other servers; use Redirect.NEVER");
    }
    return new BearerTokenHttpClient(client, tokens);
  }

  private HttpRequest authenticated(HttpRequest request) {
    if (request.headers().firstValue(AuthorizationHeader.NAME).isPresent()) {
      return request;
    }
    Endpoints.confidential(request.uri());
    return HttpRequest.newBuilder(request, (name, value) -> true)
        .header(AuthorizationHeader.NAME, tokens.authorization())
        .build();
  }

  @Override
  public <T> HttpResponse<T> send(HttpRequest request, BodyHandler<T> handler)
      throws IOException, InterruptedException {
    return client.send(authenticated(request), handler);
  }

  @Override
  public <T> CompletableFuture<HttpResponse<T>> sendAsync(
      HttpRequest request, BodyHandler<T> handler) {
    return client.sendAsync(authenticated(request), handler);
  }

  @Override
  public <T> CompletableFuture<HttpResponse<T>> sendAsync(
      HttpRequest request, BodyHandler<T> handler, PushPromiseHandler<T> pushes) {
    return client.sendAsync(authenticated(request), handler, pushes);
  }

  /** Opens web sockets, which carry a token only if it is set as their header. */
  @Override
  public WebSocket.Builder newWebSocketBuilder() {
    return client.newWebSocketBuilder();
  }

  @Override
  public Optional<CookieHandler> cookieHandler() {
    return client.cookieHandler();
  }

  @Override
  public Optional<Duration> connectTimeout() {
    return client.connectTimeout();
  }

  @Override
  public Redirect followRedirects() {
    return client.followRedirects();
  }

  @Override
  public Optional<ProxySelector> proxy() {
    return client.proxy();
  }

  @Override
  public SSLContext sslContext() {
    return client.sslContext();
  }

  @Override
  public SSLParameters sslParameters() {
    return client.sslParameters();
  }

  @Override
  public Optional<Authenticator> authenticator() {
    return client.authenticator();
  }

  @Override
  public Version version() {
    return client.version();
  }

  @Override
  public Optional<Executor> executor() {
    return client.executor();
  }

  // Java 21 added the methods below to HttpClient, so on Java 17 they override nothing.

  /** Closes the wrapped client: waits for its requests, and rejects further ones. */
  public void close() {
    HttpClientEnd.close(client);
  }

  /** Lets the wrapped client reject further requests. */
  public void shutdown() {
    HttpClientEnd.shutdown(client);
  }

  /** Lets the wrapped client reject further requests, and cancels its requests. */
  public void shutdownNow() {
    HttpClientEnd.shutdownNow(client);
  }

  /** Waits until the wrapped client is terminated; true if it is. */
  public boolean awaitTermination(Duration duration) throws InterruptedException {
    return HttpClientEnd.awaitTermination(client, duration);
  }

  /** Whether the wrapped client is terminated. */
  public boolean isTerminated() {
    return HttpClientEnd.isTerminated(client);
  }
}
