package io.latchkey.integration;

import io.latchkey.base.testing.FreePorts;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;

/**
 * WildFly with its default {@code standalone.xml}. Deploys through the deployments folder and its
 * marker files.
 */
final class WildFlyServer implements Server {
  private static final Pattern READY = Pattern.compile("WFLYSRV0025: .* started in ");
  private static final Duration INTERVAL = Duration.ofMillis(20);
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private final Path base;
  private final ServerProcess process;
  private final int port;

  private WildFlyServer(Path base, ServerProcess process, int port) {
    this.base = base;
    this.process = process;
    this.port = port;
    process.await(READY);
  }

  /** Starts WildFly with the configuration of the distribution. */
  static WildFlyServer start(Path home, Path base, Map<String, String> environment)
      throws IOException {
    return start(home, base, environment, UnaryOperator.identity(), "");
  }

  /**
   * Starts WildFly with a changed {@code standalone.xml}. This takes less time than commands.
   *
   * @param change returns the changed text of the file
   */
  static WildFlyServer startChanged(Path home, Path base, UnaryOperator<String> change)
      throws IOException {
    return start(home, base, Map.of(), change, "");
  }

  /**
   * Starts WildFly after {@code jboss-cli} commands have changed its configuration.
   *
   * @param commands one command a line
   */
  static WildFlyServer startConfigured(Path home, Path base, String commands) throws IOException {
    return start(home, base, Map.of(), UnaryOperator.identity(), commands);
  }

  private static WildFlyServer start(
      Path home,
      Path base,
      Map<String, String> environment,
      UnaryOperator<String> change,
      String commands)
      throws IOException {
    Path configuration = base.resolve("configuration");
    copy(home.resolve("standalone/configuration"), configuration);
    Path file = configuration.resolve("standalone.xml");
    Files.writeString(file, change.apply(withoutWaits(Files.readString(file))));
    Files.createDirectories(base.resolve("deployments"));
    Map<String, String> variables = new HashMap<>(environment);
    variables.put("JBOSS_HOME", home.toString());
    // The script then forwards signals to the server.
    variables.put("LAUNCH_JBOSS_IN_BACKGROUND", "true");
    if (!commands.isEmpty()) {
      configure(home, base, variables, commands);
    }
    List<Integer> ports = List.of(FreePorts.next(), FreePorts.next(), FreePorts.next());
    ServerProcess process =
        ServerProcess.start(
            base,
            base.resolve("console.log"),
            variables,
            List.of(
                "sh",
                home.resolve("bin/standalone.sh").toString(),
                "-Djboss.server.base.dir=" + base,
                "-Dorg.wildfly.sigterm.suspend.timeout=30",
                "-Djboss.http.port=" + ports.get(0),
                "-Djboss.https.port=" + ports.get(1),
                "-Djboss.management.http.port=" + ports.get(2)));
    return new WildFlyServer(base, process, ports.get(0));
  }

  /**
   * Shortens the scan interval of five seconds and the minute that idle threads of enterprise beans
   * exist, so that tests do not wait for them.
   */
  private static String withoutWaits(String configuration) {
    return configuration
        .replace("scan-interval=\"5000\"", "scan-interval=\"250\"")
        .replace("<keepalive-time time=\"60\"", "<keepalive-time time=\"1\"");
  }

  /** Changes the configuration before the start, with an offline server that opens no port. */
  private static void configure(
      Path home, Path base, Map<String, String> variables, String commands) throws IOException {
    Path script = base.resolve("configure.cli");
    Files.writeString(
        script, "embed-server --std-out=echo\n" + commands.strip() + "\nstop-embedded-server\n");
    ServerProcess cli =
        ServerProcess.start(
            base,
            base.resolve("configure.log"),
            variables,
            List.of(
                "sh",
                home.resolve("bin/jboss-cli.sh").toString(),
                "-Djboss.server.base.dir=" + base,
                "--file=" + script));
    Awaitility.await("jboss-cli").atMost(PATIENCE).until(() -> !cli.handle().isAlive());
    if (!cli.output().contains("success") || cli.output().contains("failed")) {
      throw new IllegalStateException(cli.output());
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to);
    try (Stream<Path> files = Files.list(from)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        Files.copy(file, to.resolve(file.getFileName()), StandardCopyOption.REPLACE_EXISTING);
      }
    }
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  public URI deploy(String context, Path war) throws IOException {
    Files.deleteIfExists(deployment(context, ".undeployed"));
    // The scanner must not see an incomplete file. A marker file could cause a second deployment.
    Path copy = Files.copy(war, base.resolve(context + ".war"));
    Files.move(copy, deployment(context, ""), StandardCopyOption.ATOMIC_MOVE);
    Awaitility.await("the deployment of " + context)
        .pollInterval(INTERVAL)
        .atMost(PATIENCE)
        .until(() -> exists(context, ".deployed") || exists(context, ".failed"));
    if (exists(context, ".failed")) {
      throw new DeploymentFailedException(
          context, ServerProcess.read(deployment(context, ".failed")));
    }
    return URI.create("http://localhost:" + port + "/" + context);
  }

  @Override
  public void undeploy(String context) throws IOException {
    if (exists(context, ".deployed")) {
      Files.delete(deployment(context, ".deployed"));
      Awaitility.await("the end of " + context)
          .pollInterval(INTERVAL)
          .atMost(PATIENCE)
          .until(() -> exists(context, ".undeployed"));
    }
    for (String marker : List.of("", ".failed", ".undeployed")) {
      Files.deleteIfExists(deployment(context, marker));
    }
  }

  private boolean exists(String context, String marker) {
    return Files.exists(deployment(context, marker));
  }

  private Path deployment(String context, String marker) {
    return base.resolve("deployments").resolve(context + ".war" + marker);
  }

  @Override
  public String log() {
    return process.output();
  }

  @Override
  public ProcessHandle process() {
    Optional<ProcessHandle> server = process.handle().children().findFirst();
    return server.orElseGet(process::handle);
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
