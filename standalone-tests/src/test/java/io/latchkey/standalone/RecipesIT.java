package io.latchkey.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.latchkey.base.testing.FreePorts;
import io.latchkey.base.testing.Tools;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The recipes of docs/client.md, with the real programs and certificates that live seconds. */
class RecipesIT {
  private static final Path PAGE = Path.of("..", "docs", "client.md");
  private static final Path CLI = Path.of("..", "client", "target", "client-commands.jar");
  private static final String SHORT_LIFE = "PT20S";

  /** PostgreSQL's protocol, SSLRequest: the length of the message and its code. */
  private static final int[] SSL_REQUEST = {8, 80877103};

  @TempDir static Path data;
  private static LatchkeyProcess ca;

  private final List<String> afterwards = new ArrayList<>();

  /** No {@code @TempDir}: the database's own user has to get in. */
  private Path folder;

  private Path tls;
  private String psk;
  private LatchkeyProcess keeper;
  private int port;

  @BeforeAll
  static void startAuthority() {
    ca = LatchkeyProcess.start(Map.of("LATCHKEY_CERT_VALIDITY", SHORT_LIFE), data);
  }

  @AfterAll
  static void stopAuthority() {
    ca.close();
  }

  @BeforeEach
  void prepareFolder() throws IOException {
    folder = Files.createTempDirectory("latchkey-recipes");
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.copy(CLI, folder.resolve("latchkey-cli.jar"));
    tls = Files.createDirectory(folder.resolve("tls"));
    psk = Files.readString(data.resolve("psk")).strip();
    port = FreePorts.next();
  }

  @AfterEach
  void stop() throws Exception {
    for (String command : afterwards) {
      Tools.run(folder, "sh", "-c", command);
    }
    if (keeper != null) {
      keeper.close();
    }
    // The programs may still delete their own files.
    await().ignoreExceptions().until(this::deleteFolder);
  }

