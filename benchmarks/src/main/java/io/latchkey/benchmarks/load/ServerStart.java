package io.latchkey.benchmarks.load;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Starts {@code latchkey.war} and measures the time to its first answer. */
public final class ServerStart {
  private static final int LONGEST_SECONDS = 120;

  private final Latchkey latchkey;
  private final Path folder;
  private final Path data;
  private final Path archive;
  private final HttpClient client = HttpClient.newHttpClient();

  /**
   * @param folder for the data directory, the archive and the logs
   */
  public ServerStart(Latchkey latchkey, Path folder) {
    this.latchkey = latchkey;
    this.folder = folder.toAbsolutePath();
    this.data = this.folder.resolve("data");
    this.archive = this.folder.resolve("latchkey.jsa");
  }

  /** Creates the data directory and the archive of classes. */
  public void prepare() throws IOException, InterruptedException {
    seconds(List.of("-XX:ArchiveClassesAtExit=" + archive));
    if (Files.notExists(archive)) {
      throw new IOException("The Java runtime has not written " + archive);
    }
  }

  /** The options of the Java runtime that use the archive. */
  public List<String> archiveOptions() {
    return List.of("-XX:SharedArchiveFile=" + archive, "-Xshare:auto");
  }

  /** Starts a server, waits for its first answer, and stops it. */
  public double seconds(List<String> options) throws IOException, InterruptedException {
    int port = ServerProcess.freePort();
    List<String> command = new ArrayList<>(List.of(Latchkey.java()));
    command.addAll(options);
    command.addAll(List.of("-jar", Latchkey.war().toString()));
    command.addAll(latchkey.arguments(port, data));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().putAll(latchkey.environment());
    builder.redirectOutput(folder.resolve("start.log").toFile());
    long began = System.nanoTime();
    Process process = builder.start();
    try {
      while (!answers(port)) {
        boolean late = System.nanoTime() - began > TimeUnit.SECONDS.toNanos(LONGEST_SECONDS);
        if (late || process.waitFor(5, TimeUnit.MILLISECONDS)) {
          throw new IOException("The server does not start, see " + folder);
        }
      }
      return (System.nanoTime() - began) / 1e9;
    } finally {
      process.destroy();
      process.waitFor(LONGEST_SECONDS, TimeUnit.SECONDS);
    }
  }

  private boolean answers(int port) throws InterruptedException {
    try {
      HttpRequest request =
          HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/health/live")).build();
      return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
    } catch (IOException e) {
      return false;
    }
  }
}
