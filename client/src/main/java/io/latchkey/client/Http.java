package io.latchkey.client;

import io.latchkey.base.http.ProblemDocument;
import io.latchkey.base.text.Printable;
import io.latchkey.tokens.json.MalformedJsonException;
import io.latchkey.tokens.json.StrictJson;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Sends a request and returns the whole response, up to a size limit, or says why there is none.
 */
final class Http {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration MAX_RETRY_AFTER = Duration.ofHours(1);

  private final HttpClient client;
  private final Duration timeout;
  private final Clock clock;

  Http(SSLContext context, Duration timeout, Clock clock) {
    this.timeout = timeout;
    this.clock = clock;
    client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(CONNECT_TIMEOUT)
            .sslContext(context)
            .build();
  }

  /** A response with status 200. */
  static final class Response {
    private final HttpHeaders headers;
    private final byte[] body;

    private Response(HttpResponse<byte[]> response) {
      headers = response.headers();
      body = response.body();
    }

    HttpHeaders headers() {
      return headers;
    }

    byte[] body() {
      return body;
    }
  }

  Response send(HttpRequest.Builder request, URI server) throws ClientException {
    HttpResponse<byte[]> response = exchange(request.timeout(timeout).build(), server);
    if (response.statusCode() != 200) {
      throw rejected(response);
    }
    return new Response(response);
  }

  private HttpResponse<byte[]> exchange(HttpRequest request, URI server) throws ClientException {
    // The timeout of the request covers the header only; this one includes the body.
    CompletableFuture<HttpResponse<byte[]>> exchange =
        client.sendAsync(request, info -> new BoundedBody());
    try {
      return exchange.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw unreachable(server, e.getCause());
    } catch (TimeoutException e) {
      exchange.cancel(true);
      throw new UnreachableException(
          server, "no complete response within " + timeout.toSeconds() + " s", new IOException(e));
    } catch (InterruptedException e) {
      exchange.cancel(true);
      Thread.currentThread().interrupt();
      throw new UnreachableException(server, "the wait was interrupted", new IOException(e));
    }
  }

  private static ClientException unreachable(URI server, @Nullable Throwable cause) {
    if (cause instanceof BoundedBody.TooLargeException) {
      return new UnusableResponseException(
          server + " sent a response that is larger than any response of a CA");
    }
    IOException problem =
        cause instanceof IOException io
            ? io
            : new IOException(cause == null ? "no reason given" : cause.getMessage(), cause);
    return new UnreachableException(server, describe(problem), problem);
  }

  private static String describe(IOException problem) {
    for (Throwable t = problem; t != null; t = t.getCause()) {
      if (t instanceof UnresolvedAddressException) {
        return "its host name is unknown";
      }
    }
    if (problem instanceof ConnectException) {
      return "the connection was refused; check host and port, and whether the server runs";
    }
    if (problem instanceof SSLException) {
      return handshake(problem);
    }
    if (problem instanceof HttpConnectTimeoutException) {
      return "no connection within %d s".formatted(CONNECT_TIMEOUT.toSeconds());
    }
    return "the connection was closed before the response was complete (%s)"
        .formatted(problem.getMessage());
  }

  private static String handshake(IOException problem) {
    for (Throwable t = problem; t != null; t = t.getCause()) {
      if (t instanceof CertPathBuilderException || t instanceof CertPathValidatorException) {
        return "its certificate was not issued by the CA; the connection may be intercepted ("
            + t.getMessage()
            + ")";
      }
      if (t instanceof CertificateException && t.getCause() == null) {
        return "its certificate is not for this host: " + t.getMessage();
      }
    }
    return "the TLS handshake failed: " + problem.getMessage();
  }

  private RejectedException rejected(HttpResponse<byte[]> response) {
    Map<String, Object> problem = problem(response);
    return new RejectedException(
        explain(response, problem),
        response.statusCode(),
        text(problem, "reason"),
        Optional.of(text(problem, "name")).filter(name -> !name.isEmpty()),
        response.headers().firstValue("Retry-After").flatMap(this::retryAfter));
  }

  private static String explain(HttpResponse<byte[]> response, Map<String, Object> problem) {
    String server = response.uri().getScheme() + "://" + response.uri().getAuthority();
    if (problem.isEmpty() && response.statusCode() == 400 && isPlain(response.uri())) {
      return "%s answered status 400 to plain http; does it use https?".formatted(server);
    }
    if (problem.isEmpty()) {
      return "%s answered status %d without a reason; is it a Latchkey server, and is the path correct?"
          .formatted(server, response.statusCode());
    }
    String name = text(problem, "name");
    return "%s rejected the request with %d %s: %s%s"
        .formatted(
            server,
            response.statusCode(),
            text(problem, "reason"),
            text(problem, "detail"),
            name.isEmpty() ? "" : " ('" + name + "')");
  }

  private static boolean isPlain(URI uri) {
    return "http".equalsIgnoreCase(uri.getScheme());
  }

  private static Map<String, Object> problem(HttpResponse<byte[]> response) {
    boolean isProblem =
        response
            .headers()
            .firstValue("Content-Type")
            .filter(type -> type.startsWith(ProblemDocument.MEDIA_TYPE))
            .isPresent();
    try {
      return isProblem ? StrictJson.DOCUMENT.readObject(response.body()) : Map.of();
    } catch (MalformedJsonException e) {
      return Map.of();
    }
  }

  private static String text(Map<String, Object> problem, String member) {
    return problem.get(member) instanceof String text ? Printable.line(text) : "";
  }

  private Optional<Duration> retryAfter(String value) {
    try {
      Duration wait =
          value.matches("\\d{1,9}")
              ? Duration.ofSeconds(Long.parseLong(value))
              : Duration.between(
                  clock.instant(),
                  ZonedDateTime.parse(value, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant());
      return Optional.of(wait.compareTo(MAX_RETRY_AFTER) > 0 ? MAX_RETRY_AFTER : wait);
    } catch (DateTimeException e) {
      return Optional.empty();
    }
  }
}
