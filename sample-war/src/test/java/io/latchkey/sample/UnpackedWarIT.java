package io.latchkey.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The temporary directory that the libraries are unpacked to. */
class UnpackedWarIT {
  @TempDir Path folder;
  private Path temporary;

  @BeforeEach
  void makeTemporaryDirectory() throws Exception {
    temporary = Files.createDirectory(folder.resolve("tmp"));
  }

  @Test
  void stoppedProcess_leavesNoFiles() throws Exception {
    LatchkeyProcess server = start();
    assertThat(unpacked()).singleElement().satisfies(UnpackedWarIT::isForTheOwnerAlone);

    server.close();

    assertThat(unpacked()).isEmpty();
  }

  @Test
  void wrongUsage_leavesNoFiles() throws Exception {
    assertThat(launch("--nonsense").exitStatus()).isEqualTo(2);

    assertThat(unpacked()).isEmpty();
  }

  @Test
  void killedProcess_nextStartDeletesItsFiles() throws Exception {
    LatchkeyProcess killed = start();
    killed.kill();
    Path left = unpacked().get(0);
    // A directory of the last minute may belong to a process that is just starting.
    Files.setLastModifiedTime(
        left.resolve("in-use"), FileTime.from(Instant.now().minus(Duration.ofMinutes(2))));

    try (LatchkeyProcess next = start()) {
      await().until(() -> Files.notExists(left));
      assertThat(next.isAlive()).isTrue();
      assertThat(unpacked()).hasSize(1);
    }
  }

  @Test
  void runningProcess_nextStartKeepsItsFiles() throws Exception {
    try (LatchkeyProcess running = start()) {
      Path directory = unpacked().get(0);
      Files.setLastModifiedTime(
          directory.resolve("in-use"), FileTime.from(Instant.now().minus(Duration.ofDays(2))));
      try (LatchkeyProcess other = start("--data-dir", folder.resolve("other").toString())) {
        assertThat(other.isAlive()).isTrue();
        assertThat(unpacked()).contains(directory).hasSize(2);
      }
      assertThat(running.isAlive()).isTrue();
      assertThat(unpacked()).containsExactly(directory);
    }
  }

  private LatchkeyProcess start(String... flags) {
    List<String> dataDirectory =
        flags.length > 0 ? List.of() : List.of("--data-dir", folder.resolve("data").toString());
    LatchkeyProcess server =
        launch(
            Stream.of(
                    List.of("--host", "localhost", "--port", "0", "--no-tls"),
                    dataDirectory,
                    List.of(flags))
                .flatMap(List::stream)
                .toArray(String[]::new));
    server.awaitReady();
    return server;
  }

  private LatchkeyProcess launch(String... arguments) {
    List<String> java =
        LatchkeyProcess.java(
            "-Djava.io.tmpdir=" + temporary, "-jar", LatchkeyProcess.WAR.toString());
    return LatchkeyProcess.run(
        Map.of(), Stream.of(java, List.of(arguments)).flatMap(List::stream).toList());
  }

  private List<Path> unpacked() throws Exception {
    try (Stream<Path> files = Files.list(temporary)) {
      return files
          .filter(file -> file.getFileName().toString().startsWith("latchkey-war-"))
          .toList();
    }
  }

  private static void isForTheOwnerAlone(Path directory) throws Exception {
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory)))
        .isEqualTo("rwx------");
  }
}
