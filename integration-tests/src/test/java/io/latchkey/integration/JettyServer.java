package io.latchkey.integration;

import static java.nio.file.StandardCopyOption.ATOMIC_MOVE;
import static org.awaitility.Awaitility.await;

import io.latchkey.filter.RawConnection;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Jetty from its distribution. Deploys through the folder that Jetty scans. */
final class JettyServer implements Server {
  private static final Pattern READY =
      Pattern.compile("Started oejs\\.ServerConnector@.*\\{127\\.0\\.0\\.1:(\\d+)}");
  // The context logs this too, but before it starts the filters.
  private static final String STARTED = ":oeje1\\ds\\.ServletContextHandler:.*: Started .*,/%s,";
  private static final String FAILED = "Failed startup of context .*,/%s,";
  private static final String STOPPED = ":oeje1\\ds\\.ServletContextHandler:.*: Stopped .*,/%s,";

  private static final String NO_CONTEXT = "No context on this server matched";

  private final Path base;
  private final ServerProcess process;
  private final int port;

  /** The applications that stop, each with the length of the log before. */
  private final Map<String, Integer> stopping = new LinkedHashMap<>();

  private JettyServer(Path base, ServerProcess process) {
    this.base = base;
    this.process = process;
    this.port = Integer.parseInt(process.await(READY).group(1));
  }

  /**
   * Starts a Jetty with one environment.
   *
   * @param environment {@code ee10} or {@code ee11}
   */
  static JettyServer start(String environment, Path home, Path base, Map<String, String> variables)
      throws IOException {
    String modules =
        "http,http2c,graceful,%1$s-deploy,%1$s-annotations,%1$s-cdi,%1$s-websocket-jakarta";
    return startWith(modules.formatted(environment), home, base, variables);
  }

  /** Starts a Jetty with the annotations module only. */
  static JettyServer startWithAnnotations(String environment, Path home, Path base)
      throws IOException {
    return startWith(
        "server,http,%1$s-deploy,%1$s-annotations".formatted(environment), home, base, Map.of());
  }

  /** Starts a Jetty without the annotations module, which calls no initializers. */
  static JettyServer startWithoutAnnotations(String environment, Path home, Path base)
      throws IOException {
    return startWith("http,%s-deploy".formatted(environment), home, base, Map.of());
  }

  private static JettyServer startWith(
      String moduleNames, Path home, Path base, Map<String, String> variables) throws IOException {
    Files.createDirectories(base.resolve("tmp"));
    String start = home.resolve("start.jar").toString();
    ServerProcess modules =
        ServerProcess.start(
            base,
            base.resolve("modules.log"),
            Map.of(),
            java("-jar", start, "--add-modules=" + moduleNames));
    modules.awaitEnd();
    Map<String, String> all = new HashMap<>(variables);
    all.put("JETTY_BASE", base.toString());
    return new JettyServer(
        base,
        ServerProcess.start(
            base,
            base.resolve("console.log"),
            all,
            java(
                "-Djava.io.tmpdir=" + base.resolve("tmp"),
                "-jar",
                start,
                "jetty.http.host=127.0.0.1",
                "jetty.http.port=0",
                "jetty.server.stopTimeout=30000",
                "jetty.deploy.scanInterval=1")));
  }

  private static List<String> java(String... arguments) {
    return Stream.concat(
            Stream.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()),
            Stream.of(arguments))
        .toList();
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  public URI deploy(String context, Path war) throws IOException {
    if (stopping.containsKey(context)) {
      awaitStopped();
    }
    int before = process.output().length();
    // The scanner must not see an incomplete file.
    Path copy = Files.copy(war, base.resolve("tmp").resolve(context + ".war"));
    Files.move(copy, file(context), ATOMIC_MOVE);
    String verdict =
        process
            .awaitAfter(before, either(STARTED.formatted(context), FAILED.formatted(context)))
            .group();
    awaitStopped();
    if (verdict.startsWith("Failed")) {
      throw new DeploymentFailedException(context, verdict);
    }
    await().until(() -> isReachable(context));
    return URI.create("http://localhost:" + port + "/" + context);
  }

  /**
   * Jetty logs the start of an application before it sends requests to it. Its page for an unknown
   * path lists the applications that get requests.
   */
  private boolean isReachable(String context) throws IOException {
    try (RawConnection connection = new RawConnection(port)) {
      String page =
          connection
              .send("GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
              .read()
              .body();
      return !page.contains(NO_CONTEXT) || page.contains("/" + context);
    }
  }

  @Override
  public void undeploy(String context) throws IOException {
    int before = process.output().length();
    Files.delete(file(context));
    process.awaitAfter(before, Pattern.compile(STOPPED.formatted(context)));
  }

  /** One scan of the folder then finds the removed file and the file of the next application. */
  @Override
  public void undeployLater(String context) throws IOException {
    stopping.put(context, process.output().length());
    Files.delete(file(context));
  }

  private void awaitStopped() {
    stopping.forEach(
        (context, before) ->
            process.awaitAfter(before, Pattern.compile(STOPPED.formatted(context))));
    stopping.clear();
  }

  private static Pattern either(String one, String other) {
    return Pattern.compile(one + "|" + other);
  }

  private Path file(String context) {
    return base.resolve("webapps").resolve(context + ".war");
  }

  @Override
  public String log() {
    return process.output();
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
