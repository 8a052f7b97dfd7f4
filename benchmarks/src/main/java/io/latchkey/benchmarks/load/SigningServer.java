package io.latchkey.benchmarks.load;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A server that signs certificates over HTTP, with the request that a client sends to it. */
public final class SigningServer implements AutoCloseable {
  private static final String RECORDING = "benchmark";

  private final String name;
  private final List<ServerProcess> processes;
  private final byte[] request;

  /**
   * @param processes the server first, then the processes that it needs, such as a database
   */
  SigningServer(String name, List<ServerProcess> processes, byte[] request) {
    this.name = name;
    this.processes = List.copyOf(processes);
    this.request = request.clone();
  }

  /** The name in tables and plots. */
  public String name() {
    return name;
  }

  /** The port on the loopback address. */
  public int port() {
    return processes.get(0).port();
  }

  /** The processor time of all processes so far. */
  public Duration processorTime() {
    return processes.stream()
        .map(ServerProcess::processorTime)
        .reduce(Duration.ZERO, Duration::plus);
  }

  /** Sends signing requests until the time is over or there were enough responses. */
  public HttpLoad.Measured load(int connections, Duration time, int most) throws IOException {
    return HttpLoad.run(port(), () -> request, connections, time, most);
  }

  /** Starts a recording of Java Flight Recorder in the server. */
  public void startRecording(Path file) throws InterruptedException {
    jcmd("JFR.start", "name=" + RECORDING, "settings=profile", "filename=" + file);
  }

  /** Stops the recording and writes its file. */
  public void stopRecording() throws InterruptedException {
    jcmd("JFR.stop", "name=" + RECORDING);
  }

  private void jcmd(String... arguments) throws InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString());
    command.add(String.valueOf(processes.get(0).pid()));
    command.addAll(List.of(arguments));
    Tools.output(command.toArray(String[]::new));
  }

  @Override
  public void close() {
    processes.forEach(ServerProcess::close);
  }
}
