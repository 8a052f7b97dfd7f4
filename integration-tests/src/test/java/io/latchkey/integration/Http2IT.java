package io.latchkey.integration;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Authentication over HTTP/2, where many requests share one connection. */
@ExtendWith(ServerExtension.class)
class Http2IT {
  private final Application probe;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();

  Http2IT(@Probe Application probe) {
    this.probe = probe;
  }

  private HttpResponse<String> upgrade() throws Exception {
    return http.send(probe.request("/open").GET().build(), BodyHandlers.ofString());
  }

  @Test
  void streamsOfOneConnection_haveTheirOwnCallers() throws Exception {
    assertThat(upgrade().version()).isEqualTo(HttpClient.Version.HTTP_2);

    List<CompletableFuture<HttpResponse<String>>> responses =
        IntStream.range(0, 40)
            .mapToObj(
                n ->
                    http.sendAsync(
                        n % 4 == 0
                            ? probe.request("/who").GET().build()
                            : probe
                                .request("/who")
                                .header("Authorization", "Bearer " + probe.token("worker-" + n))
                                .GET()
                                .build(),
                        BodyHandlers.ofString()))
            .toList();

    for (int n = 0; n < responses.size(); n++) {
      HttpResponse<String> response = responses.get(n).join();
      assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
      if (n % 4 == 0) {
        assertThat(response.statusCode()).isEqualTo(401);
      } else {
        assertThat(response.body()).startsWith("REQUEST worker-" + n + " ");
      }
    }
  }

  @Test
  void bodyOfRejectedRequest_leavesConnectionUsable() throws Exception {
    upgrade();

    try {
      HttpResponse<String> rejected =
          http.send(
              probe.request("/who").POST(BodyPublishers.ofString("x".repeat(10_000))).build(),
              BodyHandlers.ofString());
      assertThat(rejected.statusCode()).isEqualTo(401);
    } catch (IOException e) {
      // Jetty cancels a stream whose body is not read. The cancellation may arrive before the
      // response.
      assertThat(e).hasMessageContaining("RST_STREAM");
    }

    assertThat(upgrade().statusCode()).isEqualTo(200);
  }
}
