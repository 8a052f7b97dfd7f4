package io.latchkey.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.client.Cli.Result;
import io.latchkey.pki.Certificates;
import io.latchkey.pki.PrivateKeys;
import io.latchkey.tokens.InvalidTokenException;
import io.latchkey.tokens.KeyDerivation;
import io.latchkey.tokens.PreSharedKey;
import io.latchkey.tokens.Reason;
import io.latchkey.tokens.TokenVerifier;
import io.latchkey.tokens.VerifiedToken;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.jose4j.json.JsonUtil;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs the jar as a process: each command with valid input. */
class CommandLineIT {
  @TempDir Path directory;

  private final PreSharedKey psk = PreSharedKey.generate();
  private final TestAuthority authority = TestAuthority.named("CA");
  private ScriptedServer server;
  private Cli cli;

  @BeforeEach
  void start() {
    server = new ScriptedServer(authority, psk, KeyDerivation.standard(), Clock.systemUTC());
    cli = new Cli(directory);
  }

  @AfterEach
  void stop() {
    server.close();
  }

  /** Requests a certificate and writes it to the directory. */
  private Result create(String commonName, String... more) throws Exception {
    List<String> all =
        new ArrayList<>(
            List.of(
                "certificate",
                "create",
                "--out-dir",
                directory.toString(),
                "--common-name",
                commonName));
    all.addAll(List.of(more));
    return call(all.toArray(String[]::new));
  }

  /** The arguments with the URL and the key of the server. */
  private Result call(String... arguments) throws Exception {
    Result result = run(arguments);
    assertThat(result.err()).isEmpty();
    assertThat(result.code()).isZero();
    return result;
  }

  private Result run(String... arguments) throws Exception {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(List.of("--url", server.url().toString(), "--psk=" + psk.reveal()));
    return Cli.run(all.toArray(String[]::new));
  }

  @Test
  void help_isPlainTextOnStdout() throws Exception {
    Result result = cli.runJar("--help");

    assertThat(result.code()).isZero();
    assertThat(result.err()).isEmpty();
    assertThat(result.out())
        .contains("Usage: latchkey", "psk", "token", "ca-cert", "certificate")
        .doesNotContain("\u001b");
  }

  @Test
  void everyCommand_hasHelp() throws Exception {
    for (String command :
        List.of(
            "psk",
            "psk generate",
            "token",
            "keys",
            "keys generate",
            "paths",
            "paths check",
            "ca-cert",
            "certificate",
            "certificate create",
            "certificate run",
            "certificate list",
            "certificate show")) {
      Result result =
          Cli.run(
              Stream.concat(Stream.of(command.split(" ")), Stream.of("--help"))
                  .toArray(String[]::new));

      assertThat(result.code()).isZero();
      assertThat(result.out()).startsWith("Usage: latchkey " + command);
    }
  }

  @Test
  void version_isPrinted() throws Exception {
    assertThat(cli.runJar("--version").out()).matches("latchkey \\d+\\.\\d+.*\\n");
  }

  @Test
  void completion_isAValidBashScript() throws Exception {
    Path script = directory.resolve("completion.sh");
    Files.writeString(script, Cli.run("generate-completion").out());

    Process bash = new ProcessBuilder("bash", "-n", script.toString()).inheritIO().start();

    assertThat(bash.waitFor()).isZero();
    assertThat(script).content().contains("--common-name");
  }

  @Test
  void pskGenerate_printsDifferentStrongKeyEachTime() throws Exception {
    String first = cli.runJar("psk", "generate").out().strip();
    Map<String, Object> second = JsonUtil.parseJson(Cli.run("psk", "generate", "--json").out());

    assertThat(PreSharedKey.of(first).weakness()).isEmpty();
    assertThat(second.get("psk")).isNotEqualTo(first);
  }

  @Test
  void token_isACredentialWithItsClaims() throws Exception {
    Result result =
        Cli.run(
            "token",
            "--psk=" + psk.reveal(),
            "--claim",
            "sub=worker-1",
            "roles=admin",
            "--expire-in",
            "60");

    VerifiedToken token = verify(result.out().strip());
    assertThat(token.name()).isEqualTo("worker-1");
    assertThat(token.roles()).containsExactly("admin");
    assertThat(token.expiresAt())
        .isBetween(
            Clock.systemUTC().instant().minusSeconds(60),
            Clock.systemUTC().instant().plusSeconds(60));
  }

  @Test
  void claimNbf_isANumber() throws Exception {
    long now = Clock.systemUTC().instant().getEpochSecond();
    Result valid = Cli.run("token", "--psk=" + psk.reveal(), "--claim", "nbf=" + now, "sub=1");
    Result early =
        Cli.run("token", "--psk=" + psk.reveal(), "--claim", "nbf=" + (now + 86_400), "sub=1");

    assertThat(verify(valid.out().strip()).name()).isEqualTo("1");
    assertThatThrownBy(() -> verify(early.out().strip()))
        .isInstanceOfSatisfying(
            InvalidTokenException.class,
            e -> assertThat(e.reason()).isEqualTo(Reason.NOT_YET_VALID));
  }

  @Test
  void tokenAsJson_containsItsExpiry() throws Exception {
    Result result = Cli.run("token", "--psk=" + psk.reveal(), "--json");

    Map<String, Object> json = JsonUtil.parseJson(result.out());
    assertThat(json.get("expires_in")).isEqualTo(3600L);
    assertThat(verify(String.valueOf(json.get("token"))).name()).isEqualTo("service");
  }

