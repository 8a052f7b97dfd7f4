package io.latchkey.samples.orders;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.test.TestTokens;
import io.latchkey.test.spring.WithTestKey;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.SpringBootTest;

/** The application with its server, on Spring Boot 3.5 and 4.1. */
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
@WithTestKey
class OrderApplicationTest {
  @Value("${local.server.port}")
  int port;

  private HttpResponse<String> send(HttpRequest.Builder request, String path) throws Exception {
    URI address = URI.create("http://localhost:" + port + path);
    return HttpClient.newHttpClient().send(request.uri(address).build(), BodyHandlers.ofString());
  }

  private static HttpRequest.Builder by(String name, String... roles) {
    return HttpRequest.newBuilder()
        .header("Authorization", TestTokens.with(name).roles(roles).header());
  }

  @Test
  void caller_getsItsOrders() throws Exception {
    assertThat(send(by("alice"), "/orders").body()).isEqualTo("Orders of alice");
  }

  @Test
  void requestWithoutToken_isRejected() throws Exception {
    HttpResponse<String> response = send(HttpRequest.newBuilder(), "/orders");

    assertThat(response.statusCode()).isEqualTo(401);
    assertThat(response.body()).contains("\"reason\":\"missing\"");
  }

  @Test
  void onlyAdministrators_deleteOrders() throws Exception {
    assertThat(send(by("alice").DELETE(), "/orders/7").statusCode()).isEqualTo(403);
    assertThat(send(by("bob", "admin").DELETE(), "/orders/7").body()).isEqualTo("Deleted order 7");
  }

  @Test
  void health_isOpen() throws Exception {
    assertThat(send(HttpRequest.newBuilder(), "/actuator/health").body()).contains("\"UP\"");
  }
}
