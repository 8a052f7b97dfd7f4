package io.latchkey.enrolment.acme;

import static io.latchkey.enrolment.acme.AcmeClient.assertRejected;
import static io.latchkey.enrolment.acme.AcmeClient.path;
import static io.latchkey.enrolment.acme.AcmeClient.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.ca.testing.RequestBuilder;
import java.nio.file.Path;
import java.security.KeyPair;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Deactivation of authorizations (RFC 8555 section 7.5.2). */
class DeactivatedAuthorizationTest {
  private static final Map<String, String> DEACTIVATION = Map.of("status", "deactivated");

  @TempDir Path folder;
  private AcmeFixture server;
  private AcmeClient client;
  private KeyPair key;

  @BeforeEach
  void open() throws Exception {
    server = AcmeFixture.open(folder);
    client = AcmeClient.registered(server, "team-a");
    key = AcmeClient.keyPair();
  }

  @AfterEach
  void close() {
    server.close();
  }

  private static String authorization(AcmeResponse order, int index) throws Exception {
    return path(
        String.valueOf(((List<?>) AcmeClient.json(order).get("authorizations")).get(index)));
  }

  private String status(String path) throws Exception {
    return text(client.postAsGet(path), "status");
  }

  private static String location(AcmeResponse order) {
    return path(AcmeFixture.header(order, "Location"));
  }

  /** certbot deactivates each of them in a dry run. */
  @Test
  void deactivation_invalidatesTheOrderForGood() throws Exception {
    AcmeResponse order = client.order("w.test", "v.test");
    AcmeResponse other = client.order("w.test");

    for (int index = 0; index < 2; index++) {
      AcmeResponse answer = client.post(authorization(order, index), DEACTIVATION);
      assertThat(answer.status()).as(answer.content()).isEqualTo(200);
      assertThat(text(answer, "status")).isEqualTo("deactivated");
    }

    assertThat(status(authorization(order, 0))).isEqualTo("deactivated");
    assertThat(status(location(order))).isEqualTo("invalid");
    assertRejected(
        client.finalizeOrder(
            order, RequestBuilder.of("", "DNS:w.test", "DNS:v.test").key(key).der()),
        403,
        "orderNotReady",
        "order_not_ready");
    assertThat(status(authorization(other, 0))).isEqualTo("valid");
    assertThat(
            client
                .finalizeOrder(other, RequestBuilder.of("", "DNS:w.test").key(key).der())
                .status())
        .isEqualTo(200);
  }

  @Test
  void deactivationDuringFinalize_rejectsTheCertificate() throws Exception {
    AcmeResponse order = client.order("w.test");
    String signed = client.signedWithKid(authorization(order, 0), "{\"status\":\"deactivated\"}");
    server.beforeSigning = () -> server.postToOtherNode(pathOf(order), signed);

    assertRejected(
        client.finalizeOrder(order, RequestBuilder.of("", "DNS:w.test").key(key).der()),
        403,
        "orderNotReady",
        "order_not_ready");
    assertThat(status(authorization(order, 0))).isEqualTo("deactivated");
  }

  private static String pathOf(AcmeResponse order) {
    try {
      return authorization(order, 0);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void otherPayload_isMalformed() throws Exception {
    AcmeResponse order = client.order("w.test");

    for (Map<String, String> payload :
        List.of(
            Map.<String, String>of(),
            Map.of("status", "valid"),
            Map.of("status", "deactivated", "resource", "authz"))) {
      assertRejected(client.post(authorization(order, 0), payload), 400, "malformed", "malformed");
    }
    assertThat(status(location(order))).isEqualTo("ready");
  }

  @Test
  void orderOfAnotherAccount_isNotDeactivated() throws Exception {
    AcmeResponse order = client.order("w.test");
    AcmeClient other = AcmeClient.registered(server, "team-b");

    assertRejected(
        other.post(authorization(order, 0), DEACTIVATION), 404, "malformed", "not_found");
    assertRejected(
        client.post(authorization(order, 0).replaceFirst("0$", "1"), DEACTIVATION),
        404,
        "malformed",
        "not_found");
    assertThat(status(location(order))).isEqualTo("ready");
  }

  @Test
  void validOrder_isNotDeactivated() throws Exception {
    AcmeResponse order = client.order("w.test");
    assertThat(
            client
                .finalizeOrder(order, RequestBuilder.of("", "DNS:w.test").key(key).der())
                .status())
        .isEqualTo(200);

    assertRejected(
        client.post(authorization(order, 0), DEACTIVATION), 400, "malformed", "malformed");
    assertThat(status(location(order))).isEqualTo("valid");
  }

  @Test
  void endedOrder_isNotDeactivated() throws Exception {
    AcmeResponse order = client.order("w.test");
    server.clock.add(Orders.LIFETIME.minus(Duration.ofMillis(1)));
    AcmeResponse late = client.order("w.test");
    server.clock.add(Duration.ofMillis(1));

    assertRejected(
        client.post(authorization(order, 0), DEACTIVATION), 400, "malformed", "malformed");
    assertThat(status(authorization(order, 0))).isEqualTo("expired");
    assertThat(client.post(authorization(late, 0), DEACTIVATION).status()).isEqualTo(200);
  }
}
