package io.latchkey.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.latchkey.filter.observe.AuthenticationStatistics;
import io.latchkey.tokens.ComponentRoot;
import io.latchkey.tokens.PreSharedKey;
import io.latchkey.tokens.TokenSigner;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A flood of tokens with forged component keys beside known callers. */
class ComponentFloodIT {
  private static final int SENDERS = 20;
  private static final int ADDRESSES = 256;
  private static final int CALLS = 100;
  private static final String KNOWN = "198.51.100.1";

  private final ExecutorService threads = Executors.newFixedThreadPool(SENDERS);
  private final List<Future<Void>> senders = new ArrayList<>();
  private final AtomicInteger responses = new AtomicInteger();
  private final ComponentRoot root = ComponentRoot.of(PreSharedKey.of(Tokens.PSK));
  private volatile boolean flooding = true;
  private TestServer server;

  @BeforeEach
  void start() throws Exception {
    server =
        TestServer.builder()
            .param("latchkey.trusted-proxies", "127.0.0.0/8")
            .param("latchkey.kdf-concurrency", "1")
            .servlet("/*", new WhoServlet())
            .start();
  }

  @AfterEach
  void stop() throws Exception {
    flooding = false;
    threads.shutdownNow();
    server.close();
  }

  private int status(String address, String token) throws Exception {
    return server
        .request("GET /whoami", "X-Forwarded-For: " + address, "Authorization: Bearer " + token)
        .status();
  }

  private Void flood(int sender) throws Exception {
    while (flooding) {
      int n = responses.getAndIncrement();
      String path = "forged-" + sender + "~x;days=1~x~x~x~x~x~n" + n;
      assertThat(status("192.0.2." + n % ADDRESSES, Tokens.withKeyId("lk1." + path)))
          .isIn(401, 429);
    }
    return null;
  }

  @Test
  void knownCallers_areServedWithoutKeyDerivation() throws Exception {
    TokenSigner component = TokenSigner.of(root.derive("team-a"));
    TokenSigner psk = Tokens.signer(Tokens.PSK);
    assertThat(status(KNOWN, component.sign(Map.of()))).isEqualTo(200);
    assertThat(status(KNOWN, psk.sign(Map.of()))).isEqualTo(200);
    for (int n = 0; n < SENDERS; n++) {
      int sender = n;
      senders.add(threads.submit(() -> flood(sender)));
    }
    await().until(() -> responses.get() > 2 * ADDRESSES);

    for (int n = 0; n < CALLS; n++) {
      assertThat(status(KNOWN, component.sign(Map.of("n", n)))).isEqualTo(200);
      assertThat(status(KNOWN, psk.sign(Map.of("n", n)))).isEqualTo(200);
      // A component with a new path at an address without failures is served too.
      TokenSigner newcomer = TokenSigner.of(root.derive("team-a").derive("n" + n));
      assertThat(status("198.51.100.2", newcomer.sign(Map.of()))).isEqualTo(200);
    }

    flooding = false;
    for (Future<Void> sender : senders) {
      sender.get();
    }
    AuthenticationStatistics statistics =
        (AuthenticationStatistics)
            server.contextAttribute(AuthenticationStatistics.class.getName());
    assertThat(statistics.verifications().derivations()).isEqualTo(1);
    assertThat(statistics.rejected("signature")).isGreaterThan(ADDRESSES);
  }
}
