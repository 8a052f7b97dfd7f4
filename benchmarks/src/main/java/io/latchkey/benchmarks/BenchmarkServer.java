package io.latchkey.benchmarks;

import io.latchkey.benchmarks.load.Latchkey;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;

/** A server of a benchmark in a separate process, which is killed at the end. */
final class BenchmarkServer implements AutoCloseable {
  private final Process process;
  private final int port;

  private BenchmarkServer(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /**
   * Starts a class whose {@code main} prints the port as a line.
   *
   * @param options options of the Java runtime
   */
  static BenchmarkServer start(Class<?> main, Map<String, String> environment, String... options)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(Latchkey.java()));
    command.addAll(List.of(options));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), main.getName()));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    builder.redirectError(ProcessBuilder.Redirect.DISCARD);
    Process process = builder.start();
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    String port = out.readLine();
    if (port == null) {
      process.destroy();
      throw new IOException(main.getName() + " has not started");
    }
    return new BenchmarkServer(process, Integer.parseInt(port));
  }

  /** A Tomcat on a free loopback port that never closes a connection itself. */
  static Tomcat tomcat() throws IOException {
    Tomcat tomcat = new Tomcat();
    tomcat.setBaseDir(Files.createTempDirectory("latchkey-benchmark").toString());
    Connector connector = new Connector();
    connector.setPort(0);
    connector.setProperty("address", "127.0.0.1");
    connector.setProperty("maxKeepAliveRequests", "-1");
    connector.setProperty("acceptCount", "1000");
    tomcat.setConnector(connector);
    return tomcat;
  }

  ProcessHandle process() {
    return process.toHandle();
  }

  int port() {
    return port;
  }

  @Override
  public void close() {
    process.destroy();
  }
}
