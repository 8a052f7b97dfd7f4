package io.latchkey.enrolment.acme;

import static io.latchkey.enrolment.acme.AcmeClient.assertRejected;
import static io.latchkey.enrolment.acme.AcmeClient.json;
import static io.latchkey.enrolment.acme.AcmeClient.path;
import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.ca.enrolment.AcmeOrder;
import io.latchkey.ca.enrolment.AcmeRecords;
import io.latchkey.ca.enrolment.AcmeRecords.Limit;
import io.latchkey.ca.enrolment.OrderedNames;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The list of an account's orders (RFC 8555 section 7.1.2.1). */
class OrderListTest {
  @TempDir Path folder;
  private AcmeFixture server;
  private AcmeClient client;
  private int orders;

  @BeforeEach
  void open() throws Exception {
    server = AcmeFixture.open(folder);
    client = AcmeClient.registered(server, "team-a");
  }

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  void orders_areListedNewestFirst() throws Exception {
    String first = AcmeFixture.header(client.order("w.team-a.test"), "Location");
    server.clock.add(Duration.ofSeconds(1));
    String second = AcmeFixture.header(client.order("w.team-a.test"), "Location");

    assertThat(json(client.postAsGet(client.accountPath() + "/orders")))
        .isEqualTo(Map.of("orders", List.of(second, first)));
  }

  @Test
  void longListOfOrders_continuesOnNextPage() throws Exception {
    String account = client.accountPath().substring("account/".length());
    addOrders(account, Accounts.PAGE);
    String orders = client.accountPath() + "/orders";
    assertThat(next(client.postAsGet(orders))).as("the list is complete").isEmpty();
    addOrders(account, 1);

    AcmeResponse first = client.postAsGet(orders);
    AcmeResponse second = client.postAsGet(next(first).orElseThrow());

    assertThat(next(second)).isEmpty();
    Set<Object> all = new HashSet<>((List<?>) json(first).get("orders"));
    assertThat(all).hasSize(Accounts.PAGE);
    assertThat((List<?>) json(second).get("orders")).hasSize(1);
    all.addAll((List<?>) json(second).get("orders"));
    assertThat(all).hasSize(Accounts.PAGE + 1);
    for (String cursor : List.of("x", "1", "1.", "-1.x", "1234567890123456.x")) {
      assertRejected(client.postAsGet(orders + "/" + cursor), 404, "malformed", "not_found");
    }
  }

  private void addOrders(String account, int count) {
    AcmeRecords records = server.ca().enrolment().acme();
    for (int n = 0; n < count; n++) {
      AcmeOrder order =
          new AcmeOrder(
              "o" + orders++,
              account,
              "team-a",
              new OrderedNames(List.of("w.team-a.test"), List.of()),
              Optional.empty(),
              false,
              Optional.empty(),
              Optional.empty(),
              server.clock.instant(),
              server.clock.instant().plus(Duration.ofHours(1)));
      assertThat(records.add(order, order.expiresAt(), new Limit(1 << 20, 1 << 30))).isTrue();
    }
  }

  /** The path of the next page of a list. */
  private static Optional<String> next(AcmeResponse response) {
    return response.headers().stream()
        .map(AcmeResponse.Header::value)
        .filter(value -> value.endsWith(">;rel=\"next\""))
        .map(value -> path(value.substring(1, value.indexOf('>'))))
        .findFirst();
  }
}
