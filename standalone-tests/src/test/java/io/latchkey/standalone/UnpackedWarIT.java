package io.latchkey.standalone;

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
  void wrongUsage_leavesNoFiles() throws Exception {
    assertThat(launch("--nonsense").exitStatus()).isEqualTo(2);

    assertThat(unpacked()).isEmpty();
  }

  @Test
  void nextStart_deletesFilesOfEndedProcessesOnly() throws Exception {
    Path directory;
    try (LatchkeyProcess running = start("data")) {
      assertThat(unpacked()).singleElement().satisfies(UnpackedWarIT::isForTheOwnerAlone);
      directory = unpacked().get(0);
      setLastUse(directory, Duration.ofDays(2));
      try (LatchkeyProcess other = start("other")) {
        assertThat(other.isAlive()).isTrue();
        assertThat(unpacked()).contains(directory).hasSize(2);
      }
      assertThat(running.isAlive()).isTrue();
      // The stopped process has deleted its files.
      assertThat(unpacked()).containsExactly(directory);
      running.kill();
    }
    // A directory of the last minute may belong to a process that is just starting.
    setLastUse(directory, Duration.ofMinutes(2));

    try (LatchkeyProcess next = start("data")) {
      await().until(() -> Files.notExists(directory));
      assertThat(next.isAlive()).isTrue();
      assertThat(unpacked()).hasSize(1);
    }
    assertThat(unpacked()).isEmpty();
  }

  private static void setLastUse(Path directory, Duration ago) throws Exception {
    Files.setLastModifiedTime(directory.resolve("in-use"), FileTime.from(Instant.now().minus(ago)));
  }

  private LatchkeyProcess start(String data) {
    LatchkeyProcess server =
        launch(
            "--host",
            "localhost",
            "--port",
            "0",
            "--no-tls",
            "--data-dir",
            folder.resolve(data).toString());
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
