package io.latchkey.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.latchkey.base.testing.FreePorts;
import io.latchkey.client.BearerTokenHttpClient;
import io.latchkey.client.CertificateAuthorityClient;
import io.latchkey.client.CertificateRecords.Query;
import io.latchkey.client.CertificateRequest;
import io.latchkey.client.ComponentCertificate;
import io.latchkey.client.RenewalListener;
import io.latchkey.client.RenewingCertificate;
import io.latchkey.client.TokenSource;
import io.latchkey.pki.KeyType;
import io.latchkey.tokens.PreSharedKey;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The components of a system with the started WAR as their CA, over real TLS. */
class ComponentSideIT {
  private static final Map<String, String> SHORT_LIVES = Map.of("LATCHKEY_CERT_VALIDITY", "PT8S");

  /** The renewal is due 5 s before the end, so that it succeeds on a busy machine. */
  private static final Map<String, String> LONGER_LIVES = Map.of("LATCHKEY_CERT_VALIDITY", "PT15S");

  private static final int REQUESTS_PER_CLIENT = 50;
  private static final Duration BETWEEN_CLIENTS = Duration.ofMillis(200);
  private static final int RENEWALS = 2;

  @TempDir Path folder;

  private final List<LatchkeyProcess> started = new ArrayList<>();
  private PreSharedKey psk = newKey();
  private final Events events = new Events();
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private LatchkeyProcess server;
  private final int port = FreePorts.next();

  /** What became of renewals. */
  private static final class Events implements RenewalListener {
    private final List<ComponentCertificate> renewed = new CopyOnWriteArrayList<>();
    private final List<Exception> failed = new CopyOnWriteArrayList<>();

    @Override
    public void renewed(ComponentCertificate certificate) {
      renewed.add(certificate);
    }

    @Override
    public void failed(Exception problem, Instant nextTry) {
      failed.add(problem);
    }
  }

  private static PreSharedKey newKey() {
    PreSharedKey key = PreSharedKey.generate();
    KnownSecrets.add(key.reveal());
    return key;
  }

  @AfterEach
  void stop() {
    threads.shutdownNow();
    started.forEach(LatchkeyProcess::close);
  }

  /** On the same port each time; the first key is the one that the CA proves itself with. */
  private void start(Map<String, String> environment, String data, PreSharedKey... keys) {
    List<String> flags =
        new ArrayList<>(
            List.of(
                "--host",
                "localhost",
                "--port",
                String.valueOf(port),
                "--data-dir",
                folder.resolve(data).toString(),
                "--psk",
                keys[0].reveal()));
    if (keys.length > 1) {
      flags.addAll(List.of("--previous-psk", keys[1].reveal()));
    }
    server = LatchkeyProcess.launch(environment, flags.toArray(String[]::new));
    started.add(server);
    server.awaitReady();
  }

  /** Takes the server with default settings. */
  private void useSharedServer() {
    server = SharedServer.process();
    psk = SharedServer.psk();
  }

  private CertificateAuthorityClient connect() throws Exception {
    return CertificateAuthorityClient.connect(URI.create(server.url()), psk);
  }

  private RenewingCertificate component(String name, Events told) throws Exception {
    CertificateRequest request =
        new CertificateRequest(name, List.of(name), List.of(), KeyType.EC_P256, Optional.empty());
    return RenewingCertificate.builder(connect(), request).listener(told).start();
  }

  private void awaitRenewals(int more) {
    int now = events.renewed.size();
    await().until(() -> events.renewed.size() >= now + more);
  }

  @Test
  void library_obtainsARecordedCertificate() throws Exception {
    useSharedServer();
    CertificateAuthorityClient client = connect();

    ComponentCertificate certificate =
        client.request(
            new CertificateRequest(
                "worker-1",
                List.of("worker-1.example.org"),
                List.of("10.0.0.5", "2001:db8::1"),
                KeyType.RSA_2048,
                Optional.of(Duration.ofDays(7))));

    assertThat(client.authority().fingerprint()).isEqualTo(server.fingerprint());
    assertThat(certificate.notAfter()).isBefore(Instant.now().plus(Duration.ofDays(7)));
    assertThat(client.records().list(Query.newest(10)))
        .anySatisfy(
            record -> {
              assertThat(record.subject()).isEqualTo("CN=worker-1");
              assertThat(record.ipAddresses()).hasSize(2);
              assertThat(record.serial())
                  .isEqualTo(certificate.certificate().getSerialNumber().toString(16));
            });
  }