  @Test
  void pskFromFileOrEnvironment_isUsed() throws Exception {
    Path file = Files.writeString(directory.resolve("psk"), psk.reveal() + "\n");

    Result fromFile = Cli.run("token", "--psk-file", file.toString());
    Result fromVariable = cli.runJar(Map.of("LATCHKEY_PSK", psk.reveal()), List.of(), "token");

    assertThat(verify(fromFile.out().strip()).name()).isEqualTo("service");
    assertThat(verify(fromVariable.out().strip()).name()).isEqualTo("service");
  }

  @Test
  void psk_mayNameAFile() throws Exception {
    Path file = Files.writeString(directory.resolve("psk"), psk.reveal() + "\n");

    Result option = Cli.run("token", "--psk", "file:" + file);
    Result variable = cli.runJar(Map.of("LATCHKEY_PSK", "file:" + file), List.of(), "token");
    Result missing = Cli.run("token", "--psk", "file:/no/such/file");

    assertThat(verify(option.out().strip()).name()).isEqualTo("service");
    assertThat(verify(variable.out().strip()).name()).isEqualTo("service");
    assertThat(missing.code()).isEqualTo(1);
    assertThat(missing.err())
        .contains("--psk file:/no/such/file: there is no such file or directory");
  }

  @Test
  void pskThatBeginsWithADash_isAccepted() throws Exception {
    assertThat(Cli.run("token", "--psk", "-a-secret-that-begins-with-a-dash").code()).isZero();
  }

  private VerifiedToken verify(String token) throws Exception {
    return TokenVerifier.builder().preSharedKeys(List.of(psk)).build().verify(token);
  }

  @Test
  void caCert_isPrintedOrWritten() throws Exception {
    Path file = directory.resolve("ca.pem");

    Result printed = call("ca-cert");
    Result json = call("ca-cert", "--json");
    Result written = call("ca-cert", "--out", file.toString());

    assertThat(printed.out()).isEqualTo(authority.pem());
    assertThat(JsonUtil.parseJson(json.out()))
        .containsEntry("fingerprint", authority.fingerprint())
        .containsEntry("certificate", authority.pem());
    assertThat(written.out())
        .isEqualTo("Wrote %s, CA with fingerprint %s\n".formatted(file, authority.fingerprint()));
    assertThat(file).hasContent(authority.pem());
  }

  @Test
  void certificateCreate_acceptsSeveralNamesAndReportsFiles() throws Exception {
    Result result =
        create(
            "arangodb.local",
            "--dns-names",
            "arangodb.local",
            "localhost",
            "--ip-addresses",
            "10.0.0.5",
            "::1");

    Path key = directory.resolve("arangodb.local.key");
    Path file = directory.resolve("arangodb.local.crt");
    assertThat(result.out()).startsWith("Wrote %s and %s, valid until ".formatted(key, file));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
        .isEqualTo("rw-------");
    X509Certificate certificate = Certificates.parseAll(Files.readAllBytes(file)).get(0);
    assertThat(
            certificate.getSubjectAlternativeNames().stream()
                .map(name -> String.valueOf(name.get(1))))
        .containsExactly("arangodb.local", "localhost", "10.0.0.5", "0:0:0:0:0:0:0:1");
    assertThat(
            PrivateKeys.matches(KeyFiles.read(key, Optional.empty()), certificate.getPublicKey()))
        .isTrue();
  }

  @Test
  void certificateCreateAsJson_namesTheFiles() throws Exception {
    Result result = create("a", "--key-type", "ec:p384", "--days-valid", "7", "--json");

    assertThat(JsonUtil.parseJson(result.out()))
        .containsEntry("key", directory.resolve("a.key").toString())
        .containsEntry("certificate", directory.resolve("a.crt").toString())
        .containsKeys("serial", "not_after");
  }

  @Test
  void force_replacesExistingFiles() throws Exception {
    Path file = Files.writeString(directory.resolve("a.crt"), "old");

    create("a", "--key-type", "ec:p256", "--force");

    assertThat(Certificates.parseAll(Files.readAllBytes(file))).hasSize(1);
  }

  @Test
  void busyServer_isRetriedAfterItsRetryAfter() throws Exception {
    List<String> asked = new CopyOnWriteArrayList<>();
    server.on(
        "/ca/sign",
        exchange -> {
          asked.add("sign");
          server.onSignAsUsual();
          exchange.getResponseHeaders().set("Retry-After", "1");
          ScriptedServer.reject(exchange, 503, "busy", "Later.");
        });

    create("a", "--key-type", "ec:p256");

    assertThat(asked).hasSize(1);
    assertThat(server.signatures()).isEqualTo(2);
  }

  /** A pipe has its content only once; a second reading would wait forever. */
  @Test
  @Timeout(value = 120, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
  void keyFromPipe_isReadOnce() throws Exception {
    Path pipe = directory.resolve("psk");
    Process mkfifo = new ProcessBuilder("mkfifo", pipe.toString()).start();
    assertThat(mkfifo.waitFor()).isZero();
    ProcessBuilder writer = new ProcessBuilder("sh", "-c", "echo \"$PSK\" > \"$0\"", pipe + "");
    writer.environment().put("PSK", psk.reveal());
    Process writing = writer.start();

    Result result =
        Cli.run(
            "certificate",
            "create",
            "--common-name",
            "a",
            "--key-type",
            "ec:p256",
            "--out-dir",
            directory.toString(),
            "--url",
            server.url().toString(),
            "--psk-file",
            pipe.toString());

    assertThat(result.err()).isEmpty();
    assertThat(result.code()).isZero();
    assertThat(writing.waitFor()).isZero();
  }
}