  private boolean deleteFolder() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
    return true;
  }

  @Test
  void nginx_reloadsCertificatesAndVerifiesClients() throws Exception {
    Tools.require("nginx", "curl");
    Path configuration = folder.resolve("nginx.conf");
    String nginx = "nginx -e stderr -p '%s' -c '%s'".formatted(folder, configuration);
    keepFresh("", nginx + " -s reload");
    Files.writeString(
        configuration,
        """
        pid nginx.pid;
        error_log stderr;
        events {}
        http {
          access_log off;
          client_body_temp_path body; proxy_temp_path proxy; fastcgi_temp_path fastcgi;
          uwsgi_temp_path uwsgi; scgi_temp_path scgi;
          %s
        }
        """
            .formatted(
                recipe("nginx", "nginx")
                    .replace("www.example.org", "localhost")
                    .replace("/etc/nginx/tls", tls.toString())
                    .replace("listen 443 ssl;", "listen 127.0.0.1:" + port + " ssl; return 204;")));
    createWorker();

    Tools.run(folder, "sh", "-c", nginx + " > nginx.log 2>&1");
    afterwards.add(nginx + " -s stop");

    String curl = recipe("curl", "sh").lines().findFirst().orElseThrow();
    String call =
        curl.replace("curl ", "curl -sS -o /dev/null -w '%{http_code}' ")
            .replace("ca.pem", tls.resolve("ca.pem").toString())
            .replace("https://www.example.org/", "https://localhost:" + port + "/");
    assertThat(Tools.run(folder, "sh", "-c", call)).isEqualTo("204");
    assertThat(Tools.run(folder, "sh", "-c", call.replaceAll("--(cert|key) \\S+", "")))
        .isEqualTo("400");
    X509Certificate first = servedBy(new Socket("localhost", port));
    awaitAnother(first, () -> new Socket("localhost", port));
    assertThat(Tools.run(folder, "sh", "-c", call)).isEqualTo("204");
  }

  @Test
  void postgres_reloadsCertificatesAndAuthenticatesComponents() throws Exception {
    Tools.require("psql", "runuser");
    Path programs = postgresPrograms();
    String user = "root".equals(System.getProperty("user.name")) ? "runuser -u postgres -- " : "";
    if (!user.isEmpty()) {
      Tools.run(folder, "chown", "postgres", folder.resolve("tls").toString());
      Files.createDirectory(folder.resolve("data"));
      Tools.run(folder, "chown", "postgres", folder.resolve("data").toString());
    }
    String control = user + programs.resolve("pg_ctl") + " -D " + folder.resolve("data");
    Tools.run(folder, "sh", "-c", control + " initdb -o '-U postgres -A reject'");
    writePostgresFiles();
    keepFresh(user, programs.resolve("pg_ctl") + " -D " + folder.resolve("data") + " reload");
    createWorker();

    Tools.run(folder, "sh", "-c", control + " -w -l " + folder.resolve("data/log") + " start");
    afterwards.add(control + " -m immediate stop");
    String asAdministrator =
        "psql 'host=127.0.0.1 port=%d user=postgres dbname=postgres' -c ".formatted(port);
    Tools.run(folder, "sh", "-c", asAdministrator + "'create role app login'");
    Tools.run(folder, "sh", "-c", asAdministrator + "'create database app'");

    String call =
        recipe("PostgreSQL", "sh")
                .strip()
                .replace("host=db.example.org", "host=localhost port=" + port)
                .replace("ca.pem", tls.resolve("ca.pem").toString())
            + " -Atc 'select current_user, ssl from pg_stat_ssl where pid = pg_backend_pid()'";
    assertThat(Tools.run(folder, "sh", "-c", call)).isEqualTo("app|t\n");
    X509Certificate first = servedBy(afterSslRequest());
    awaitAnother(first, this::afterSslRequest);
    assertThat(Tools.run(folder, "sh", "-c", call)).isEqualTo("app|t\n");
  }

  private void writePostgresFiles() throws IOException {
    Path data = folder.resolve("data");
    List<String> blocks = recipes("PostgreSQL", "");
    Files.writeString(
        data.resolve("postgresql.conf"),
        "listen_addresses = '127.0.0.1'\nport = %d\nunix_socket_directories = ''\n".formatted(port)
            + blocks
                .get(0)
                .replace("/var/lib/postgresql/tls", tls.toString())
                .replace("db.example.org", "localhost"));
    Files.writeString(
        data.resolve("pg_hba.conf"), "host all postgres 127.0.0.1/32 trust\n" + blocks.get(1));
    Files.writeString(data.resolve("pg_ident.conf"), blocks.get(2));
  }

  /** Debian keeps them out of the path. */
  private static Path postgresPrograms() throws IOException {
    Path versions = Path.of("/usr/lib/postgresql");
    if (!Files.isDirectory(versions)) {
      Tools.require("pg_ctl");
      return Path.of("");
    }
    try (Stream<Path> installed = Files.list(versions)) {
      return installed.sorted().reduce((one, next) -> next).orElseThrow().resolve("bin");
    }
  }

  /** {@code certificate run}, as the recipe's service does it. */
  private void keepFresh(String asUser, String exec) {
    String command =
        "exec %s%s -jar %s certificate run --url %s --common-name localhost --key-type ec:p256 --out-dir %s --ca-out %s --exec \"%s\""
            .formatted(
                asUser,
                String.join(" ", LatchkeyProcess.java()),
                folder.resolve("latchkey-cli.jar"),
                ca.url(),
                tls,
                tls.resolve("ca.pem"),
                exec);
    keeper = LatchkeyProcess.run(Map.of("LATCHKEY_PSK", psk), List.of("sh", "-c", command));
    keeper.awaitLine();
  }

  private void createWorker() {
    LatchkeyProcess create =
        LatchkeyProcess.run(
            Map.of("LATCHKEY_PSK", psk, "LATCHKEY_URL", ca.url()),
            LatchkeyProcess.java(
                "-jar",
                folder.resolve("latchkey-cli.jar").toString(),
                "certificate",
                "create",
                "--common-name",
                "worker-1",
                "--days-valid",
                "1",
                "--out-dir",
                folder.toString()));
    assertThat(create.exitStatus()).as(create.stderr()).isZero();
  }

  private interface Connector {
    Socket connect() throws IOException;
  }

  private void awaitAnother(X509Certificate first, Connector connector) {
    await()
        .pollInterval(Duration.ofMillis(500))
        .until(() -> !servedBy(connector.connect()).equals(first));
  }

  private Socket afterSslRequest() throws IOException {
    Socket socket = new Socket("localhost", port);
    DataOutputStream out = new DataOutputStream(socket.getOutputStream());
    for (int word : SSL_REQUEST) {
      out.writeInt(word);
    }
    assertThat(socket.getInputStream().read()).isEqualTo('S');
    return socket;
  }

  private X509Certificate servedBy(Socket socket) throws Exception {
    try (socket;
        SSLSocket over =
            (SSLSocket)
                Unchecked.context()
                    .getSocketFactory()
                    .createSocket(socket, "localhost", port, true)) {
      over.startHandshake();
      return (X509Certificate) over.getSession().getPeerCertificates()[0];
    }
  }

  private static String recipe(String heading, String language) throws IOException {
    return recipes(heading, language).get(0);
  }

  /** The blocks of a language below a heading of the page. */
  private static List<String> recipes(String heading, String language) throws IOException {
    Matcher section =
        Pattern.compile("### " + heading + "\\n(.*?)(?=\\n### |\\z)", Pattern.DOTALL)
            .matcher(Files.readString(PAGE));
    assertThat(section.find()).isTrue();
    Matcher block =
        Pattern.compile("```(\\w*)\\n(.*?)```", Pattern.DOTALL).matcher(section.group(1));
    List<String> blocks = new ArrayList<>();
    while (block.find()) {
      if (block.group(1).equals(language)) {
        blocks.add(block.group(2));
      }
    }
    assertThat(blocks).isNotEmpty();
    return blocks;
  }
}
