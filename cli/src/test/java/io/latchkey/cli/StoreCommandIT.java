package io.latchkey.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.ca.CertificateAuthority;
import io.latchkey.ca.DataDirectory;
import io.latchkey.ca.authority.CertificateAuthorityBuilder;
import io.latchkey.ca.issuance.IssuanceTerms;
import io.latchkey.pki.CertificateSigningRequest;
import io.latchkey.pki.CertificateSigningRequestBuilder;
import io.latchkey.pki.KeyType;
import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** {@code latchkey-cli.jar store} as a separate process. */
@Timeout(600)
class StoreCommandIT {
  private static final int LARGE_ROWS = 4_000;
  private static final int LARGE_BYTES = 20_000;

  @TempDir Path folder;

  private record Result(int code, String out, String err) {}

  private Result run(List<String> jvm, String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC"));
    command.addAll(jvm);
    command.addAll(List.of("-jar", System.getProperty("latchkey.cli.jar")));
    command.addAll(List.of(arguments));
    Path out = folder.resolve("stdout");
    Path err = folder.resolve("stderr");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().remove("JAVA_TOOL_OPTIONS");
    builder.environment().remove("LATCHKEY_JDBC_PASSWORD");
    Process process = builder.start();
    assertThat(process.waitFor(180, TimeUnit.SECONDS)).isTrue();
    return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  private Result run(String... arguments) throws Exception {
    return run(List.of(), arguments);
  }

  @Test
  void openStore_isExportedAndImportedElsewhere() throws Exception {
    Path source = folder.resolve("source");
    Path target = folder.resolve("target");
    Path file = folder.resolve("store.export");
    String serial;
    X509Certificate root;
    try (DataDirectory directory = DataDirectory.open(source);
        CertificateAuthority ca = new CertificateAuthorityBuilder(directory).open()) {
      serial = ca.sign(request(), IssuanceTerms.of("worker")).serial();
      root = ca.root();

      Result exported = run("store", "export", "--data-dir", source.toString(), "--out", file + "");

      assertThat(exported.err()).isEmpty();
      assertThat(exported.code()).isZero();
      assertThat(exported.out()).startsWith("Wrote " + file + ", ").endsWith(" rows\n");
    }
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");

    Result imported =
        run("store", "import", "--data-dir", target.toString(), "--in", file + "", "--json");

    assertThat(imported.err()).isEmpty();
    assertThat(imported.code()).isZero();
    assertThat(imported.out()).contains("\"latchkey_certificate\":1");
    Files.copy(source.resolve("ca.pass"), target.resolve("ca.pass"));
    try (DataDirectory directory = DataDirectory.open(target);
        CertificateAuthority ca = new CertificateAuthorityBuilder(directory).open()) {
      assertThat(ca.root()).isEqualTo(root);
      assertThat(ca.find(serial)).isPresent();
    }
  }

  @Test
  void restoredStore_continuesWithHigherListNumbers() throws Exception {
    Path source = folder.resolve("source");
    try (DataDirectory directory = DataDirectory.open(source)) {
      new CertificateAuthorityBuilder(directory).open().close();
    }
    long before = Instant.now().getEpochSecond();

    Result result = run("store", "restored", "--data-dir", source.toString(), "--json");

    assertThat(result.err()).isEmpty();
    assertThat(result.out()).matches("\\{\"nextListNumber\":\\d+}\\s*");
    assertThat(Long.parseLong(result.out().replaceAll("\\D", ""))).isGreaterThan(before);
  }

  private static CertificateSigningRequest request() throws Exception {
    byte[] request =
        new CertificateSigningRequestBuilder()
            .dnsNames(List.of("h.local"))
            .build(KeyType.EC_P256.generate());
    return CertificateSigningRequest.parse(request);
  }

  @Test
  void largeStore_isCopiedWithLittleMemory() throws Exception {
    Path source = folder.resolve("source");
    try (DataDirectory directory = DataDirectory.open(source)) {
      new CertificateAuthorityBuilder(directory).open().close();
    }
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + source.resolve("latchkey.db"));
        Statement statement = connection.createStatement()) {
      statement.execute(
          "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < "
              + LARGE_ROWS
              + ") INSERT INTO latchkey_certificate SELECT i, randomblob(20), 1, 1, 0, 0, NULL,"
              + " NULL, randomblob("
              + LARGE_BYTES
              + "), NULL FROM n");
    }
    Path file = folder.resolve("store.export");
    List<String> small = List.of("-Xmx40m");

    Result exported = run(small, "store", "export", "--data-dir", source + "", "--out", file + "");
    Result imported =
        run(small, "store", "import", "--data-dir", folder.resolve("x") + "", "--in", file + "");

