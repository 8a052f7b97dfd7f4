package io.latchkey.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.latchkey.pki.Certificates;
import io.latchkey.pki.PrivateKeys;
import io.latchkey.tokens.KeyDerivation;
import io.latchkey.tokens.PreSharedKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jose4j.json.JsonUtil;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code certificate run} of the jar, with certificates that are valid for seconds. */
class CertificateRunIT {

  @TempDir Path directory;

  private final PreSharedKey psk = PreSharedKey.generate();
  private ScriptedServer server;
  private Cli cli;
  private Process process;

  @BeforeEach
  void start() {
    server =
        new ScriptedServer(
            TestAuthority.named("CA"), psk, KeyDerivation.standard(), Clock.systemUTC());
    server.certificatesLive(Duration.ofSeconds(4));
    cli = new Cli(directory);
  }

  @AfterEach
  void stop() throws Exception {
    process.destroy();
    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    server.close();
  }

  private void run(String... more) throws Exception {
    List<String> all =
        new ArrayList<>(
            List.of(
                "certificate",
                "run",
                "--common-name",
                "a",
                "--key-type",
                "ec:p256",
                "--out-dir",
                directory.toString(),
                "--url",
                server.url().toString()));
    all.addAll(List.of(more));
    process =
        cli.start(Map.of("LATCHKEY_PSK", psk.reveal()), List.of(), all.toArray(String[]::new));
  }

  private void awaitRenewals(int count) {
    await()
        .until(() -> cli.out().lines().filter(line -> line.startsWith("Wrote")).count() >= count);
  }

  private X509Certificate certificate() throws Exception {
    return Certificates.parseAll(Files.readAllBytes(directory.resolve("a.crt"))).get(0);
  }

  @Test
  void shortLivedFiles_areRenewedAndCommandRuns() throws Exception {
    Path log = directory.resolve("log");
    run("--exec", "echo \"${LATCHKEY_PSK-no key}\" >> " + log);

    awaitRenewals(1);
    X509Certificate first = certificate();
    awaitRenewals(3);

    assertThat(certificate()).isNotEqualTo(first);
    await().until(() -> Files.readAllLines(log).size() >= 3);
    assertThat(Files.readAllLines(log)).allMatch("no key"::equals);
    assertThat(cli.err()).isEmpty();
  }

  @Test
  void stopped_leavesMatchingKeyAndCertificate() throws Exception {
    run();
    awaitRenewals(2);

    process.destroy();

    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    PrivateKey key = KeyFiles.read(directory.resolve("a.key"), Optional.empty());
    assertThat(PrivateKeys.matches(key, certificate().getPublicKey())).isTrue();
  }

  @Test
  void failingCommand_isReportedAndRenewalContinues() throws Exception {
    run("--exec", "exit 7");

    awaitRenewals(3);

    assertThat(cli.err().lines())
        .isNotEmpty()
        .allMatch(
            line ->
                line.matches(
                    "latchkey: 'exit 7' failed with exit code 7; the certificate files are written,"
                        + " next try at 20.*Z"));
    assertThat(process.isAlive()).isTrue();
  }

  @Test
  void failingCommand_isRunAgainWithoutRenewal() throws Exception {
    server.certificatesLive(Duration.ofHours(1));
    Path log = directory.resolve("log");
    String command = "echo run >> %s; test $(wc -l < %s) = 3".formatted(log, log);
    run("--exec", command);

    await().until(() -> cli.out().contains("exit code 0"));

    assertThat(Files.readAllLines(log)).hasSize(3);
    assertThat(cli.out().lines().filter(line -> line.startsWith("Wrote"))).hasSize(1);
    assertThat(cli.err().lines()).hasSize(2).allMatch(line -> line.contains("exit code 1;"));
  }

  @Test
  void rejectingServer_keepsFilesAndIsRetried() throws Exception {
    run();
    awaitRenewals(1);
    server.on("/ca/sign", exchange -> ScriptedServer.reject(exchange, 503, "busy", "Try later."));

    await().until(() -> cli.err().contains("not renewed, next try at"));
    assertThat(certificate()).isNotNull();

    server.onSignAsUsual();
    awaitRenewals(2);
    assertThat(cli.err().lines())
        .allMatch(line -> line.endsWith("rejected the request with 503 busy: Try later."));
  }

  @Test
  void replacedPskFile_isUsedForNextRenewal() throws Exception {
    Path file = Files.writeString(directory.resolve("psk"), psk.reveal());
    run("--psk-file", file.toString());
    awaitRenewals(1);
    PreSharedKey next = PreSharedKey.generate();
    server.acceptKeys(next);
    await().until(() -> cli.err().contains("The pre-shared key is not the one of"));

    Files.delete(file);
    await().until(() -> cli.err().contains("the previous key stays in use"));
    Files.writeString(file, next.reveal() + "\n");

    long before = cli.out().lines().count();
    await().until(() -> cli.out().lines().count() > before);
    assertThat(cli.err())
        .containsOnlyOnce(file + ": there is no such file or directory; the previous key")
        .doesNotContain(psk.reveal(), next.reveal());
  }

  @Test
  void caOutAndJson_keepTheCaToo() throws Exception {
    Path ca = directory.resolve("ca.pem");

    run("--json", "--ca-out", ca.toString());

    await().until(() -> !cli.out().isEmpty());
    assertThat(ca).hasContent(server.authority().pem());
    assertThat(JsonUtil.parseJson(cli.out().lines().findFirst().orElseThrow()))
        .containsEntry("certificate", directory.resolve("a.crt").toString());
  }

  @Test
  void unwritableDirectory_isReportedAtOnce() throws IOException, InterruptedException {
    process =
        cli.start(
            Map.of("LATCHKEY_PSK", psk.reveal()),
            List.of(),
            "certificate",
            "run",
            "--common-name",
            "a",
            "--out-dir",
            directory.resolve("missing").toString(),
            "--url",
            server.url().toString());

    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(1);
    assertThat(cli.err()).contains("there is no such directory; create it first");
  }

  @Test
  void outputAndEndOfTheCommand_areReported() throws Exception {
    run("--exec", "echo reloaded; echo problem >&2; kill -9 $$");

    await()
        .untilAsserted(
            () ->
                assertThat(cli.err())
                    .startsWith(
                        "latchkey: --exec: reloaded\n"
                            + "latchkey: --exec: problem\n"
                            + "latchkey: 'echo reloaded; echo problem >&2; kill -9 $$' failed with"
                            + " exit code 137 (signal 9); the certificate files are written, next"
                            + " try at "));
    assertThat(cli.out().lines()).allMatch(line -> line.startsWith("Wrote"));
  }

  @Test
  void commandThatSucceeds_isReportedInText() throws Exception {
    run("--exec", "true");

    await().until(() -> cli.out().contains("Ran 'true', exit code 0"));
    assertThat(cli.err()).isEmpty();
  }

  @Test
  void sigtermDuringCommand_endsItsChildren() throws Exception {
    Path pid = directory.resolve("pid");
    run("--exec", "sh -c 'sleep 60 & echo $! > " + pid + "; wait'; true");
    await().until(() -> Files.exists(pid) && !Files.readString(pid).isBlank());
    long child = Long.parseLong(Files.readString(pid).trim());
    assertThat(ProcessHandle.of(child)).isPresent();

    process.destroy();

    assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).isEqualTo(143);
    assertThat(cli.err()).contains("since this command ends").doesNotContain("failed with");
    await().until(() -> !ProcessHandle.of(child).map(ProcessHandle::isAlive).orElse(false));
  }
}
