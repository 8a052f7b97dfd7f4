package io.latchkey.ca.store;

import io.latchkey.ca.DataDirectory;
import io.latchkey.ca.store.CertificateRow.Caller;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;

/**
 * Measures the store alone: durable inserts a second, bytes a certificate, and the time to open the
 * file after {@code kill -9}. The rows are certificates of 620 random bytes with two names of one
 * million and 200 callers. Compare only figures of the same run.
 *
 * <p>It is in the package of the store, because it calls what is not public.
 */
public final class StoreBenchmark {
  private static final int DER_BYTES = 620;
  private static final int CALLERS = 200;
  private static final int NAMES = 1_000_000;
  private static final int LOADERS = 512;
  private static final Duration PHASE = Duration.ofSeconds(5);
  private static final String FILL = "fill";

  private StoreBenchmark() {}

  /**
   * Runs the benchmark.
   *
   * @param arguments the number of rows; then, for PostgreSQL, the URL and the user of an empty
   *     database
   */
  public static void main(String[] arguments) throws Exception {
    if (arguments.length == 3 && arguments[0].equals(FILL)) {
      fillUntilKilled(Path.of(arguments[1]), Long.parseLong(arguments[2]));
      return;
    }
    long rows = arguments.length == 0 ? 1_000_000 : Long.parseLong(arguments[0]);
    Path folder = Files.createTempDirectory(Path.of("").toAbsolutePath(), "store-benchmark");
    try {
      System.out.printf(
          "%d processors, Java %s, %d rows%n",
          Runtime.getRuntime().availableProcessors(), Runtime.version(), rows);
      measureRates(folder, rows, "SQLite", Optional.empty(), "");
      if (arguments.length == 3) {
        measureRates(folder, rows, "PostgreSQL", Optional.of(arguments[1]), arguments[2]);
      }
      measureReopening(folder, rows);
    } finally {
      delete(folder);
    }
  }

  private static void measureRates(
      Path folder, long rows, String name, Optional<String> url, String user)
      throws InterruptedException, IOException {
    Path data = folder.resolve(name);
    try (DataDirectory directory = DataDirectory.open(data);
        Database database =
            url.isPresent()
                ? Databases.at(directory, url.get(), Optional.of(user), Optional.empty())
                : Databases.embedded(directory)) {
      System.out.printf("%s, warm-up: %.0f/s%n", name, rate(database, 64));
      double eight = rate(database, 8);
      double many = rate(database, 64);
      System.out.printf("%s, few rows: %.0f/s with 8 callers, %.0f/s with 64%n", name, eight, many);
      fill(database, rows);
      double eightFull = rate(database, 8);
      double manyFull = rate(database, 64);
      System.out.printf(
          "%s, %d rows: %.0f/s with 8 callers (ratio %.2f), %.0f/s with 64 (ratio %.2f)%n",
          name, count(database), eightFull, eightFull / eight, manyFull, manyFull / many);
      System.out.printf(
          "%s, bytes a certificate while running: %.0f%n", name, size(database, data));
      measureSearch(name, database);
    }
  }

  private static double size(Database database, Path data) throws IOException {
    long bytes = 0;
    try (Stream<Path> files = Files.list(data)) {
      for (Path file : files.toList()) {
        bytes += Files.size(file);
      }
    }
    if (Files.notExists(data.resolve(Databases.EMBEDDED_FILE))) {
      bytes =
          database.run(
              connection -> Sql.number(connection, "SELECT pg_database_size(current_database())"));
    }
    return (double) bytes / count(database);
  }

  private static void measureSearch(String name, Database database) {
    CertificateSearch search = CertificateSearch.byTerm(1, found -> true);
    StoredCertificates stored = new StoredCertificates();
    long begin = 0;
    for (int i = 0; i <= 10; i++) {
      // The first search is the warm-up.
      begin = i == 1 ? System.nanoTime() : begin;
      int found =
          database.run(connection -> search.rows(connection, stored, Optional.empty(), 1)).size();
      if (found != 0) {
        throw new IllegalStateException("The term exists");
      }
    }
    System.out.printf(
        "%s, search for a name or fingerprint that does not exist: %.1f ms%n",
        name, (System.nanoTime() - begin) / 10e6);
  }

