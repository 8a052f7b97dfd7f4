package io.latchkey.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The filter authenticates WebSocket handshakes, in whichever way it is registered. */
@ExtendWith(ServerExtension.class)
class WebSocketIT {
  private final Application probe;
  private final Deployments deployments;

  WebSocketIT(@Probe Application probe, Server server) throws Exception {
    this.probe = probe;
    this.deployments = new Deployments(server);
  }

  @AfterEach
  void undeploy() throws Exception {
    deployments.close();
  }

  private static War application() throws Exception {
    return War.like("protected-application").classes(ProbeSocket.class);
  }

  private static URI url(Application application) {
    return URI.create(application.url().toString().replace("http:", "ws:") + "/socket");
  }

  private static WebSocket.Builder builder() {
    return HttpClient.newHttpClient().newWebSocketBuilder();
  }

  private static String answer(Application application) throws Exception {
    CompletableFuture<String> answer = new CompletableFuture<>();
    WebSocket socket =
        builder()
            .header("Authorization", "Bearer " + application.token("worker-1"))
            .buildAsync(url(application), new FirstMessage(answer))
            .get(180, TimeUnit.SECONDS);
    socket.sendText("hello", true).get(180, TimeUnit.SECONDS);
    String text = answer.get(180, TimeUnit.SECONDS);
    socket.sendClose(WebSocket.NORMAL_CLOSURE, "").get(180, TimeUnit.SECONDS);
    return text;
  }

  /** Sends a handshake without a token and returns the rejection. */
  private static HttpResponse<?> rejection(Application application) {
    CompletableFuture<WebSocket> socket =
        builder().buildAsync(url(application), new FirstMessage(new CompletableFuture<>()));
    AtomicReference<HttpResponse<?>> response = new AtomicReference<>();

    assertThatThrownBy(socket::join)
        .isInstanceOf(CompletionException.class)
        .cause()
        .isInstanceOfSatisfying(
            WebSocketHandshakeException.class, rejected -> response.set(rejected.getResponse()));
    return response.get();
  }

  private static void assertProtects(Application application) throws Exception {
    HttpResponse<?> rejection = rejection(application);
    assertThat(rejection.statusCode()).isEqualTo(401);
    assertThat(rejection.headers().firstValue("WWW-Authenticate"))
        .hasValueSatisfying(challenge -> assertThat(challenge).startsWith("Bearer"));
    assertThat(answer(application)).isEqualTo("hello worker-1");
  }

  @Test
  void selfRegisteredFilter_protectsSocket() throws Exception {
    assertProtects(probe);
  }

  @Test
  void annotatedFilter_protectsSocket() throws Exception {
    War war = application().classes(AnnotatedFilter.class);

    assertProtects(deployments.deployWithKey("annotated-socket", war));
  }

  @Test
  void declaredFilterWithoutMapping_protectsSocket() throws Exception {
    War war = application().webXml(RegistrationIT.FILTER.formatted("tokens", ""));

    assertProtects(deployments.deployWithKey("unmapped-socket", war));
  }

  @Test
  void mappedFilter_protectsSocketBehindFrontFilter() throws Exception {
    String front =
        RegistrationIT.FILTER
            .formatted("front", "")
            .replace("io.latchkey.filter.BearerTokenFilter", FrontFilter.class.getName());
    War war =
        application()
            .classes(FrontFilter.class)
            .webXml(front + RegistrationIT.FILTER.formatted("tokens", ""))
            .webXml(RegistrationIT.MAPPING.formatted("front"))
            .webXml(RegistrationIT.MAPPING.formatted("tokens"));

    Application application = deployments.deployWithKey("mapped-socket", war);

    assertProtects(application);
    assertThat(application.get("/hello").headers().firstValue("Front")).contains("seen");
    assertThat(rejection(application).headers().firstValue("Front")).contains("seen");
  }

  @Test
  void filterForOtherPaths_leavesSocketOpen() throws Exception {
    War war =
        application()
            .webXml(RegistrationIT.FILTER.formatted("tokens", ""))
            .webXml(RegistrationIT.MAPPING.formatted("tokens").replace("/*", "/api/*"));

    assertThat(answer(deployments.deployWithKey("open-socket", war))).isEqualTo("hello anonymous");
  }

  private record FirstMessage(CompletableFuture<String> answer) implements WebSocket.Listener {
    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
      answer.complete(text.toString());
      return CompletableFuture.completedFuture(null);
    }
  }
}
