package io.latchkey.ca.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.ca.CertificateAuthority;
import io.latchkey.ca.DataDirectory;
import io.latchkey.ca.RotationStatus;
import io.latchkey.ca.issuance.IssuanceTerms;
import io.latchkey.ca.testing.RequestBuilder;
import io.latchkey.pki.Fingerprint;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A process is killed while it creates its CA, and while it rotates it. The next start finds
 * exactly one current CA. The system property {@code latchkey.kill-rounds} sets the number of
 * kills.
 */
class KilledRotationIT {
  private static final int ROUNDS = Integer.getInteger("latchkey.kill-rounds", 3);
  private static final int LONGEST_START_MILLIS = 2000;

  @TempDir Path temporary;
  private final Random random = new Random(1);

  @ParameterizedTest
  @EnumSource(
      value = TestDatabase.class,
      names = {"SQLITE", "NEWEST_POSTGRESQL"})
  @Timeout(600)
  void killDuringCreation_leavesAtMostOneCa(TestDatabase kind) throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      TestDatabase.Fresh database = kind.fresh();
      Path data = temporary.resolve("data" + round);
      Process process = start(data, database, false);
      Optional<String> printed = Optional.empty();
      try (BufferedReader output = process.inputReader()) {
        assertThat(output.readLine()).isEqualTo("opening");
        boolean ended =
            process.waitFor(random.nextInt(LONGEST_START_MILLIS), TimeUnit.MILLISECONDS);
        assertThat(ended).isFalse();
        process.toHandle().destroyForcibly();
        printed = Optional.ofNullable(output.readLine()).filter(line -> line.length() == 95);
      } finally {
        process.destroyForcibly().waitFor();
      }

      List<String> roots = assertOneCurrentCa(data, database);
      assertThat(roots).hasSize(1);
      printed.ifPresent(line -> assertThat(roots).containsExactly(line));
      assertThat(assertOneCurrentCa(data, database)).isEqualTo(roots);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = TestDatabase.class,
      names = {"SQLITE", "NEWEST_POSTGRESQL"})
  @Timeout(600)
  void killDuringRotation_leavesOneCurrentCa(TestDatabase kind) throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      // A new database each time, because each start decrypts all keys that are not deleted yet.
      TestDatabase.Fresh database = kind.fresh();
      Path data = temporary.resolve("data" + round);
      List<String> printed = rotateAndKill(data, database, 2 + random.nextInt(3));

      List<String> roots = assertOneCurrentCa(data, database);
      // The kill may come after the commit and before the root is printed.
      assertThat(roots).containsSubsequence(printed).doesNotHaveDuplicates();
      int known = roots.indexOf(printed.get(printed.size() - 1));
      assertThat(roots.size() - known).isLessThanOrEqualTo(2);
    }
  }

  /** Returns the roots of all generations; the last one is current and signs. */
  private static List<String> assertOneCurrentCa(Path data, TestDatabase.Fresh database)
      throws Exception {
    try (DataDirectory directory = DataDirectory.open(data);
        CertificateAuthority ca =
            database.builder(directory).retireAfter(Duration.ofMillis(1)).open()) {
      assertThat(ca.rotation().phase()).isNotEqualTo(RotationStatus.Phase.ANNOUNCED);
      ca.sign(RequestBuilder.request().dns("h.local").build(), IssuanceTerms.of("w"))
          .certificate()
          .verify(ca.root().getPublicKey());
      List<String> roots = ca.issuers().stream().map(Fingerprint::sha256).toList();
      assertThat(roots).endsWith(Fingerprint.sha256(ca.root()));
      return roots;
    }
  }

  /** Kills the process after a number of roots, and returns the roots. */
  private static List<String> rotateAndKill(Path data, TestDatabase.Fresh database, int count)
      throws IOException, InterruptedException {
    Process process = start(data, database, true);
    List<String> roots = new ArrayList<>();
    try (BufferedReader output = process.inputReader()) {
      assertThat(output.readLine()).isEqualTo("opening");
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        // The kill may cut the last line short.
        if (line.length() == 95) {
          roots.add(line);
        }
        if (roots.size() == count) {
          process.toHandle().destroyForcibly();
        }
      }
    } finally {
      process.destroyForcibly().waitFor();
    }
    return roots;
  }

  private static Process start(Path data, TestDatabase.Fresh database, boolean rotates)
      throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UnlockDiagnosticVMOptions",
            "-XX:-BytecodeVerificationRemote",
            "-cp",
            System.getProperty("java.class.path"),
            RotatingProcess.class.getName(),
            data.toString(),
            database.url().orElse(""),
            Boolean.toString(rotates))
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }
}
