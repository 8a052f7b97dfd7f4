package io.latchkey.integration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.latchkey.sample.Tools;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Follows the page of this server in {@code docs/deploy} to the letter, from an empty folder. */
class DeployPageIT {
  private static final Path REPOSITORY = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern RUN =
      Pattern.compile("<!-- run -->\\n```sh\\n(.*?)```", Pattern.DOTALL);
  private static final Pattern PID = Pattern.compile("server-pid=(\\d+)");
  private static final String RENEW =
      """
      latchkey certificate create --force --url http://localhost:8080/latchkey --psk-file psk \
        --common-name localhost --dns-names localhost --out-dir tls
      if [ -f pack.sh ]; then sh pack.sh; fi
      """;

  private final Path home = Path.of(System.getProperty("server.home"));
  private final int http = freePort();
  private final int https = freePort();
  private final int shutdown = freePort();
  private Path folder;

  DeployPageIT() throws IOException {}

  @BeforeEach
  void putDownloadsIntoAnEmptyFolder() throws Exception {
    Tools.require("bash", "curl", "openssl", "sed");
    folder = Folders.create();
    copy(home, folder.resolve(home.getFileName()));
    Files.copy(War.built("latchkey"), folder.resolve("latchkey.war"));
    Files.copy(
        REPOSITORY.resolve("client/target/latchkey-cli.jar"), folder.resolve("latchkey-cli.jar"));
    Path server = folder.resolve(home.getFileName()).resolve("conf/server.xml");
    if (Files.exists(server)) {
      Files.writeString(
          server,
          Files.readString(server)
              .replace("port=\"8005\"", "port=\"" + shutdown + "\"")
              .replace("port=\"8080\"", "port=\"" + http + "\""));
    }
  }

  @AfterEach
  void stop() throws Exception {
    Path pidFile = folder.resolve("tomcat.pid");
    Path output = folder.resolve("page.log");
    if (Files.exists(pidFile)) {
      end(Long.parseLong(Files.readString(pidFile).strip()));
    } else if (Files.exists(output)) {
      Matcher pids = PID.matcher(Files.readString(output));
      while (pids.find()) {
        end(Long.parseLong(pids.group(1)));
      }
    }
  }

  private static void end(long pid) throws Exception {
    ProcessHandle server = ProcessHandle.of(pid).orElse(null);
    if (server != null) {
      server.destroy();
      server.onExit().get(1, java.util.concurrent.TimeUnit.MINUTES);
    }
  }

  @Test
  void page_leadsToAnAuthenticatedRequestAndACertificateThatIsRenewedWhileRunning()
      throws Exception {
    String page = page();
    List<String> blocks = RUN.matcher(page).results().map(block -> block.group(1)).toList();
    // The page is of one version; where it is for several, this run's is put in its place.
    assertThat(page).contains(ServerUnderTest.current().homeOfThePage());

    String output = run(String.join("\n", blocks) + "\necho server-pid=${!-}\n");

    assertThat(output)
        .contains("{\"name\":\"worker-1\",\"roles\":[\"service\"],\"scheme\":\"psk\"}")
        .doesNotContain("\"status\":4", "\"status\":5");
    X509Certificate first = served();
    run(blocks.get(0).replaceFirst("(?m)^\\(umask.*$", "") + RENEW);
    await()
        .atMost(Duration.ofMinutes(2))
        .untilAsserted(
            () -> assertThat(served().getSerialNumber()).isNotEqualTo(first.getSerialNumber()));
  }

  private String page() throws IOException {
    return Files.readString(
        REPOSITORY.resolve("docs/deploy").resolve(ServerUnderTest.current().page()));
  }

  /** Runs commands of the page with the ports, the version and the patience of this test. */
  private String run(String commands) throws Exception {
    String script =
        commands
            .replace("8080", Integer.toString(http))
            .replace(
                "echo jetty.http.host=127.0.0.1",
                "printf 'jetty.http.host=127.0.0.1\\njetty.http.port=" + http + "\\n'")
            .replace("8443", Integer.toString(https))
            .replace(ServerUnderTest.current().homeOfThePage(), home.getFileName().toString())
            .replace("ee10", ServerUnderTest.current().jettyEnvironment())
            .replace(
                "checkPeriod=\"3600\" daysBefore=\"2\"", "checkPeriod=\"1\" daysBefore=\"400\"")
            .replace("reload.scanInterval=10", "reload.scanInterval=1");
    Path file = Files.writeString(folder.resolve("page.sh"), script);
    Path output = folder.resolve("page.log");
    ServerProcess bash =
        ServerProcess.start(
            folder, output, java.util.Map.of(), List.of("bash", "-eu", file.toString()));
    int status = bash.exitStatus();
    String text = Files.readString(output);
    assertThat(status).as(text).isZero();
    return text;
  }

  /** The certificate that the server shows now. Whose it is, curl has checked. */
  private X509Certificate served() throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {new Anybody()}, null);
    try (SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket("localhost", https)) {
      return (X509Certificate) socket.getSession().getPeerCertificates()[0];
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.collect(Collectors.toList())) {
        Files.copy(file, to.resolve(from.relativize(file).toString()));
      }
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static final class Anybody implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String type) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String type) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
