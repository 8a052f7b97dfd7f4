package io.latchkey.client;

import static io.latchkey.client.ScriptedServer.respond;
import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.base.testing.FreePorts;
import io.latchkey.client.Cli.Result;
import io.latchkey.pki.KeyType;
import io.latchkey.pki.Pem;
import io.latchkey.tokens.KeyDerivation;
import io.latchkey.tokens.PreSharedKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Runs the jar as a process: each error is one line on stderr, has the documented exit code, and
 * leaves existing files unchanged.
 */
class BadInputIT {
  private static final int FAILED = 1;
  private static final int WRONG_USAGE = 2;

  @TempDir Path directory;

  private final PreSharedKey psk = PreSharedKey.generate();
  private final TestAuthority authority = TestAuthority.named("CA");
  private ScriptedServer server;
  private Cli cli;
  private Path certificates;

  @BeforeEach
  void start() throws IOException {
    server = new ScriptedServer(authority, psk, KeyDerivation.standard(), Clock.systemUTC());
    cli = new Cli(directory);
    certificates = Files.createDirectory(directory.resolve("certificates"));
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private String[] create(String... more) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "certificate",
                "create",
                "--common-name",
                "a",
                "--key-type",
                "ec:p256",
                "--out-dir",
                certificates.toString(),
                "--psk=" + psk.reveal()));
    if (!List.of(more).contains("--url")) {
      all.addAll(List.of("--url", server.url().toString()));
    }
    all.addAll(List.of(more));
    return all.toArray(String[]::new);
  }

  /** Asserts that the command fails with one line and leaves existing files unchanged. */
  private String complaint(int code, String... arguments) throws Exception {
    Path key = Files.writeString(certificates.resolve("a.key"), "good key");
    Path certificate = Files.writeString(certificates.resolve("a.crt"), "good certificate");
    List<String> forced = new ArrayList<>(List.of(arguments));
    forced.add("--force");

    Result result = Cli.run(forced.toArray(String[]::new));

    assertThat(result.code()).isEqualTo(code);
    assertThat(result.out()).isEmpty();
    assertThat(key).hasContent("good key");
    assertThat(certificate).hasContent("good certificate");
    assertThat(files()).containsExactly("a.crt", "a.key");
    assertThat(result.complaint()).startsWith("latchkey: ").doesNotContain("\u001b", "Exception");
    return result.complaint();
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(certificates)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @ParameterizedTest(name = "{0} is answered with {1}")
  @CsvSource({
    "certificate create --comon-name a, Unknown option: '--comon-name'; did you mean --common-name?",
    "certificate create --common-name a --dns-names a b --ip-adresses 10.0.0.5, did you mean --ip-addresses?",
    "token --expire-im 5, did you mean --expire-in?",
    "token --pks a, Unknown option: '--pks'; did you mean --psk?",
    "token --claim foo --psk a, '--claim takes NAME=VALUE, such as sub=worker-1, not ''foo'''",
    "token --claim =foo --psk a, not '=foo'",
    "certificate list --expiring-before soon --psk a, 'soon' is not an instant; write it in UTC",
    "psk genrate, did you mean generate?",
    "certificate, Missing command",
    "certificate create, Missing required option: '--common-name=NAME'",
    "certificate create --common-name a --dns-names, Missing required parameter",
    "certificate create --common-name a --days-valid soon, 'soon' is not a whole number; write digits only",
    "certificate create --common-name a --days-valid 1y, '1y' is not a whole number; write digits only",
    "certificate create --common-name spiffe:worker, is neither a DNS name nor an IP address",
    "token --psk a --expire-in 1y, '1y' is not a duration; write seconds (3600)",
    "certificate create --common-name a --days-valid 0, the validity must be whole days",
    "certificate create --common-name a --key-type dsa, use one of rsa:2048",
    "certificate create --common-name a --dns-names a_b!c, 'a_b!c' is not a DNS name",
    "certificate create --common-name a --ip-addresses 10.0.0.256, '10.0.0.256' is not an IP address",
    "certificate list --limit 0 --psk a, --limit must be at least 1",
    "certificate show xyz --psk a, 'xyz' is neither a file nor a serial number in hex",
    "ca-cert --url localhost:8900 --psk a, is not the URL of a server",
    "certificate list --url http://ca.example.org --psk a, is not encrypted",
    "token --psk a --expire-in 0, --expire-in must be from 1",
    "token --psk a --claim iat=1, iat and exp are set by the signer",
    "token --psk a --claim nbf=soon, '--claim nbf takes seconds since 1970-01-01T00:00:00Z, such as 1767225600, not ''soon'''",
    "token --psk a --claim nbf=-1, not '-1'",
    "token --psk a --claim nbf=1767225600000, not '1767225600000'",
    "token --psk a --psk-file b, exclude each other",
    "token --psk=, the pre-shared key must not be empty"
  })
  void misspelledUsage_suggestsTheCorrection(String arguments, String said) {
    assertWrongUsage(Cli.run(arguments.split(" ")), said);
  }

  @ParameterizedTest(name = "{0} is answered with {1}")
  @CsvSource({
    "psk genrate, did you mean generate?",
    "token, 'No pre-shared key; give --psk-file, or set LATCHKEY_PSK'"
  })
  void wrongUsage_endsTheProcessWith2(String arguments, String said) throws Exception {
    assertWrongUsage(cli.runJar(arguments.split(" ")), said);
  }

  private static void assertWrongUsage(Result result, String said) {
    assertThat(result.code()).isEqualTo(WRONG_USAGE);
    assertThat(result.out()).isEmpty();
    assertThat(result.complaint()).contains(said).contains("--help)");
  }

  @Test
  void misspeltOption_doesNotShowTheKey() throws Exception {
    Result result = Cli.run("token", "--psk", "--secret-of-mine", "--expire-im", "5");

    assertThat(result.complaint()).contains("--expire-im").doesNotContain("secret-of-mine");
  }

  @Test
  void missingPskFile_isReported() throws Exception {
    Path missing = directory.resolve("missing");

    Result result = Cli.run("token", "--psk-file", missing.toString());

    assertThat(result.code()).isEqualTo(FAILED);
    assertThat(result.complaint())
        .isEqualTo("latchkey: --psk-file " + missing + ": there is no such file or directory");
  }

  @Test
  void unreachableServer_isReported() throws Exception {
    int port = FreePorts.next();

    assertThat(complaint(FAILED, create("--url", "https://localhost:" + port)))
        .contains("https://localhost:" + port, "the connection was refused");
  }

  @Test
  void unknownHost_isReported() throws Exception {
    assertThat(complaint(FAILED, create("--url", "https://no-such-host.invalid")))
        .contains("no-such-host.invalid", "its host name is unknown");
  }

  @Test
  void wrongPsk_isReported() throws Exception {
    server.acceptKeys(PreSharedKey.generate());

    assertThat(complaint(FAILED, create())).contains("The pre-shared key is not the one of");
  }

  @Test
  void serverWithoutPsk_isReported() throws Exception {
    server.on("/ca/cert", e -> respond(e, 200, "application/x-pem-file", authority.pem()));

    assertThat(complaint(FAILED, create())).contains("does not prove that it is the CA");
  }

  @Test
  void rejectedName_isReported() throws Exception {
    server.on(
        "/ca/sign",
        e ->
            respond(
                e,
                403,
                "application/problem+json",
                "{\"reason\":\"name_not_allowed\",\"detail\":\"Not for you.\",\"name\":\"a\"}"));

    assertThat(complaint(FAILED, create()))
        .endsWith("rejected the request with 403 name_not_allowed: Not for you. ('a')");
  }

  @ParameterizedTest
  @ValueSource(strings = {"PT1H", "-PT1H"})
  void clockOffByAnHour_isReported(Duration off) throws Exception {
    server.close();
    server =
        new ScriptedServer(
            authority, psk, KeyDerivation.standard(), Clock.offset(Clock.systemUTC(), off));

    assertThat(complaint(FAILED, create())).contains("a clock is wrong");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/ca/cert", "/ca/sign"})
  void htmlResponse_isReported(String path) throws Exception {
    server.on(path, e -> respond(e, 200, "text/html", "<html>\n<p>Hello</p></html>"));

    assertThat(complaint(FAILED, create())).contains("did not return");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/ca/cert", "/ca/sign"})
  void htmlWithErrorStatus_isReported(String path) throws Exception {
    server.on(path, e -> respond(e, 502, "text/html", "<html>\n<p>Bad gateway</p></html>"));

    assertThat(complaint(FAILED, create()))
        .contains("answered status 502", "is it a Latchkey server");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/ca/cert", "/ca/sign"})
  void truncatedResponse_isReported(String path) throws Exception {
    server.on(path, e -> ScriptedServer.breakOff(e, authority.pem()));

    assertThat(complaint(FAILED, create())).contains("was closed before the response was complete");
  }

  @Test
  void truncatedCertificate_isReported() throws Exception {
    server.on("/ca/sign", e -> respond(e, 200, "text/plain", authority.pem().substring(0, 200)));

    assertThat(complaint(FAILED, create())).contains("did not return a whole certificate");
  }

  @Test
  void certificateForAnotherKey_isReported() throws Exception {
    Instant now = Instant.now();
    String other =
        Pem.encode(
            List.of(
                authority.issue(
                    KeyType.EC_P256.generate().getPublic(),
                    now.minusSeconds(60),
                    now.plusSeconds(60),
                    "a")));
    server.on("/ca/sign", e -> respond(e, 200, "application/x-pem-file", other));

    assertThat(complaint(FAILED, create())).contains("is for another key");
  }

  @Test
  void existingFiles_areKeptWithoutForce() throws Exception {
    Path certificate = Files.writeString(certificates.resolve("a.crt"), "good certificate");

    Result result = cli.runJar(create());

    assertThat(result.code()).isEqualTo(FAILED);
    assertThat(result.complaint())
        .isEqualTo("latchkey: " + certificate + ": already exists; give --force to replace it");
    assertThat(certificate).hasContent("good certificate");
    assertThat(server.received()).isEmpty();
  }

  @Test
  void missingDirectory_isReportedBeforeAnyRequest() throws Exception {
    certificates = directory.resolve("missing");

    Result result = Cli.run(create());

    assertThat(result.code()).isEqualTo(FAILED);
    assertThat(result.complaint())
        .isEqualTo("latchkey: " + certificates + ": there is no such directory; create it first");
    assertThat(server.received()).isEmpty();
  }

  @Test
  void fileInsteadOfDirectory_isReported() throws Exception {
    Path file = Files.writeString(directory.resolve("file"), "");
    certificates = file;

    Result result = Cli.run(create());

    assertThat(result.code()).isEqualTo(FAILED);
    assertThat(result.complaint()).isEqualTo("latchkey: " + file + ": is not a directory");
  }

  @Test
  void unwritableDirectory_isReportedBeforeAnyRequest() throws Exception {
    Files.setPosixFilePermissions(certificates, PosixFilePermissions.fromString("r-xr-xr-x"));

    Result result = cli.runJar(Map.of(), unprivileged(), create());

    assertThat(result.complaint()).isEqualTo("latchkey: " + certificates + ": permission denied");
    assertThat(result.code()).isEqualTo(FAILED);
    assertThat(server.received()).isEmpty();
  }

  /** A superuser can write everywhere, so the command runs as another user. */
  private List<String> unprivileged() throws IOException {
    if (!Files.getOwner(directory).getName().equals("root")) {
      return List.of();
    }
    Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path jar = directory.resolve("latchkey-cli.jar");
    Files.copy(
        Path.of(System.getProperty("latchkey.cli.jar")), jar, StandardCopyOption.REPLACE_EXISTING);
    cli = new Cli(directory, jar);
    return List.of("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups");
  }

  @Test
  void fullDisk_keepsTheOldFiles() throws Exception {
    Path key = Files.writeString(certificates.resolve("a.key"), "good key");
    Path certificate = Files.writeString(certificates.resolve("a.crt"), "good certificate");
    // Files are limited to 1 KiB and an RSA key needs more, which acts like a full disk.
    List<String> limited = List.of("bash", "-c", "ulimit -f 1; exec \"$@\"", "bash");

    String[] arguments =
        Stream.of(create("--force"))
            .map(argument -> argument.equals("ec:p256") ? "rsa:2048" : argument)
            .toArray(String[]::new);

    Result result = cli.runJar(Map.of(), limited, arguments);

    assertThat(result.complaint()).startsWith("latchkey: " + key + ": cannot be written");
    assertThat(result.code()).isEqualTo(FAILED);
    assertThat(key).hasContent("good key");
    assertThat(certificate).hasContent("good certificate");
    assertThat(files()).containsExactly("a.crt", "a.key");
  }
}
