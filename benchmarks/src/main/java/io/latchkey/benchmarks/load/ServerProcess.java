package io.latchkey.benchmarks.load;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A server in a process of its own. Closing it ends the process and its children. */
public final class ServerProcess implements AutoCloseable {
  private static final Duration LONGEST_START = Duration.ofMinutes(2);

  private final Process process;
  private final int port;

  private ServerProcess(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /**
   * Starts a command and waits until its port accepts connections.
   *
   * @param log receives the output of the command
   * @throws IOException if the process ends before, or the port stays closed for two minutes
   */
  static ServerProcess start(
      List<String> command, Map<String, String> environment, int port, Path log)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(environment);
    Process process = builder.redirectOutput(log.toFile()).start();
    ServerProcess server = new ServerProcess(process, port);
    long began = System.nanoTime();
    while (!isOpen(port)) {
      boolean late = System.nanoTime() - began > LONGEST_START.toNanos();
      if (late || process.waitFor(20, TimeUnit.MILLISECONDS)) {
        server.close();
        throw new IOException(command.get(0) + " does not start: " + Files.readString(log));
      }
    }
    return server;
  }

  private static boolean isOpen(int port) {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return socket.isConnected();
    } catch (IOException e) {
      return false;
    }
  }

  /** Returns a port that is free now. */
  static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  int port() {
    return port;
  }

  long pid() {
    return process.pid();
  }

  /** The processor time of the process and its children. */
  Duration processorTime() {
    return Stream.concat(Stream.of(process.toHandle()), process.descendants())
        .map(each -> each.info().totalCpuDuration().orElse(Duration.ZERO))
        .reduce(Duration.ZERO, Duration::plus);
  }

  @Override
  public void close() {
    List<ProcessHandle> children = process.descendants().toList();
    process.destroy();
    try {
      if (!process.waitFor(30, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    children.forEach(ProcessHandle::destroyForcibly);
  }
}
