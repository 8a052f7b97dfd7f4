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

/**
 * Starts {@code latchkey.war} and measures the time to its first response. The commands are those
 * of docs/standalone.md.
 */
public final class ServerStart {
  private static final String UNPACK = "io.latchkey.server.launcher.Unpack";
  private static final int LONGEST_SECONDS = 120;

  private final Latchkey latchkey;
  private final Path folder;
  private final Path data;
  private final Path unpacked;
  private final Path archive;
  private final HttpClient client = HttpClient.newHttpClient();

  /**
   * @param folder for the data directory, the archive and the logs
   */
  public ServerStart(Latchkey latchkey, Path folder) {
    this.latchkey = latchkey;
    this.folder = folder.toAbsolutePath();
    this.data = this.folder.resolve("data");
    this.unpacked = this.folder.resolve("unpacked");
    this.archive = unpacked.resolve("latchkey.jsa");
  }

  /** Creates the data directory, unpacks the WAR, and writes the archive of classes. */
  public void prepare() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Latchkey.java(), "-cp", Latchkey.war().toString(), UNPACK, unpacked.toString())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("unpack.log").toFile())
            .start();
    if (process.waitFor() != 0) {
      throw new IOException("The WAR cannot be unpacked, see " + folder);
    }
    unpackedSeconds("-XX:ArchiveClassesAtExit=" + archive);
    if (Files.notExists(archive)) {
      throw new IOException("The Java runtime has not written " + archive);
    }
  }

  /** Starts {@code java -jar latchkey.war}, waits for its first response, and stops it. */
  public double seconds() throws IOException, InterruptedException {
    return seconds("-jar", Latchkey.war().toString());
  }

  /** Starts the unpacked WAR without an archive. */
  public double unpackedSeconds() throws IOException, InterruptedException {
    return seconds("-jar", unpacked.resolve("latchkey.jar").toString());
  }

  /** Starts the unpacked WAR with the archive of classes. */
  public double archiveSeconds() throws IOException, InterruptedException {
    return unpackedSeconds("-XX:SharedArchiveFile=" + archive);
  }

  private double unpackedSeconds(String option) throws IOException, InterruptedException {
    return seconds(option, "-jar", unpacked.resolve("latchkey.jar").toString());
  }

  private double seconds(String... options) throws IOException, InterruptedException {
    int port = ServerProcess.freePort();
    List<String> command = new ArrayList<>(List.of(Latchkey.java()));
    command.addAll(List.of(options));
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
