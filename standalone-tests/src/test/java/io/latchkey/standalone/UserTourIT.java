package io.latchkey.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.base.testing.Tools;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tour of the README with curl and openssl, and a restart. */
class UserTourIT {
  private static final Path TOKEN_PROGRAM = Path.of("..", "examples", "Token.java");

  @TempDir Path folder;
  private Optional<String> authorization = Optional.empty();

  @Test
  void tour_endsWithAValidRecordedCertificate() throws Exception {
    Tools.require("curl", "openssl");
    Path data = folder.resolve("data");
    String fingerprint;
    try (LatchkeyProcess server = LatchkeyProcess.start(data)) {
      fingerprint = server.fingerprint();
      fetchRoot(server);
      signWithCurl(server, data);
      assertThat(
              Tools.run(
                  folder, "openssl", "verify", "-x509_strict", "-CAfile", "root.pem", "worker.crt"))
          .contains("worker.crt: OK");
      assertThat(curl(server, data, "/whoami"))
          .contains("{\"name\":\"worker-1\",\"roles\":[\"service\"],\"scheme\":\"psk\"}");
    }
    try (LatchkeyProcess server = LatchkeyProcess.start(data)) {
      assertThat(server.fingerprint()).isEqualTo(fingerprint);
      assertThat(curl(server, data, "/ca/certificates/" + serialOfWorker()))
          .contains("worker.local");
    }
  }

  @Test
  void unusableKeyFile_isReportedInOneLine() throws Exception {
    Path empty = Files.writeString(folder.resolve("empty"), "\n");
    Path binary = Files.write(folder.resolve("binary"), new byte[] {(byte) 0xff});
    Path classes = Files.createDirectory(folder.resolve("classes"));
    compileTokenProgram(classes);

    assertThat(failure(classes)).startsWith("usage: java Token.java");
    assertThat(failure(classes, folder.resolve("missing").toString()))
        .isEqualTo("there is no file " + folder.resolve("missing"));
    assertThat(failure(classes, empty.toString())).endsWith("is empty: " + empty);
    Path psk = Files.writeString(folder.resolve("psk"), "x".repeat(44));
    assertThat(failure(classes, psk.toString(), "sub=x")).endsWith(": sub=x");
    assertThat(failure(classes, binary.toString())).contains("cannot be read: ");
    assertThat(failure(classes, folder.toString())).contains("cannot be read: ");
  }

  private static void compileTokenProgram(Path classes) {
    int status =
        ToolProvider.getSystemJavaCompiler()
            .run(null, null, null, "-d", classes.toString(), TOKEN_PROGRAM.toString());
    assertThat(status).isZero();
  }

  /** Runs the compiled program, which fails with status 2 and one line. */
  private String failure(Path classes, String... arguments) throws Exception {
    List<String> program = LatchkeyProcess.java("-cp", classes.toString(), "Token");
    program.addAll(List.of(arguments));
    Tools.Result result = Tools.run(folder, Map.of(), program.toArray(String[]::new));
    assertThat(result.status()).isEqualTo(2);
    assertThat(result.output().lines()).hasSize(1);
    return result.output().strip();
  }

  private void fetchRoot(LatchkeyProcess server) throws Exception {
    Tools.run(folder, "curl", "-sS", "-k", "--fail", server.url() + "/ca/cert", "-o", "root.pem");
    assertThat(
            Tools.run(
                folder, "openssl", "x509", "-in", "root.pem", "-noout", "-fingerprint", "-sha256"))
        .contains(server.fingerprint());
  }

  private void signWithCurl(LatchkeyProcess server, Path data) throws Exception {
    Tools.run(
        folder,
        "openssl",
        "req",
        "-new",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
        "-subj",
        "/CN=worker.local",
        "-addext",
        "subjectAltName=DNS:worker.local,IP:127.0.0.1",
        "-keyout",
        "worker.key",
        "-out",
        "worker.csr");
    curl(server, data, "/ca/sign", "--data-binary", "@worker.csr", "-o", "worker.crt");
  }

  private String curl(LatchkeyProcess server, Path data, String path, String... more)
      throws Exception {
    List<String> command =
        new ArrayList<>(List.of("curl", "-sS", "--fail-with-body", "--cacert", "root.pem", "-H"));
    command.add(authorization(data));
    command.add(server.url() + path);
    command.addAll(List.of(more));
    return Tools.run(folder, command.toArray(String[]::new));
  }

  /** The header with a token, which is valid for five minutes and used for all requests. */
  private String authorization(Path data) throws Exception {
    if (authorization.isEmpty()) {
      List<String> program =
          LatchkeyProcess.java(
              TOKEN_PROGRAM.toAbsolutePath().toString(),
              data.resolve("psk").toString(),
              "\"sub\":\"worker-1\"",
              "\"roles\":\"service\"");
      String token = KnownSecrets.add(Tools.run(folder, program.toArray(String[]::new)).strip());
      authorization = Optional.of("Authorization: Bearer " + token);
    }
    return authorization.get();
  }

  private String serialOfWorker() throws Exception {
    String line = Tools.run(folder, "openssl", "x509", "-in", "worker.crt", "-noout", "-serial");
    return line.strip().replaceFirst("serial=0*", "").toLowerCase(java.util.Locale.ROOT);
  }
}
