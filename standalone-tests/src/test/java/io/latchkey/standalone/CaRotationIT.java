package io.latchkey.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import io.latchkey.base.testing.FreePorts;
import io.latchkey.base.testing.Tools;
import io.latchkey.client.CertificateAuthorityClient;
import io.latchkey.client.CertificateRequest;
import io.latchkey.client.RenewingCertificate;
import io.latchkey.pki.Certificates;
import io.latchkey.pki.KeyType;
import io.latchkey.pki.Pem;
import io.latchkey.tokens.PreSharedKey;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A rotation of the CA of the started WAR, while clients of every kind send requests. */
class CaRotationIT {
  /** All certificates are renewed within this time, and each phase takes as long. */
  private static final int PHASE_SECONDS = 60;

  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final Map<String, String> SHORT_LIVES =
      Map.of(
          "LATCHKEY_CERT_VALIDITY", "PT" + PHASE_SECONDS + "S",
          "LATCHKEY_CERT_MAX_VALIDITY", "PT" + PHASE_SECONDS + "S",
          "LATCHKEY_CERT_RATE", "none");

  @TempDir Path folder;
  private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(8);
  private final List<AutoCloseable> open = new ArrayList<>();
  private final List<Load> loads = new CopyOnWriteArrayList<>();
  private final PreSharedKey psk = PreSharedKey.generate();

  /** Requests of one client, one after another. */
  private record Load(String name, AtomicInteger succeeded, List<String> failures) {}

  private Load load(String name, Callable<?> request) {
    Load load = new Load(name, new AtomicInteger(), new CopyOnWriteArrayList<>());
    loads.add(load);
    var unused =
        threads.scheduleWithFixedDelay(
            () -> {
              try {
                request.call();
                load.succeeded().incrementAndGet();
              } catch (Exception | AssertionError e) {
                load.failures().add(e.toString());
              }
            },
            0,
            1,
            TimeUnit.SECONDS);
    return load;
  }

