package io.latchkey.ca.store;

import io.latchkey.ca.AuthorityUnavailableException;
import io.latchkey.ca.DataDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
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
 * Measures the store alone: durable inserts a second, bytes for each certificate, and the time of a
 * search. It is in the package of the store, because it calls what is not public.
 */
public final class StoreMeasurement {
  private static final int FEW = 8;
  private static final int MANY = 64;
  private static final int LOADERS = 512;
  private static final int SEARCHES = 10;

  private final Path data;
  private final Optional<String> url;
  private final Duration phase;

  /**
   * Measures a new store.
   *
   * @param data a folder for the embedded store
   * @param url of an empty PostgreSQL database; empty for the embedded store
   * @param phase duration of each measurement
   */
  public StoreMeasurement(Path data, Optional<String> url, Duration phase) {
    this.data = data;
    this.url = url;
    this.phase = phase;
  }

  /**
   * Inserts a second with 8 and 64 callers, first with few rows, then with many.
   *
   * @param rows the number of rows at the end
   * @param bytes for each certificate, while the store is open
   * @param searchMillis time of a search for a name that does not exist
   */
  public record Measured(
      double few8,
      double few64,
      double many8,
      double many64,
      long rows,
      double bytes,
      double searchMillis) {}

  /** Measures a store that grows to a number of rows. */
  public Measured run(long rows) throws InterruptedException, IOException {
    try (DataDirectory directory = DataDirectory.open(data);
        Database database = open(directory)) {
      double unused = rate(database, MANY, phase);
      double few8 = rate(database, FEW, phase);
      double few64 = rate(database, MANY, phase);
      fill(database, rows);
      double many8 = rate(database, FEW, phase);
      double many64 = rate(database, MANY, phase);
      return new Measured(
          few8, few64, many8, many64, count(database), size(database), searchMillis(database));
    }
  }

  private Database open(DataDirectory directory) {
    return url.map(at -> Databases.at(directory, at, Optional.of("postgres"), Optional.empty()))
        .orElseGet(() -> Databases.embedded(directory));
  }

  private double size(Database database) throws IOException {
    if (url.isPresent()) {
      long bytes =
          database.run(
              connection -> Sql.number(connection, "SELECT pg_database_size(current_database())"));
      return (double) bytes / count(database);
    }
    long bytes = 0;
    try (Stream<Path> files = Files.list(data)) {
      for (Path file : files.toList()) {
        bytes += Files.size(file);
      }
    }
    return (double) bytes / count(database);
  }

  private static double searchMillis(Database database) {
    search(database); // warms up
    long began = System.nanoTime();
    for (int n = 0; n < SEARCHES; n++) {
      search(database);
    }
    return (System.nanoTime() - began) / 1e6 / SEARCHES;
  }

  private static void search(Database database) {
    CertificateSearch search = CertificateSearch.byTerm(1, found -> true);
    StoredCertificates stored = new StoredCertificates();
    int found =
        database.run(connection -> search.rows(connection, stored, Optional.empty(), 1)).size();
    if (found != 0) {
      throw new IllegalStateException("The term exists");
    }
  }

  /** Inserts until there are so many rows, with many callers, so that groups are large. */
  static void fill(Database database, long rows) throws InterruptedException {
    AtomicLong missing = new AtomicLong(rows - count(database));
    run(
        LOADERS,
        (random, number) -> {
          while (missing.getAndDecrement() > 0) {
            try {
              boolean unused = database.add(RandomRow.next(random, number));
            } catch (AuthorityUnavailableException e) {
              // With so many callers, a slow disk can take longer than a caller waits.
              missing.incrementAndGet();
            }
          }
        });
  }

  /** Durable inserts a second. */
  static double rate(Database database, int callers, Duration time) throws InterruptedException {
    AtomicBoolean stop = new AtomicBoolean();
    AtomicLong inserted = new AtomicLong();
    long began = System.nanoTime();
    CompletableFuture<Void> end =
        CompletableFuture.runAsync(
            () -> stop.set(true),
            CompletableFuture.delayedExecutor(time.toMillis(), TimeUnit.MILLISECONDS));
    run(
        callers,
        (random, number) -> {
          while (!stop.get()) {
            boolean unused = database.add(RandomRow.next(random, number));
            inserted.incrementAndGet();
          }
        });
    end.join();
    return inserted.get() / ((System.nanoTime() - began) / 1e9);
  }

  private interface LoadedCaller {
    void run(SplittableRandom random, int number);
  }

  private static void run(int callers, LoadedCaller caller) throws InterruptedException {
    ExecutorService threads = Executors.newFixedThreadPool(callers);
    List<CompletableFuture<Void>> all = new ArrayList<>();
    SecureRandom seeds = new SecureRandom();
    for (int n = 0; n < callers; n++) {
      int number = n;
      long seed = seeds.nextLong();
      all.add(
          CompletableFuture.runAsync(
              () -> caller.run(new SplittableRandom(seed), number), threads));
    }
    all.forEach(CompletableFuture::join);
    threads.shutdown();
    boolean unused = threads.awaitTermination(1, TimeUnit.MINUTES);
  }

  static long count(Database database) {
    return database.run(
        connection -> Sql.number(connection, "SELECT COUNT(*) FROM latchkey_certificate"));
  }
}