  private static void measureReopening(Path folder, long rows)
      throws IOException, InterruptedException {
    Path data = folder.resolve("killed");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                StoreBenchmark.class.getName(),
                FILL,
                data.toString(),
                String.valueOf(rows))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (var output = process.inputReader()) {
      String line = output.readLine();
      if (line == null) {
        throw new IllegalStateException("The process has ended");
      }
    } finally {
      process.destroyForcibly().waitFor();
    }
    long begin = System.nanoTime();
    try (DataDirectory directory = DataDirectory.open(data);
        Database database = Databases.embedded(directory)) {
      boolean written = database.add(row(new SplittableRandom(), 0));
      System.out.printf(
          "SQLite, opened after kill -9 and first insert (%b): %.2f s with %d rows%n",
          written, (System.nanoTime() - begin) / 1e9, count(database));
    }
  }

  private static void fillUntilKilled(Path data, long rows) throws InterruptedException {
    try (DataDirectory directory = DataDirectory.open(data);
        Database database = Databases.embedded(directory)) {
      fill(database, rows);
      System.out.println("filled");
      double unused = 0;
      while (unused >= 0) {
        unused = rate(database, 8);
      }
    }
  }

  /** Inserts until there are so many rows, with many callers, so that groups are large. */
  private static void fill(Database database, long rows) throws InterruptedException {
    AtomicLong missing = new AtomicLong(rows - count(database));
    run(
        LOADERS,
        (random, number) -> {
          while (missing.getAndDecrement() > 0) {
            boolean unused = database.add(row(random, number));
          }
        });
  }

  /** Durable inserts a second. */
  private static double rate(Database database, int callers) throws InterruptedException {
    AtomicBoolean stop = new AtomicBoolean();
    AtomicLong inserted = new AtomicLong();
    long begin = System.nanoTime();
    CompletableFuture<Void> end =
        CompletableFuture.runAsync(
            () -> stop.set(true),
            CompletableFuture.delayedExecutor(PHASE.toMillis(), TimeUnit.MILLISECONDS));
    run(
        callers,
        (random, number) -> {
          while (!stop.get()) {
            boolean unused = database.add(row(random, number));
            inserted.incrementAndGet();
          }
        });
    end.join();
    return inserted.get() / ((System.nanoTime() - begin) / 1e9);
  }

  private interface LoadedCaller {
    void run(SplittableRandom random, int number);
  }

  private static void run(int callers, LoadedCaller caller) throws InterruptedException {
    ExecutorService threads = Executors.newFixedThreadPool(callers);
    List<CompletableFuture<Void>> all = new ArrayList<>();
    for (int i = 0; i < callers; i++) {
      int number = i % CALLERS;
      long seed = new SecureRandom().nextLong();
      all.add(
          CompletableFuture.runAsync(
              () -> caller.run(new SplittableRandom(seed), number), threads));
    }
    all.forEach(CompletableFuture::join);
    threads.shutdown();
    boolean unused = threads.awaitTermination(1, TimeUnit.MINUTES);
  }

  private static CertificateRow row(SplittableRandom random, int caller) {
    Instant now = Instant.now();
    byte[] der = new byte[DER_BYTES];
    random.nextBytes(der);
    byte[] low = new byte[14];
    random.nextBytes(low);
    BigInteger serial =
        BigInteger.valueOf(now.toEpochMilli())
            .shiftLeft(111)
            .or(new BigInteger(1, low).shiftRight(1));
    return new CertificateRow(
        new Caller("psk", "caller-" + caller),
        serial.setBit(158),
        1,
        now,
        now.plus(Duration.ofDays(365)),
        Optional.of("psk"),
        Optional.of("192.0.2.1"),
        ByteBuffer.wrap(der),
        LookupTerm.of(
            der, List.of("host-" + random.nextInt(NAMES), "alias-" + random.nextInt(NAMES))),
        Optional.empty());
  }

  private static long count(Database database) {
    return database.run(
        connection -> Sql.number(connection, "SELECT COUNT(*) FROM latchkey_certificate"));
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