  @Test
  void preconfiguredClient_isAuthenticatedAsTheComponent() throws Exception {
    useSharedServer();
    try (RenewingCertificate certificate = component("worker-1", events)) {
      HttpClient client =
          BearerTokenHttpClient.of(
              certificate.sslContext(), TokenSource.of(psk, Map.of("sub", "worker-1")));

      HttpResponse<String> response =
          client.send(
              HttpRequest.newBuilder(URI.create(server.url() + "/whoami")).build(),
              BodyHandlers.ofString());

      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.body()).contains("\"name\":\"worker-1\"", "\"scheme\":\"psk\"");
    }
  }

  @Test
  void commandLine_createsListsAndShows() throws Exception {
    useSharedServer();

    latchkey(
        "certificate",
        "create",
        "--common-name",
        "arangodb.local",
        "--dns-names",
        "arangodb.local",
        "localhost",
        "--ip-addresses",
        "10.0.0.5",
        "--out-dir",
        folder.toString());
    String list = latchkey("certificate", "list", "--name", "arangodb.local");
    String serial = list.substring(0, list.indexOf(' '));

    assertThat(list.lines()).hasSize(1);
    assertThat(latchkey("certificate", "show", serial))
        .contains("DNS names    arangodb.local, localhost", "addresses    10.0.0.5");
    assertThat(latchkey("certificate", "show", serial, "--pem").strip())
        .isEqualTo(Files.readString(folder.resolve("arangodb.local.crt")).strip());
    assertThat(latchkey("ca-cert", "--json")).contains(server.fingerprint());
  }

  private String latchkey(String... arguments) {
    return server.latchkey(psk.reveal(), arguments);
  }

  @Test
  void requestsDuringManyRenewals_allSucceed() throws Exception {
    start(LONGER_LIVES, "data", psk);
    Events others = new Events();
    try (RenewingCertificate callee = component("localhost", others);
        RenewingCertificate caller = component("worker-1", events)) {
      HttpsServer component = serve(callee.sslContext());
      URI url = URI.create("https://localhost:" + component.getAddress().getPort() + "/");
      HttpRequest request = HttpRequest.newBuilder(url).build();

      // Each client makes a new connection, so that handshakes happen before and after renewals.
      await()
          .pollInterval(BETWEEN_CLIENTS)
          .until(
              () -> {
                HttpClient client = client(caller);
                for (int n = 0; n < REQUESTS_PER_CLIENT; n++) {
                  assertThat(client.send(request, BodyHandlers.discarding()).statusCode())
                      .isEqualTo(204);
                }
                return events.renewed.size() > RENEWALS && others.renewed.size() > RENEWALS;
              });
      component.stop(0);

      assertThat(events.failed).isEmpty();
      assertThat(others.failed).isEmpty();
    }
  }

  private static HttpClient client(RenewingCertificate certificate) {
    return HttpClient.newBuilder()
        .version(HttpClient.Version.HTTP_1_1)
        .sslContext(certificate.sslContext())
        .build();
  }

  /** A component that answers those who show a certificate. */
  private HttpsServer serve(SSLContext context) throws IOException {
    HttpsServer component =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
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
            exchange.sendResponseHeaders(204, -1);
          }
        });
    component.start();
    return component;
  }

  /** Restarts with the same settings, with the next pre-shared key, and with another CA. */
  @Test
  void serverRestarts_doNotInterruptRenewals() throws Exception {
    start(SHORT_LIVES, "data", psk);
    try (RenewingCertificate certificate = component("worker-1", events)) {
      awaitRenewals(1);
      server.close();
      start(SHORT_LIVES, "data", psk);
      awaitRenewals(1);
      assertThat(certificate.current().notAfter()).isAfter(Instant.now());

      server.close();
      start(SHORT_LIVES, "data", newKey(), psk);
      awaitRenewals(2);
      assertThat(certificate.current().notAfter()).isAfter(Instant.now());

      ComponentCertificate before = certificate.current();
      server.close();
      start(SHORT_LIVES, "another", psk);
      await().until(() -> !certificate.current().authority().equals(before.authority()));
      assertThat(certificate.trustManager().getAcceptedIssuers())
          .containsExactlyInAnyOrder(before.authority(), certificate.current().authority());
    }
  }
}