  @AfterEach
  void stop() throws Exception {
    threads.shutdown();
    assertThat(threads.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
    for (int i = open.size() - 1; i >= 0; i--) {
      open.get(i).close();
    }
  }

  @Test
  @Timeout(1200)
  void rotationUnderLoad_failsNoRequest() throws Exception {
    Tools.require("curl", "nginx");
    KnownSecrets.add(psk.reveal());
    LatchkeyProcess server =
        LatchkeyProcess.start(SHORT_LIVES, folder.resolve("data"), "--psk", psk.reveal());
    open.add(server);
    Client client = Client.of(server, psk);
    Path oldRoot = write("old.pem", Pem.encode(client.root()));
    int nginx = startNginx(server);
    RenewingCertificate callee = component(server, "localhost");
    URI component = serve(callee.sslContext());
    startClients("before", server, client, oldRoot, nginx, component);
    awaitRequests();

    assertThat(latchkey(server, "ca", "rotate")).startsWith("Announced the root ");
    assertThat(phase(client)).isEqualTo("announced");
    assertThat(Client.Trust.fetchRoot(server)).isEqualTo(client.root());
    await().atMost(PATIENCE).until(() -> phase(client).equals("switched"));

    X509Certificate next = Certificates.parseAll(Unchecked.get(server.url() + "/ca/cert")).get(0);
    assertThat(next).isNotEqualTo(client.root());
    startClients("after", server, client, write("new.pem", Pem.encode(next)), nginx, component);
    awaitRequests();
    await().atMost(PATIENCE).until(() -> phase(client).equals("none"));
    awaitRequests();

    assertThat(loads).allSatisfy(each -> assertThat(each.failures()).as(each.name()).isEmpty());
    assertThat(callee.current().authority()).isEqualTo(next);
  }

  private void startClients(
      String when, LatchkeyProcess server, Client client, Path root, int nginx, URI component)
      throws Exception {
    String token = client.serviceToken();
    load("curl, CA, " + when, () -> curl(root, server.url() + "/whoami", token));
    load("curl, nginx, " + when, () -> curl(root, "https://localhost:%d/".formatted(nginx), ""));
    RenewingCertificate caller = component(server, "worker-" + when);
    load("client, CA, " + when, () -> get(caller, URI.create(server.url() + "/whoami"), token));
    load("client, component, " + when, () -> get(caller, component, ""));
    reference(when, server, client, root);
  }

  private void awaitRequests() {
    List<Integer> before = loads.stream().map(load -> load.succeeded().get()).toList();
    await()
        .atMost(PATIENCE)
        .until(
            () -> {
              for (int i = 0; i < before.size(); i++) {
                if (loads.get(i).failures().isEmpty()
                    && loads.get(i).succeeded().get() < before.get(i) + 5) {
                  return false;
                }
              }
              return true;
            });
  }

  private static String phase(Client client) throws Exception {
    String body = client.get("/health/ready").body();
    return body.replaceFirst("(?s).*\"rotation\":\"([a-z]+)\".*", "$1");
  }

  private Path write(String file, String content) throws IOException {
    return Files.writeString(folder.resolve(file), content);
  }

  private RenewingCertificate component(LatchkeyProcess server, String name) throws Exception {
    RenewingCertificate certificate =
        RenewingCertificate.builder(
                CertificateAuthorityClient.connect(URI.create(server.url()), psk),
                new CertificateRequest(
                    name, List.of(name), List.of(), KeyType.EC_P256, Optional.empty()))
            .start();
    open.add(certificate);
    return certificate;
  }

  /** A component that answers only clients with a certificate. */
  private URI serve(SSLContext context) throws IOException {
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setHttpsConfigurator(
        new HttpsConfigurator(context) {
          @Override
          public void configure(HttpsParameters parameters) {
            SSLParameters asked = getSSLContext().getDefaultSSLParameters();
            asked.setNeedClientAuth(true);
            parameters.setSSLParameters(asked);
          }
        });
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            exchange.getResponseHeaders().set("Connection", "close");
            exchange.sendResponseHeaders(204, -1);
          }
        });
    server.start();
    open.add(() -> server.stop(0));
    return URI.create("https://localhost:%d/".formatted(server.getAddress().getPort()));
  }

  private static Integer get(RenewingCertificate certificate, URI url, String token)
      throws Exception {
    HttpsURLConnection connection = (HttpsURLConnection) url.toURL().openConnection();
    connection.setSSLSocketFactory(certificate.sslContext().getSocketFactory());
    connection.setRequestProperty("Connection", "close");
    if (!token.isEmpty()) {
      connection.setRequestProperty("Authorization", "Bearer " + token);
    }
    int status = connection.getResponseCode();
    assertThat(status).isBetween(200, 204);
    connection.disconnect();
    return status;
  }

  private String curl(Path root, String url, String token) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                "curl", "-sS", "-f", "-m", "20", "-o", "/dev/null", "--cacert", root.toString()));
    if (!token.isEmpty()) {
      command.addAll(List.of("-H", "Authorization: Bearer " + token));
    }
    command.add(url);
    return Tools.run(folder, command.toArray(String[]::new));
  }

  /** Python's ssl module, with the exchange of the reference client: a request without a type. */
  private void reference(String when, LatchkeyProcess server, Client client, Path root)
      throws Exception {
    Path script = folder.resolve("reference.py");
    Path request = folder.resolve("reference.csr");
    copy("/rotation/reference.py", script);
    copy("/interop/csr/fixlib-component.pem", request);
    Process process =
        new ProcessBuilder(
                "python3", script.toString(), server.url(), root.toString(), request.toString())
            .redirectErrorStream(true)
            .start();
    open.add(process::destroyForcibly);
    var input = process.outputWriter();
    var output = process.inputReader();
    String token = client.serviceToken();
    load(
        "reference client, " + when,
        () -> {
          input.write(token + "\n");
          input.flush();
          String line = output.readLine();
          assertThat(line).isEqualTo("ok");
          return line;
        });
  }

  private static void copy(String resource, Path target) throws IOException {
    try (InputStream in = CaRotationIT.class.getResourceAsStream(resource)) {
      Files.write(target, in.readAllBytes());
    }
  }

  /** nginx with the files that {@code certificate run} keeps fresh. */
  private int startNginx(LatchkeyProcess server) throws Exception {
    int port = FreePorts.next();
    Path configuration =
        write(
            "nginx.conf",
            """
            pid nginx.pid;
            error_log stderr;
            events {}
            http {
              access_log off;
              client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi;
              uwsgi_temp_path uwsgi; scgi_temp_path scgi;
              server {
                listen 127.0.0.1:%d ssl;
                ssl_certificate %s/localhost.crt;
                ssl_certificate_key %s/localhost.key;
                return 204;
              }
            }
            """
                .formatted(port, folder, folder));
    String nginx = "nginx -e stderr -p '%s' -c '%s'".formatted(folder, configuration);
    List<String> command =
        LatchkeyProcess.cli(
            "certificate",
            "run",
            "--common-name",
            "localhost",
            "--dns-names",
            "localhost",
            "--out-dir",
            folder.toString(),
            "--exec",
            "test ! -e '%s/nginx.pid' || ".formatted(folder) + nginx + " -s reload",
            "--url",
            server.url());
    LatchkeyProcess keeper = LatchkeyProcess.run(Map.of("LATCHKEY_PSK", psk.reveal()), command);
    open.add(keeper);
    await().atMost(PATIENCE).until(() -> Files.exists(folder.resolve("localhost.crt")));
    Tools.run(folder, "sh", "-c", nginx + " > nginx.log 2>&1");
    open.add(() -> Tools.run(folder, "sh", "-c", nginx + " -s stop"));
    return port;
  }

  private String latchkey(LatchkeyProcess server, String... arguments) {
    return server.latchkey(psk.reveal(), arguments);
  }

  @Test
  void rotation_worksOverHttpAndCommandLine() throws Exception {
    KnownSecrets.add(psk.reveal());
    try (LatchkeyProcess server =
        LatchkeyProcess.start(Map.of(), folder.resolve("data"), "--psk", psk.reveal())) {
      Client client = Client.of(server, psk);

      assertThat(rotate(client, client.serviceToken(), "").statusCode()).isEqualTo(403);
      assertThat(rotate(client, client.adminToken(), "x").body())
          .contains("\"reason\":\"parameter\"");
      assertThat(latchkey(server, "ca", "rotate", "--json")).contains("\"phase\":\"announced\"");
      HttpResponse<String> again = rotate(client, client.adminToken(), "");
      assertThat(again.statusCode()).isEqualTo(409);
      assertThat(again.body()).contains("\"reason\":\"rotation_not_possible\"");
      assertThat(latchkey(server, "ca", "rotate", "--switch-now"))
          .startsWith("The CA switched to the root ");

      assertThat(phase(client)).as("over TLS with the old root").isEqualTo("switched");
      assertThat(server.stderr())
          .contains("is announced. Certificates are still signed with the root")
          .contains("Next: the key of the former root");
      assertThat(client.get("/metrics", client.adminToken()).body())
          .contains("latchkey_ca_rotation_phase{phase=\"switched\"} 1.0")
          .contains("latchkey_ca_rotation_remaining_seconds");
    }
  }

  private static HttpResponse<String> rotate(Client client, String token, String body)
      throws Exception {
    return client.send(
        client
            .request("/ca/rotate")
            .header("Authorization", "Bearer " + token)
            .POST(BodyPublishers.ofString(body)));
  }
}
