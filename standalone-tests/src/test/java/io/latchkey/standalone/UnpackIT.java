package io.latchkey.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of "Starting faster" in docs/standalone.md. */
class UnpackIT {
  private static final Path PAGE = Path.of("..", "docs", "standalone.md");
  private static final String UNPACK = "io.latchkey.server.launcher.Unpack";
  private static final Pattern OPTION = Pattern.compile("-XX:[A-Za-z]+(?==/opt/latchkey/)");
  private static final int FIRST_JAVA_WITH_AOT_CACHE = 25;

  @TempDir Path folder;

  @Test
  void documentedCommands_startWithTheArchive() throws Exception {
    List<String> options =
        OPTION.matcher(Files.readString(PAGE)).results().map(m -> m.group()).toList();
    assertThat(options)
        .containsExactly(
            "-XX:ArchiveClassesAtExit",
            "-XX:SharedArchiveFile",
            "-XX:AOTCacheOutput",
            "-XX:AOTCache");
    boolean hasAotCache = Runtime.version().feature() >= FIRST_JAVA_WITH_AOT_CACHE;
    List<String> used = hasAotCache ? options.subList(2, 4) : options.subList(0, 2);
    Path archive = folder.resolve("latchkey/archive");
    Path log = folder.resolve("classes.log");
    unpack();

    try (LatchkeyProcess first = start(used.get(0) + "=" + archive)) {
      assertThat(first.stdout()).contains("Latchkey is ready");
    }
    assertThat(archive).isNotEmptyFile();
    Path temporary = Files.createDirectory(folder.resolve("tmp"));
    try (LatchkeyProcess second =
        start(
            used.get(1) + "=" + archive,
            "-Xlog:class+load:file=" + log,
            "-Djava.io.tmpdir=" + temporary)) {
      assertThat(second.stdout()).contains("Latchkey is ready");
    }

    assertThat(sourceOf("io.latchkey.server.standalone.EmbeddedTomcat", log))
        .contains("shared objects file");
    assertThat(sourceOf("org.apache.catalina.startup.Tomcat", log)).contains("shared objects file");
    assertThat(sourceOf("org.bouncycastle.jce.provider.BouncyCastleProvider", log))
        .contains("shared objects file");
    // Nothing is unpacked again.
    try (Stream<Path> left = Files.list(temporary)) {
      assertThat(left.filter(file -> file.toString().contains("latchkey-war-"))).isEmpty();
    }
  }

  @Test
  void directoryWithFiles_isAnError() throws Exception {
    Files.writeString(Files.createDirectory(folder.resolve("latchkey")).resolve("other"), "");

    LatchkeyProcess process = run(folder.resolve("latchkey").toString());

    assertThat(process.exitStatus()).isEqualTo(1);
    assertThat(process.stderr())
        .isEqualTo(
            "latchkey: "
                + folder.resolve("latchkey")
                + " is not an empty directory; name a new one\n");
    try (Stream<Path> files = Files.list(folder.resolve("latchkey"))) {
      assertThat(files).hasSize(1);
    }
  }

  @Test
  void wrongUsage_isAnError() {
    for (String[] arguments : List.of(new String[0], new String[] {"--help"})) {
      LatchkeyProcess process = run(arguments);

      assertThat(process.exitStatus()).isEqualTo(2);
      assertThat(process.stderr())
          .isEqualTo(
              "latchkey: one argument is needed, the directory; usage: java -cp latchkey.war "
                  + UNPACK
                  + " DIR\n");
    }
  }

  private void unpack() {
    assertThat(run(folder.resolve("latchkey").toString()).exitStatus()).isZero();
  }

  private static LatchkeyProcess run(String... arguments) {
    List<String> command = LatchkeyProcess.java("-cp", LatchkeyProcess.WAR.toString(), UNPACK);
    command.addAll(List.of(arguments));
    return LatchkeyProcess.run(Map.of(), command);
  }

  /** Without options that change how classes are loaded, because the archive depends on them. */
  private LatchkeyProcess start(String... options) throws IOException {
    Path data = folder.resolve("data");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(options));
    command.addAll(
        List.of(
            "-jar",
            folder.resolve("latchkey/latchkey.jar").toString(),
            "--host",
            "localhost",
            "--port",
            "0",
            "--no-tls",
            "--data-dir",
            data.toString()));
    LatchkeyProcess server = LatchkeyProcess.run(Map.of(), command);
    server.awaitReady();
    for (String secret : List.of("psk", "ca.pass")) {
      if (Files.exists(data.resolve(secret))) {
        KnownSecrets.add(Files.readString(data.resolve(secret)).strip());
      }
    }
    return server;
  }

  private static String sourceOf(String className, Path log) throws IOException {
    try (Stream<String> lines = Files.lines(log)) {
      return lines.filter(line -> line.contains(className + " source:")).findFirst().orElse("");
    }
  }
}
