package io.latchkey.ca.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.ca.AuthorityUnavailableException;
import io.latchkey.ca.CertificateAuthority;
import io.latchkey.ca.DataDirectory;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;

/**
 * A process that is killed while it signs has recorded every certificate that it gave out. That the
 * record survives a loss of power as well follows from the flush before each response, which no
 * test can show.
 */
class KilledProcessIT {
  private static final int ROUNDS = 5;
  private static final int SIGNED_BEFORE_THE_KILL = 60;

  @TempDir Path temporary;

  @ParameterizedTest
  @EachDatabase
  @Timeout(600)
  void everySentCertificate_isRecordedAfterKill(TestDatabase kind) throws Exception {
    TestDatabase.Fresh database = kind.fresh();
    Path data = temporary.resolve("data");
    Set<String> givenOut = new HashSet<>();
    Set<X509Certificate> roots = new HashSet<>();
    for (int round = 0; round < ROUNDS; round++) {
      givenOut.addAll(signUntilKilled(data, database));

      try (DataDirectory directory = DataDirectory.open(data);
          CertificateAuthority ca = database.builder(directory).open()) {
        roots.add(ca.root());
        assertThat(givenOut).allSatisfy(serial -> assertThat(ca.find(serial)).isPresent());
      }
    }
    assertThat(roots).hasSize(1);
    assertThat(givenOut).hasSizeGreaterThanOrEqualTo(ROUNDS * SIGNED_BEFORE_THE_KILL);
  }

  @Test
  @Timeout(600)
  void directoryOfARunningProcess_isRejected() throws Exception {
    Path data = temporary.resolve("data");
    Process process = start(data, TestDatabase.SQLITE.fresh());
    try (BufferedReader output = process.inputReader()) {
      assertThat(output.readLine()).hasSize(40);

      assertThatThrownBy(() -> DataDirectory.open(data))
          .isInstanceOf(AuthorityUnavailableException.class)
          .hasMessageContaining("in use by another process");
    } finally {
      process.destroyForcibly().waitFor();
    }
    DataDirectory.open(data).close();
  }

  /** Gives every serial that was printed, those included that came between decision and kill. */
  private static List<String> signUntilKilled(Path data, TestDatabase.Fresh database)
      throws IOException, InterruptedException {
    Process process = start(data, database);
    List<String> serials = new ArrayList<>();
    try (BufferedReader output = process.inputReader()) {
      for (String line = output.readLine(); line != null; line = output.readLine()) {
        // The kill may cut the last line short.
        if (line.length() == 40) {
          serials.add(line);
        }
        if (serials.size() == SIGNED_BEFORE_THE_KILL) {
          // Kills like kill -9 and, unlike Process.destroyForcibly, leaves the output to be read.
          process.toHandle().destroyForcibly();
        }
      }
    } finally {
      process.destroyForcibly().waitFor();
    }
    assertThat(serials.size()).isGreaterThanOrEqualTo(SIGNED_BEFORE_THE_KILL);
    return serials;
  }

  private static Process start(Path data, TestDatabase.Fresh database) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UnlockDiagnosticVMOptions",
            "-XX:-BytecodeVerificationRemote",
            "-cp",
            System.getProperty("java.class.path"),
            SigningProcess.class.getName(),
            data.toString(),
            database.url().orElse(""))
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start();
  }
}
