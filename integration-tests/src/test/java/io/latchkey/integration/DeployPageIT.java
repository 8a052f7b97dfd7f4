package io.latchkey.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.latchkey.base.testing.FreePorts;
import io.latchkey.base.testing.Tools;
import io.latchkey.jaxrs.testing.RecordedRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** Runs the commands of this server's page in {@code docs/deploy} in an empty folder. */
@TestInstance(Lifecycle.PER_CLASS)
class DeployPageIT {
  private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern RUN =
      Pattern.compile("<!-- run -->\\n```sh\\n(.*?)```", Pattern.DOTALL);
  private static final Pattern ANSWER =
      Pattern.compile("```(?:json|text)\\n(.*?)\\n```", Pattern.DOTALL);
  private static final Pattern AFTER_RENEWAL = Pattern.compile("--exec \"([^\"]+)\"");
  // On the page "certificate run" does this, one day before the certificate expires.
  private static final String RENEW =
      """
      latchkey certificate create --force --url http://localhost:8080/latchkey --psk-file psk \
        --common-name localhost --dns-names localhost --out-dir tls
      """;
  private static final String EST =
      """
      renew() {
        local name=$1 status
        shift
        status=$(curl -sS -o est.out -w '%{http_code}' --cacert ca.pem "$@" -H 'Content-Type: application/pkcs10' \
          --data-binary @worker-1.csr https://localhost:8443/latchkey/.well-known/est/simplereenroll) ||
          status='rejected handshake'
        echo "renewal $name $status $(sed -n 's/.*"reason":"\\([a-z_]*\\)".*/\\1/p' est.out)" | sed 's/ *$//'
        : > est.out
      }
      renew own --cert worker-1.crt --key worker-1.key
      renew none
      openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout foreign.key -out foreign.crt \
        -subj /CN=worker-1.example.org -days 2
      renew foreign --cert foreign.crt --key foreign.key
      renew own --cert worker-1.crt --key worker-1.key
      SERIAL=$(openssl x509 -in worker-1.crt -noout -serial | cut -d= -f2 | tr A-F a-f)
      curl -sS --fail --cacert ca.pem -X POST \
        -H "Authorization: Bearer $(latchkey token --psk-file psk --claim sub=ops --claim roles=admin)" \
        https://localhost:8443/latchkey/ca/certificates/$SERIAL/revoke
      renew own --cert worker-1.crt --key worker-1.key
      """;
  private static final List<String> PORTS = List.of("8080", "8443", "8005", "9990");
  private static final String KEEP_PID = "trap 'echo ${!-} > server.pid' EXIT\n";

  private final Path home = Path.of(System.getProperty("server.home"));
  private final ServerUnderTest server = ServerUnderTest.current();
  private final Map<String, Integer> ports = new LinkedHashMap<>();
  private Path folder;
  private String page = "";
  private String output = "";

  @BeforeAll
  void runThePage() throws Exception {
    putDownloadsIntoAnEmptyFolder();
    page = Files.readString(REPOSITORY.resolve("docs/deploy").resolve(server.page().file()));
    // The page names one version. The test replaces it with the version of this run.
    assertThat(page).contains(server.page().home());
    output = run("page", KEEP_PID + String.join("\n", found(RUN, page)));
  }

  private void putDownloadsIntoAnEmptyFolder() throws Exception {
    Tools.require("bash", "curl", "openssl", "sed");
    folder = Folders.create();
    Path unpacked = folder.resolve(home.getFileName());
    copy(home, unpacked);
    for (String war : server.page().wars()) {
      Files.copy(War.built(war), folder.resolve(war + ".war"));
    }
    Files.copy(
        REPOSITORY.resolve("client/target/client-commands.jar"),
        folder.resolve("latchkey-cli.jar"));
    PORTS.forEach(port -> ports.put(port, FreePorts.next()));
    for (String configuration :
        List.of(
            "conf/server.xml", "standalone/configuration/standalone.xml", "bin/jboss-cli.xml")) {
      Path file = unpacked.resolve(configuration);
      if (Files.exists(file)) {
        Files.writeString(file, withoutWaits(withFreePorts(Files.readString(file))));
      }
    }
  }

  /** Tomcat runs its periodic tasks every second instead of every ten seconds. */
  private static String withoutWaits(String configuration) {
    return configuration.replace("<Server port=", "<Server periodicEventDelay=\"1\" port=");
  }

