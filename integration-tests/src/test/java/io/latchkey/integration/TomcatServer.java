package io.latchkey.integration;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Tomcat from its distribution. Deploys through Tomcat's manager. */
final class TomcatServer implements Server {
  private static final Pattern PORT =
      Pattern.compile("Starting ProtocolHandler \\[\"http-nio-127\\.0\\.0\\.1-auto-1-(\\d+)\"]");
  private static final Pattern READY = Pattern.compile("Server startup in ");

  private final Path base;
  private final ServerProcess process;
  private final int port;
  private final String managerPassword;
  // If HTTP/2 were offered, the body of the first request would wait for the upgrade.
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private TomcatServer(Path base, ServerProcess process, String managerPassword) {
    this.base = base;
    this.process = process;
    this.managerPassword = managerPassword;
    process.await(READY);
    this.port = Integer.parseInt(process.await(PORT).group(1));
  }

  static TomcatServer start(Path home, Path base, Map<String, String> environment)
      throws IOException {
    return start(home, base, environment, UnaryOperator.identity());
  }

  /**
   * Starts Tomcat with a changed {@code server.xml}.
   *
   * @param change returns the changed text of the file
   */
  static TomcatServer startChanged(Path home, Path base, UnaryOperator<String> change)
      throws IOException {
    return start(home, base, Map.of(), change);
  }

  private static TomcatServer start(
      Path home, Path base, Map<String, String> environment, UnaryOperator<String> change)
      throws IOException {
    String password = prepare(home, base, 0);
    Path configuration = base.resolve("conf/server.xml");
    Files.writeString(configuration, change.apply(Files.readString(configuration)));
    Map<String, String> variables = new HashMap<>(environment);
    variables.put("CATALINA_HOME", home.toString());
    variables.put("CATALINA_BASE", base.toString());
    ServerProcess process =
        ServerProcess.start(
            base,
            base.resolve("logs/console.log"),
            variables,
            List.of("sh", home.resolve("bin/catalina.sh").toString(), "run"));
    return new TomcatServer(base, process, password);
  }

  /**
   * Creates the folder of an instance.
   *
   * @param port the port to listen on; 0 selects a free port
   * @return the password of user {@code suite}, who may use the manager's text interface
   */
  static String prepare(Path home, Path base, int port) throws IOException {
    String password = UUID.randomUUID().toString();
    copyConfiguration(home.resolve("conf"), Files.createDirectories(base.resolve("conf")));
    for (String folder : List.of("logs", "temp", "webapps", "work")) {
      Files.createDirectories(base.resolve(folder));
    }
    configure(base.resolve("conf"), home, port, password);
    return password;
  }

  private static void copyConfiguration(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, to.resolve(file.getFileName()));
      }
    }
  }

  /**
   * Configures loopback, a free port, HTTP/2 by upgrade, a graceful stop, no shutdown port, and a
   * manager for this user only.
   */
  private static void configure(Path conf, Path home, int port, String password)
      throws IOException {
    Path server = conf.resolve("server.xml");
    Files.writeString(
        server,
        Files.readString(server)
            .replace("<Server port=\"8005\"", "<Server port=\"-1\"")
            .replace("<Service name", "<Service gracefulStopAwaitMillis=\"30000\" name")
            .replaceFirst(
                "<Connector port=\"8080\" protocol=\"HTTP/1.1\"([^>]*)/>",
                "<Connector port=\""
                    + port
                    + "\" address=\"127.0.0.1\" protocol=\"HTTP/1.1\"$1>"
                    + "<UpgradeProtocol className=\"org.apache.coyote.http2.Http2Protocol\"/>"
                    + "</Connector>"));
    Files.writeString(
        conf.resolve("tomcat-users.xml"),
        """
        <tomcat-users xmlns="http://tomcat.apache.org/xml" version="1.0">
          <user username="suite" password="%s" roles="manager-script"/>
        </tomcat-users>
        """
            .formatted(password));
    Files.createDirectories(conf.resolve("Catalina/localhost"));
    Files.writeString(
        conf.resolve("Catalina/localhost/manager.xml"),
        "<Context docBase=\"" + home.resolve("webapps/manager") + "\" privileged=\"true\"/>");
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  public URI deploy(String context, Path war) throws IOException {
    String response =
        manager("deploy?path=/" + context, "PUT", BodyPublishers.ofFile(war.toAbsolutePath()));
    if (!response.startsWith("OK - Deployed")) {
      throw new DeploymentFailedException(context, response);
    }
    return URI.create("http://localhost:" + port + "/" + context);
  }

  @Override
  public void undeploy(String context) throws IOException {
    String response = manager("undeploy?path=/" + context, "GET", BodyPublishers.noBody());
    if (!response.startsWith("OK - Undeployed")) {
      throw new IllegalStateException(response);
    }
  }

  /** Sends a command to the manager's text interface and returns its response. */
  private String manager(String command, String method, BodyPublisher body) throws IOException {
    String credentials =
        Base64.getEncoder()
            .encodeToString(("suite:" + managerPassword).getBytes(StandardCharsets.UTF_8));
    try {
      return http.send(
              HttpRequest.newBuilder(
                      URI.create("http://localhost:" + port + "/manager/text/" + command))
                  .header("Authorization", "Basic " + credentials)
                  .method(method, body)
                  .build(),
              BodyHandlers.ofString())
          .body();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Override
  public String log() {
    try (Stream<Path> files = Files.list(base.resolve("logs"))) {
      return files
          .filter(file -> file.getFileName().toString().matches("console\\.log|localhost\\..*"))
          .sorted()
          .map(ServerProcess::read)
          .collect(Collectors.joining());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public ProcessHandle process() {
    return process.handle();
  }

  @Override
  public void terminate() {
    process.terminate();
  }

  @Override
  public void close() {
    process.close();
  }
}
