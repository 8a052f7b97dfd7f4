package io.latchkey.enrolment.acme;

import static io.latchkey.enrolment.acme.AcmeClient.assertRejected;
import static io.latchkey.enrolment.acme.AcmeFixture.component;
import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.base.text.Base64Url;
import io.latchkey.ca.enrolment.AcmeRecords.Limit;
import io.latchkey.tokens.component.ComponentKey;
import io.latchkey.tokens.json.JsonText;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
    open(accounts, orders, signatures, OptionalInt.empty());
  }

  private void open(int accounts, int orders, int signatures, OptionalInt requests) {
    AcmeLimits limits =
        new AcmeLimits(
            new Limit(accounts, BYTES), new Limit(orders, BYTES), requests, Duration.ofDays(400));
    server = AcmeFixture.limited(folder, limits, builder -> builder.signaturesPerHour(signatures));
  }

  private AcmeClient registered(String... segments) throws Exception {
    AcmeClient client = new AcmeClient(server);
    assertThat(register(client, segments).status()).isEqualTo(201);
    return client;
  }

  /** Registers with the key of a path. */
  private static AcmeResponse register(AcmeClient client, String... segments) throws Exception {
    ComponentKey key = component(segments[0]);
    for (int n = 1; n < segments.length; n++) {
      key = key.derive(segments[n]);
    }
    return client.register(key);
  }

  private static void assertRateLimited(AcmeResponse response) throws Exception {
    assertRejected(response, 429, "rateLimited", "rate");
    assertThat(Integer.parseInt(AcmeFixture.header(response, "Retry-After"))).isBetween(1, 3600);
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
  void revocationsByCertificateKey_areLimitedByKey() throws Exception {
    open(9, 9, 9, OptionalInt.of(4));
    KeyPair key = AcmeClient.keyPair();
    AcmeClient holder = new AcmeClient(server);
    holder.use(AcmeClient.jwk(key));
    List<Integer> responses = new ArrayList<>();
    AcmeResponse response = AcmeResponse.empty(0);
    for (int n = 1; n <= 5; n++) {
      // Each of these callers has sent four requests.
      AcmeClient client = registered("team-" + n + ";dns=*.test");
      X509Certificate certificate = client.certificate(client.obtain(key, "a.test"));
      Map<String, String> content =
          Map.of("certificate", Base64Url.encode(certificate.getEncoded()));
      response =
          server.post("revoke-cert", holder.signedWithJwk("revoke-cert", JsonText.of(content)));
      responses.add(response.status());
    }

    assertThat(responses).containsExactly(200, 200, 200, 200, 429);
    assertRateLimited(response);
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

  @Test
  void account_outlivesTheLongestCertificateByThirtyDays() throws Exception {
    Duration longest = Duration.ofDays(825);
    server =
        AcmeFixture.limited(
            folder,
            AcmeLimits.of(OptionalInt.empty()).keepingAccountsFor(longest),
            builder -> builder.maxCertificateValidity(longest));
    AcmeClient client = registered("team-a;dns=*.test");
    server.clock.add(Duration.ofDays(100));
    client.order("a.test");

    String path = client.accountPath();
    String id = path.substring(path.lastIndexOf('/') + 1);
    assertThat(server.ca().enrolment().acme().account(id).orElseThrow().expiresAt())
        .isEqualTo(server.clock.instant().plus(longest).plus(Duration.ofDays(30)));
  }
}