  private String withFreePorts(String text) {
    String changed = text;
    for (Map.Entry<String, Integer> port : ports.entrySet()) {
      changed = changed.replaceAll("\\b" + port.getKey() + "\\b", port.getValue().toString());
    }
    return changed;
  }

  @AfterAll
  void stop() throws Exception {
    for (String name : List.of("tomcat.pid", "server.pid")) {
      Path file = folder.resolve(name);
      String pid = Files.exists(file) ? Files.readString(file).strip() : "";
      if (!pid.isEmpty()) {
        end(Long.parseLong(pid));
      }
    }
  }

  private static void end(long pid) throws Exception {
    ProcessHandle process = ProcessHandle.of(pid).orElse(null);
    if (process != null) {
      process.destroy();
      process.onExit().get(3, TimeUnit.MINUTES);
    }
  }

  @Test
  void page_leadsToHttpsWithARenewedCertificate() throws Exception {
    assertThat(output)
        .contains(found(ANSWER, page))
        .doesNotContain("\"status\":4", "\"status\":5", "\"outcome\" => \"failed\"");
    assertThat(askOverTls().version()).isEqualTo(HttpClient.Version.HTTP_2);
    X509Certificate first = served();
    run("renewal", definitions() + RENEW + String.join("\n", found(AFTER_RENEWAL, page)));
    await()
        .atMost(Duration.ofMinutes(2))
        .untilAsserted(
            () -> assertThat(served().getSerialNumber()).isNotEqualTo(first.getSerialNumber()));
  }

  /** The functions and variables of the page. */
  private String definitions() {
    return found(RUN, page).get(0).replaceFirst("(?m)^\\(umask.*$", "");
  }

  /** The page enrols and renews the certificate of {@code worker-1} over EST. */
  @Test
  void clientCertificate_renewsItselfUntilItIsRevoked() throws Exception {
    String responses = run("est", definitions() + EST);

    assertThat(responses.lines().filter(line -> line.startsWith("renewal ")))
        .containsExactly(
            "renewal own 200",
            "renewal none 401 missing",
            "renewal foreign rejected handshake",
            "renewal own 200",
            "renewal own 401 revoked");
  }

  private static List<String> found(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(match -> match.group(1)).toList();
  }

  /** Runs commands of the page with the ports, the version and the intervals of this test. */
  private String run(String name, String commands) throws Exception {
    String script =
        withFreePorts(commands)
            .replace(
                "echo jetty.http.host=127.0.0.1",
                "printf 'jetty.http.host=127.0.0.1\\njetty.http.port=" + ports.get("8080") + "\\n'")
            .replace(server.page().home(), home.getFileName().toString())
            .replace("ee10", server.jettyEnvironment())
            .replace(
                "checkPeriod=\"3600\" daysBefore=\"2\"", "checkPeriod=\"1\" daysBefore=\"400\"")
            .replace("reload.scanInterval=10", "reload.scanInterval=1");
    Path file = Files.writeString(folder.resolve(name + ".sh"), script);
    Path output = folder.resolve(name + ".log");
    ServerProcess bash =
        ServerProcess.start(folder, output, Map.of(), List.of("bash", "-eu", file.toString()));
    int status = bash.exitStatus();
    String text = Files.readString(output);
    assertThat(status).as(text).isZero();
    return text;
  }

  /** Sends a request over TLS, with HTTP/2 if the server offers it. */
  private HttpResponse<String> askOverTls() throws Exception {
    URI ready = URI.create("https://localhost:" + ports.get("8443") + "/latchkey/health/ready");
    HttpClient http = HttpClient.newBuilder().sslContext(trustInThePagesCa()).build();
    return http.send(HttpRequest.newBuilder(ready).build(), BodyHandlers.ofString());
  }

  /** Returns the current certificate of the server. */
  private X509Certificate served() throws Exception {
    return (X509Certificate) askOverTls().sslSession().orElseThrow().getPeerCertificates()[0];
  }

  private SSLContext trustInThePagesCa() throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry(
        "ca", RecordedRequest.certificate(Files.readString(folder.resolve("ca.pem"))));
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, factory.getTrustManagers(), null);
    return context;
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.collect(Collectors.toList())) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }
}
