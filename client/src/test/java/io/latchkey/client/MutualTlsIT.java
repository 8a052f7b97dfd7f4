package io.latchkey.client;

import static io.latchkey.client.ScriptedServer.QUICK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.latchkey.base.net.TlsTrust;
import io.latchkey.pki.KeyType;
import io.latchkey.tokens.PreSharedKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two components, each with the SSL context of its own certificate, call each other. */
class MutualTlsIT {
  private static final int REQUESTS_PER_CLIENT = 50;
  private static final Duration BETWEEN_CLIENTS = Duration.ofMillis(200);
  private static final int RENEWALS = 2;

  private final PreSharedKey psk = PreSharedKey.generate();
  private final ScriptedServer ca = new ScriptedServer(TestAuthority.named("CA"), psk);
  private final RenewalEvents callee = new RenewalEvents();
  private final RenewalEvents caller = new RenewalEvents();
  private final Set<String> serialsSeen = ConcurrentHashMap.newKeySet();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private HttpsServer component;

  @BeforeEach
  void create() throws IOException {
    component = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
  }

  @AfterEach
  void stop() {
    component.stop(0);
    threads.shutdownNow();
    ca.close();
  }

  private RenewingCertificate component(RenewalEvents events, String name, KeyType type)
      throws Exception {
    return RenewingCertificate.builder(
            CertificateAuthorityClient.connect(ca.url(), psk, QUICK, Clock.systemUTC()),
            new CertificateRequest(name, List.of(name), List.of(), type, Optional.empty()))
        .listener(events)
        .start();
  }

  /** Answers clients that present a certificate. */
  private void serve(SSLContext context) {
    component.setHttpsConfigurator(
        new HttpsConfigurator(context) {
          @Override
          public void configure(HttpsParameters parameters) {
            SSLParameters asked = getSSLContext().getDefaultSSLParameters();
            asked.setNeedClientAuth(true);
            parameters.setSSLParameters(asked);
          }
        });
    component.setExecutor(threads);
    component.createContext(
        "/",
        exchange -> {
          try (exchange) {
            serialsSeen.add(serial(exchange));
            exchange.sendResponseHeaders(204, -1);
          }
        });
    component.start();
  }

  private static String serial(HttpExchange exchange) throws SSLPeerUnverifiedException {
    return ((X509Certificate) ((HttpsExchange) exchange).getSSLSession().getPeerCertificates()[0])
        .getSerialNumber()
        .toString(16);
  }

  private HttpRequest request() {
    return HttpRequest.newBuilder(
            URI.create("https://localhost:" + component.getAddress().getPort() + "/"))
        .build();
  }

  private int call(HttpClient client) throws IOException, InterruptedException {
    return client.send(request(), HttpResponse.BodyHandlers.discarding()).statusCode();
  }

  private static HttpClient client(SSLContext context) {
    return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).sslContext(context).build();
  }

  @ParameterizedTest
  @EnumSource(names = {"RSA_2048", "EC_P256", "EC_P384", "ED25519"})
  void componentsWithEachKeyType_trustEachOther(KeyType type) throws Exception {
    try (RenewingCertificate server = component(callee, "localhost", type);
        RenewingCertificate worker = component(caller, "worker-1", type)) {
      serve(server.sslContext());

      assertThat(call(client(worker.sslContext()))).isEqualTo(204);
      assertThat(serialsSeen)
          .containsExactly(worker.current().certificate().getSerialNumber().toString(16));
    }
  }

  @Test
  void callerWithoutCertificate_isRejected() throws Exception {
    try (RenewingCertificate server = component(callee, "localhost", KeyType.EC_P256)) {
      serve(server.sslContext());
      SSLContext none =
          TlsTrust.context(
              new KeyManager[0], TlsTrust.trusting(List.of(ca.authority().certificate())));

      assertThatThrownBy(() -> call(client(none))).isInstanceOf(IOException.class);
      assertThat(serialsSeen).isEmpty();
    }
  }

  @Test
  void componentOfAnotherCa_isNotTrusted() throws Exception {
    try (ScriptedServer other = new ScriptedServer(TestAuthority.named("CA"), psk);
        RenewingCertificate server = component(callee, "localhost", KeyType.EC_P256);
        RenewingCertificate stranger =
            RenewingCertificate.builder(
                    CertificateAuthorityClient.connect(other.url(), psk, QUICK, Clock.systemUTC()),
                    CertificateRequest.forName("localhost"))
                .start()) {
      serve(server.sslContext());

      assertThatThrownBy(() -> call(client(stranger.sslContext())))
          .isInstanceOf(SSLHandshakeException.class);
      assertThat(serialsSeen).isEmpty();
    }
  }

  @Test
  void hostNameNotInCertificate_isNotTrusted() throws Exception {
    try (RenewingCertificate server = component(callee, "elsewhere.example.org", KeyType.EC_P256);
        RenewingCertificate worker = component(caller, "worker-1", KeyType.EC_P256)) {
      serve(server.sslContext());

      assertThatThrownBy(() -> call(client(worker.sslContext())))
          .isInstanceOf(SSLHandshakeException.class)
          .hasMessageContaining("localhost");
    }
  }

  @Test
  void manyRequestsAcrossManyRenewals_noneFails() throws Exception {
    // The renewal is due 4 s before the end, so that it succeeds on a busy machine.
    ca.certificatesLive(Duration.ofSeconds(12));
    try (RenewingCertificate server = component(callee, "localhost", KeyType.EC_P256);
        RenewingCertificate worker = component(caller, "worker-1", KeyType.EC_P256)) {
      serve(server.sslContext());

      // Each client makes a new connection, so that handshakes happen before and after renewals.
      await()
          .pollInterval(BETWEEN_CLIENTS)
          .until(
              () -> {
                HttpClient client = client(worker.sslContext());
                for (int n = 0; n < REQUESTS_PER_CLIENT; n++) {
                  assertThat(call(client)).isEqualTo(204);
                }
                return caller.renewed().size() > RENEWALS
                    && callee.renewed().size() > RENEWALS
                    && serialsSeen.size() > RENEWALS;
              });

      assertThat(caller.failed()).isEmpty();
      assertThat(callee.failed()).isEmpty();
    }
  }
}