    assertThat(exported.err() + imported.err()).isEmpty();
    assertThat(Files.size(file)).isGreaterThan((long) LARGE_ROWS * LARGE_BYTES);
    assertThat(imported.out()).startsWith("Imported ");
  }

  @Test
  void standardStreams_canBeUsed() throws Exception {
    Path source = folder.resolve("source");
    try (DataDirectory directory = DataDirectory.open(source)) {
      new CertificateAuthorityBuilder(directory).open().close();
    }

    Result exported = run("store", "export", "--data-dir", source.toString(), "--out", "-");

    assertThat(exported.out()).startsWith("latchkey-store 1\n").contains("\ncomplete ");
  }

  @Test
  void existingFile_isNotReplaced() throws Exception {
    Path source = folder.resolve("source");
    try (DataDirectory directory = DataDirectory.open(source)) {
      new CertificateAuthorityBuilder(directory).open().close();
    }
    Path file = Files.writeString(folder.resolve("store.export"), "kept");

    Result result = run("store", "export", "--data-dir", source.toString(), "--out", file + "");

    checkFailure(result, 1, "store.export: already exists");
    assertThat(file).hasContent("kept");
  }

  @Test
  void nativeLibraryThatCannotBeUnpacked_isReported() throws Exception {
    Path source = folder.resolve("source");
    try (DataDirectory directory = DataDirectory.open(source)) {
      new CertificateAuthorityBuilder(directory).open().close();
    }
    Path file = Files.createFile(folder.resolve("file"));

    Result result =
        run(
            List.of("-Djava.io.tmpdir=" + file),
            "store",
            "export",
            "--data-dir",
            source.toString(),
            "--out",
            folder + "/x");

    checkFailure(result, 1, "The native library of SQLite cannot be loaded from " + file);
  }

  @Test
  void failures_areOneLineWithTheExitCode() throws Exception {
    Path none = folder.resolve("none");
    Path file = Files.writeString(folder.resolve("no-export"), "hello\n");
    Path password = Files.writeString(folder.resolve("password"), "hunter2hunter2\n");

    checkFailure(
        run("store", "export", "--data-dir", none.toString(), "--out", folder + "/x"),
        1,
        "There is no certificate store in " + none);
    checkFailure(
        run("store", "import", "--data-dir", folder + "/new", "--in", file.toString()),
        1,
        "The export is damaged or not one: line 1 is not 'latchkey-store 1'");
    checkFailure(
        run("store", "import", "--data-dir", folder + "/new", "--in", none.toString()),
        1,
        "there is no such file");
    checkFailure(
        run(
            "store",
            "export",
            "--jdbc-url",
            "jdbc:postgresql://localhost:1/x",
            "--jdbc-user",
            "latchkey",
            "--jdbc-password",
            "file:" + password,
            "--out",
            folder + "/x"),
        1,
        "cannot be reached");
    checkFailure(run("store", "export", "--out", "x"), 2, "either --data-dir or --jdbc-url");
    checkFailure(
        run("store", "export", "--data-dir", "x", "--jdbc-url", "y", "--out", "x"),
        2,
        "either --data-dir or --jdbc-url");
    checkFailure(
        run("store", "export", "--jdbc-url", "jdbc:sqlite::memory:", "--out", "x"),
        2,
        "does not name a file");
    checkFailure(
        run("store", "export", "--jdbc-url", "jdbc:h2:x?password=hunter2", "--out", "x"),
        2,
        "jdbc:h2:x is not the URL of a store; write a URL that begins with jdbc:postgresql:");
    checkFailure(
        run("store", "import", "--data-dir", folder + "/new", "--in", folder.toString()),
        1,
        folder + ": is a directory");
    checkFailure(
        run("store", "export", "--jdbc-url", "y", "--jdbc-password=-hunter2", "--out", "x"),
        2,
        "y is not the URL of a store");
    checkFailure(
        run("store", "export", "--jdbc-url", "y", "--jdbc-password", "file: ", "--out", "x"),
        2,
        "file: needs the name of the file with the password");
    checkFailure(run("store"), 2, "Missing command");
  }

  private static void checkFailure(Result result, int code, String message) {
    assertThat(result.err()).contains(message).doesNotContain("hunter2");
    assertThat(result.err().lines()).hasSize(1);
    assertThat(result.code()).isEqualTo(code);
    assertThat(result.out()).isEmpty();
  }

  @Test
  void otherCommands_areInTheSameJar() throws Exception {
    Result help = run("--help");

    assertThat(help.out()).contains("psk", "token", "keys", "certificate", "store");
  }

  @Test
  void fullStandardOutput_isAFailure() throws Exception {
    Path source = folder.resolve("source");
    try (DataDirectory directory = DataDirectory.open(source)) {
      new CertificateAuthorityBuilder(directory).open().close();
    }
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                System.getProperty("latchkey.cli.jar"),
                "store",
                "export",
                "--data-dir",
                source.toString(),
                "--out",
                "-")
            .redirectOutput(new File("/dev/full"))
            .redirectErrorStream(false)
            .start();
    String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor()).isEqualTo(1);
    assertThat(err).isEqualTo("latchkey: The export cannot be written to the standard output\n");
  }
}
