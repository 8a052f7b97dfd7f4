package io.latchkey.ca.authority;

import static io.latchkey.ca.testing.RequestBuilder.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.ca.AuthorityUnavailableException;
import io.latchkey.ca.CertificateAuthority;
import io.latchkey.ca.DataDirectory;
import io.latchkey.ca.issuance.IssuanceTerms;
import io.latchkey.ca.store.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.io.TempDir;

/** Nodes that start at the same time on one database create one CA. */
class SimultaneousStartsIT {
  @TempDir Path temporary;

  @RepeatedTest(2)
  void startsOnOneDatabase_shareOneCa() throws Exception {
    TestDatabase.Fresh database = TestDatabase.NEWEST_POSTGRESQL.fresh();
    int starts = 6;
    ExecutorService threads = Executors.newFixedThreadPool(starts);
    try {
      List<Callable<X509Certificate>> tasks = new ArrayList<>();
      for (int i = 0; i < starts; i++) {
        Path path = temporary.resolve("node" + i);
        tasks.add(
            () -> {
              try (DataDirectory directory = DataDirectory.open(path);
                  CertificateAuthority ca =
                      database.builder(directory).keyPassphrase("the same on every node").open()) {
                ca.sign(request().dns("h.local").build(), IssuanceTerms.of("node"));
                return ca.root();
              }
            });
      }
      List<X509Certificate> roots = new ArrayList<>();
      for (Future<X509Certificate> started : threads.invokeAll(tasks)) {
        roots.add(started.get());
      }

      assertThat(roots).hasSize(starts);
      assertThat(roots.stream().distinct()).hasSize(1);
    } finally {
      threads.shutdownNow();
    }
  }

  @RepeatedTest(5)
  void startsWithoutPassphrase_succeedOnOneNodeOnly() throws Exception {
    TestDatabase.Fresh database = TestDatabase.NEWEST_POSTGRESQL.fresh();
    int starts = 6;
    ExecutorService threads = Executors.newFixedThreadPool(starts);
    try {
      List<Callable<Optional<String>>> tasks = new ArrayList<>();
      for (int i = 0; i < starts; i++) {
        Path path = temporary.resolve("node" + i);
        tasks.add(() -> problemOfStart(database, path));
      }
      List<String> problems = new ArrayList<>();
      for (Future<Optional<String>> started : threads.invokeAll(tasks)) {
        started.get().ifPresent(problems::add);
      }

      assertThat(problems)
          .hasSize(starts - 1)
          .allSatisfy(problem -> assertThat(problem).contains("set latchkey.ca.key-pass"));
      try (Stream<Path> files = Files.walk(temporary)) {
        assertThat(files.filter(file -> file.endsWith("ca.pass"))).hasSize(1);
      }
    } finally {
      threads.shutdownNow();
    }
  }

  /** Empty if the node starts. */
  private static Optional<String> problemOfStart(TestDatabase.Fresh database, Path path) {
    try (DataDirectory directory = DataDirectory.open(path);
        CertificateAuthority ca = database.builder(directory).open()) {
      assertThat(directory.file("ca.pass")).exists();
      assertThat(ca.health().store()).isTrue();
      return Optional.empty();
    } catch (AuthorityUnavailableException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }
}
