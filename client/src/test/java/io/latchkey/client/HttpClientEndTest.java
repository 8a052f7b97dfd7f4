package io.latchkey.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.tokens.PreSharedKey;
import io.latchkey.tokens.TokenSigner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.Authenticator;
import java.net.CookieHandler;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.Test;

/** The end of a {@link BearerTokenHttpClient}; on Java 17 a client has no methods for it. */
class HttpClientEndTest {
  private static final boolean HAS_METHODS = Runtime.version().feature() >= 21;

  private final List<String> calls = new ArrayList<>();
  private final BearerTokenHttpClient client = wrapping(new Recorder());

  private static BearerTokenHttpClient wrapping(HttpClient inner) {
    TokenSource tokens =
        TokenSource.of(
            TokenSigner.of(PreSharedKey.generate(), ScriptedServer.QUICK, Clock.systemUTC()),
            Map.of(),
            Clock.systemUTC());
    return (BearerTokenHttpClient) BearerTokenHttpClient.wrapping(inner, tokens);
  }

  private void assertCalled(String name) {
    assertThat(calls).isEqualTo(HAS_METHODS ? List.of(name) : List.of());
  }

  @Test
  void close_closesWrappedClient() {
    client.close();

    assertCalled("close");
  }

  @Test
  void closeableClientOfAnyRuntime_isClosed() {
    wrapping(new CloseableRecorder()).close();

    assertThat(calls).containsExactly("close");
  }

  @Test
  void shutdown_isPassedOn() {
    client.shutdown();

    assertCalled("shutdown");
  }

  @Test
  void shutdownNow_isPassedOn() {
    client.shutdownNow();

    assertCalled("shutdownNow");
  }

  @Test
  void awaitTermination_isPassedOn() throws Exception {
    assertThat(client.awaitTermination(Duration.ofSeconds(7))).isEqualTo(!HAS_METHODS);

    assertCalled("awaitTermination PT7S");
  }

  @Test
  void isTerminated_isPassedOn() {
    assertThat(client.isTerminated()).isEqualTo(HAS_METHODS);

    assertCalled("isTerminated");
  }

  @Test
  void exceptions_arePassedOn() throws Exception {
    HttpClient failing =
        new CloseableRecorder() {
          @Override
          public void close() {
            throw new UncheckedIOException(new IOException("as the test wants it"));
          }

          @Override
          public boolean awaitTermination(Duration duration) throws InterruptedException {
            throw new InterruptedException("as the test wants it");
          }
        };

    assertThatThrownBy(() -> wrapping(failing).close()).isInstanceOf(UncheckedIOException.class);
    if (HAS_METHODS) {
      assertThatThrownBy(() -> wrapping(failing).awaitTermination(Duration.ZERO))
          .isInstanceOf(InterruptedException.class);
    } else {
      assertThat(wrapping(failing).awaitTermination(Duration.ZERO)).isTrue();
    }
  }

  /** The client of the runtime is a daemon, which Java 17 ends when it is unreachable. */
  @Test
  void clientOfTheRuntime_isTerminatedByClose() {
    BearerTokenHttpClient own = wrapping(HttpClient.newHttpClient());
    assertThat(own.isTerminated()).isFalse();

    own.close();

    assertThat(own.isTerminated()).isEqualTo(HAS_METHODS);
  }

  /** On Java 17 a client can be closeable too. */
  class CloseableRecorder extends Recorder implements AutoCloseable {}

  /** Declares the methods of Java 21; on an older runtime only its own class has them. */
  class Recorder extends HttpClient {
    public void close() {
      calls.add("close");
    }

    public void shutdown() {
      calls.add("shutdown");
    }

    public void shutdownNow() {
      calls.add("shutdownNow");
    }

    public boolean awaitTermination(Duration duration) throws InterruptedException {
      calls.add("awaitTermination " + duration);
      return false;
    }

    public boolean isTerminated() {
      calls.add("isTerminated");
      return true;
    }

    @Override
    public Redirect followRedirects() {
      return Redirect.NEVER;
    }

    @Override
    public Optional<CookieHandler> cookieHandler() {
      throw new UnsupportedOperationException();
    }

    @Override
    public Optional<Duration> connectTimeout() {
      throw new UnsupportedOperationException();
    }

    @Override
    public Optional<ProxySelector> proxy() {
      throw new UnsupportedOperationException();
    }

    @Override
    public SSLContext sslContext() {
      throw new UnsupportedOperationException();
    }

    @Override
    public SSLParameters sslParameters() {
      throw new UnsupportedOperationException();
    }

    @Override
    public Optional<Authenticator> authenticator() {
      throw new UnsupportedOperationException();
    }

    @Override
    public Version version() {
      throw new UnsupportedOperationException();
    }

    @Override
    public Optional<Executor> executor() {
      throw new UnsupportedOperationException();
    }

    @Override
    public <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
      throw new UnsupportedOperationException();
    }

    @Override
    public <T> CompletableFuture<HttpResponse<T>> sendAsync(
        HttpRequest request, HttpResponse.BodyHandler<T> handler) {
      throw new UnsupportedOperationException();
    }

    @Override
    public <T> CompletableFuture<HttpResponse<T>> sendAsync(
        HttpRequest request,
        HttpResponse.BodyHandler<T> handler,
        HttpResponse.PushPromiseHandler<T> pushes) {
      throw new UnsupportedOperationException();
    }
  }
}
