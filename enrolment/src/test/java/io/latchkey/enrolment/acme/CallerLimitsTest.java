package io.latchkey.enrolment.acme;

import static io.latchkey.enrolment.acme.AcmeClient.assertRejected;
import static io.latchkey.enrolment.acme.AcmeFixture.component;
import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.ca.AcmeRecords.Limit;
import io.latchkey.tokens.component.ComponentKey;
import java.nio.file.Path;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The limits of a caller, which all keys with the same first name share. */
class CallerLimitsTest {
  private static final long BYTES = 1 << 20;

  @TempDir Path folder;
  private AcmeFixture server;

  @AfterEach
  void close() {
    server.close();
  }

  private void open(int accounts, int orders, int signatures) {
    AcmeLimits limits =
        new AcmeLimits(new Limit(accounts, BYTES), new Limit(orders, BYTES), OptionalInt.empty());
    server = AcmeFixture.limited(folder, limits, builder -> builder.signaturesPerHour(signatures));
  }

  private AcmeClient registered(String... segments) throws Exception {
    AcmeClient client = new AcmeClient(server);
    assertThat(register(client, segments).status()).isEqualTo(201);
    return client;
  }

  /** Registers with the key of a path. */
  private static AcmeAnswer register(AcmeClient client, String... segments) throws Exception {
    ComponentKey key = component(segments[0]);
    for (int n = 1; n < segments.length; n++) {
      key = key.derive(segments[n]);
    }
    return client.register(key);
  }

  private static void assertRateLimited(AcmeAnswer answer) throws Exception {
    assertRejected(answer, 429, "rateLimited", "rate");
    assertThat(Integer.parseInt(AcmeFixture.header(answer, "Retry-After"))).isBetween(1, 3600);
  }

  @Test
  void accounts_areLimitedByFirstName() throws Exception {
    open(3, 9, 9);
    registered("team-a;dns=*.test");
    registered("team-a;dns=*.test", "w");
    registered("team-a;dns=*.test;id=2", "v;days=9");

    assertRateLimited(register(new AcmeClient(server), "team-a"));
    assertRateLimited(register(new AcmeClient(server), "team-a", "x"));
    registered("team-ab");
  }

  @Test
  void orders_areLimitedByFirstName() throws Exception {
    open(9, 2, 9);
    AcmeClient parent = registered("team-a;dns=*.test");
    AcmeClient child = registered("team-a;dns=*.test", "w");
    assertThat(parent.order("a.test").status()).isEqualTo(201);
    assertThat(child.order("b.test").status()).isEqualTo(201);

    assertRateLimited(parent.order("c.test"));
    assertRateLimited(child.order("c.test"));
    assertThat(registered("other;dns=*.test").order("c.test").status()).isEqualTo(201);
  }

  @Test
  void signatures_areLimitedByFirstName() throws Exception {
    open(9, 9, 2);
    AcmeClient parent = registered("team-a;dns=*.test");
    AcmeClient child = registered("team-a;dns=*.test", "w");
    assertThat(parent.obtain(AcmeClient.keyPair(), "a.test").status()).isEqualTo(200);
    assertThat(child.obtain(AcmeClient.keyPair(), "b.test").status()).isEqualTo(200);

    assertRateLimited(child.obtain(AcmeClient.keyPair(), "c.test"));
    assertRateLimited(parent.obtain(AcmeClient.keyPair(), "d.test"));
  }
}
