package io.latchkey.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The filter authenticates WebSocket handshakes like all other requests. */
@ExtendWith(ServerExtension.class)
class WebSocketIT {
  private final Application probe;
  private final URI url;

  WebSocketIT(@Probe Application probe) {
    this.probe = probe;
    this.url = URI.create(probe.url().toString().replace("http:", "ws:") + "/socket");
  }

  private static WebSocket.Builder builder() {
    return HttpClient.newHttpClient().newWebSocketBuilder();
  }

  @Test
  void withToken_socketKnowsTheCaller() throws Exception {
    CompletableFuture<String> answer = new CompletableFuture<>();
    WebSocket socket =
        builder()
            .header("Authorization", "Bearer " + probe.token("worker-1"))
            .buildAsync(url, new FirstMessage(answer))
            .get(180, TimeUnit.SECONDS);
    socket.sendText("hello", true).get(180, TimeUnit.SECONDS);

    assertThat(answer.get(180, TimeUnit.SECONDS)).isEqualTo("hello worker-1");
    socket.sendClose(WebSocket.NORMAL_CLOSURE, "").get(180, TimeUnit.SECONDS);
  }

  @Test
  void withoutToken_handshakeIsRejected() {
    CompletableFuture<WebSocket> socket =
        builder().buildAsync(url, new FirstMessage(new CompletableFuture<>()));

    assertThatThrownBy(socket::join)
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOfSatisfying(
            WebSocketHandshakeException.class,
            rejected -> assertThat(rejected.getResponse().statusCode()).isEqualTo(401));
  }

  private record FirstMessage(CompletableFuture<String> answer) implements WebSocket.Listener {
    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
      answer.complete(text.toString());
      return CompletableFuture.completedFuture(null);
    }
  }
}
