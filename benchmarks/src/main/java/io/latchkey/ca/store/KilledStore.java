package io.latchkey.ca.store;

import io.latchkey.ca.DataDirectory;
import java.io.BufferedReader;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * Kills a process that writes to the embedded store with {@code kill -9}, and opens the store
 * again.
 */
public final class KilledStore {
  private static final int WRITERS = 8;
  private static final int LONGEST_MILLIS = 300;

  /** A serial number has 159 bits, so that a line that was cut off is shorter. */
  private static final int SERIAL_DIGITS = 40;

  private static final String SERIAL = "SELECT COUNT(*) FROM latchkey_certificate WHERE serial = ?";

  private final Path data;

  /**
   * @param data the folder of the store
   */
  public KilledStore(Path data) {
    this.data = data;
  }

  /**
   * The result of several kills.
   *
   * @param confirmed certificates whose record was confirmed before the kill
   * @param lost confirmed certificates that the store does not have afterwards
   */
  public record Kills(long confirmed, long lost) {}

  /**
   * The process: it opens the store, inserts rows if there are too few, prints a line, and then
   * prints the serial number of each certificate whose record is confirmed.
   *
   * @param arguments the folder and the number of rows
   */
  public static void main(String[] arguments) throws InterruptedException {
    try (DataDirectory directory = DataDirectory.open(Path.of(arguments[0]));
        Database database = Databases.embedded(directory)) {
      StoreMeasurement.fill(database, Long.parseLong(arguments[1]));
      System.out.println("filled");
      List<Thread> writers = new ArrayList<>();
      for (int n = 0; n < WRITERS; n++) {
        int number = n;
        writers.add(new Thread(() -> write(database, number), "writer-" + n));
      }
      writers.forEach(Thread::start);
      for (Thread writer : writers) {
        writer.join();
      }
    }
  }

  /** Runs until the process is killed. */
  private static void write(Database database, int number) {
    SplittableRandom random = new SplittableRandom(new SecureRandom().nextLong());
    while (!Thread.currentThread().isInterrupted()) {
      CertificateRow row = RandomRow.next(random, number);
      if (database.add(row)) {
        System.out.println(row.serial().toString(16));
      }
    }
  }

  /** Kills the process several times, each time at a random moment. */
  public Kills kill(int times) throws IOException, InterruptedException {
    Random random = new Random();
    long confirmed = 0;
    long lost = 0;
    for (int n = 0; n < times; n++) {
      List<String> serials = writeUntilKilled(0, random.nextInt(LONGEST_MILLIS));
      confirmed += serials.size();
      try (DataDirectory directory = DataDirectory.open(data);
          Database database = Databases.embedded(directory)) {
        lost += serials.size() - found(database, serials);
      }
    }
    return new Kills(confirmed, lost);
  }

  /** The seconds to open the store and to insert a row after a kill. */
  public double reopeningSeconds(long rows) throws IOException, InterruptedException {
    List<String> unused = writeUntilKilled(rows, LONGEST_MILLIS);
    long began = System.nanoTime();
    try (DataDirectory directory = DataDirectory.open(data);
        Database database = Databases.embedded(directory)) {
      if (!database.add(RandomRow.next(new SplittableRandom(), 0))) {
        throw new IllegalStateException("The row was not inserted");
      }
      return (System.nanoTime() - began) / 1e9;
    }
  }

  private List<String> writeUntilKilled(long rows, int millis)
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                KilledStore.class.getName(),
                data.toString(),
                String.valueOf(rows))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    List<String> serials = new ArrayList<>();
    try (BufferedReader output = process.inputReader()) {
      if (output.readLine() == null) {
        throw new IllegalStateException("The process has ended");
      }
      Thread killer = new Thread(() -> killAfter(process, millis), "killer");
      killer.start();
      output.lines().filter(line -> line.length() == SERIAL_DIGITS).forEach(serials::add);
      killer.join();
    } finally {
      process.destroyForcibly().waitFor();
    }
    return serials;
  }

  private static void killAfter(Process process, int millis) {
    try {
      boolean unused = process.waitFor(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    // Process.destroyForcibly would also close the output, which is still being read.
    process.toHandle().destroyForcibly();
  }

  private static long found(Database database, List<String> serials) {
    return database.run(
        connection -> {
          long found = 0;
          try (PreparedStatement statement = connection.prepareStatement(SERIAL)) {
            for (String serial : serials) {
              statement.setBytes(1, new BigInteger(serial, 16).toByteArray());
              try (ResultSet count = statement.executeQuery()) {
                count.next();
                found += count.getLong(1);
              }
            }
          }
          return found;
        });
  }
}
