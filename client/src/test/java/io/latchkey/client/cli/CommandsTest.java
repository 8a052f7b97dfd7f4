package io.latchkey.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.tokens.InvalidTokenException;
import io.latchkey.tokens.KeyDerivation;
import io.latchkey.tokens.PreSharedKey;
import io.latchkey.tokens.TokenVerifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class CommandsTest {
  private static final String PSK = "a pre-shared key of a test";

  /** Every command without subcommands, except {@code generate-completion} of picocli. */
  static Stream<CommandLine> commands() {
    return leaves(Latchkey.commandLine())
        .filter(line -> !line.getCommandName().equals("generate-completion"));
  }

  private static Stream<CommandLine> leaves(CommandLine line) {
    return line.getSubcommands().isEmpty()
        ? Stream.of(line)
        : line.getSubcommands().values().stream().flatMap(CommandsTest::leaves);
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommand_takesUrlPskAndJson(CommandLine line) {
    assertThat(line.getCommandSpec().optionsMap()).containsKeys("--url", "--psk", "--json");
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyCommand_isTestedWithOddValues(CommandLine line) {
    String name = line.getCommandSpec().qualifiedName().replaceFirst("latchkey ", "");

    assertThat(OddValues.options().map(each -> each.get()[0].toString())).contains(name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"-hunter2hunter2", "-Vunter2hunter2", "--help", "--url", "=x", "-"})
  void pskAfterEqualsSign_mayStartWithDash(String psk) {
    InProcess process = new InProcess();

    assertThat(process.run("token", "--psk=" + psk)).as(process.err()).isZero();
  }

  @Test
  void kdfIterations_deriveTheKeyOfTheToken() throws InvalidTokenException {
    InProcess process = new InProcess();
    TokenVerifier verifier =
        TokenVerifier.builder()
            .preSharedKeys(List.of(PreSharedKey.of(PSK)))
            .keyDerivation(new KeyDerivation(2000))
            .build();

    assertThat(process.run("token", "--psk=" + PSK, "--kdf-iterations", "2000")).isZero();

    assertThat(verifier.verify(process.out().strip()).id()).isEmpty();
  }

  @Test
  void kdfIterationsOutOfRange_areRejected() {
    InProcess process = new InProcess();

    assertThat(process.run("token", "--psk=" + PSK, "--kdf-iterations", "999")).isEqualTo(2);
    assertThat(process.err()).contains("from 1000 to 10000000, not 999");
  }

  @Test
  void pskStartingWithDash_isNotPrinted() {
    InProcess process = new InProcess();

    assertThat(process.run("token", "--psk", "-hunter2hunter2")).isEqualTo(2);
    assertThat(process.err())
        .contains("'--psk'; write = before a value that begins with -")
        .doesNotContain("unter2");
  }

  @Test
  void filePathAsPsk_isRejected(@TempDir Path directory) throws IOException {
    Path file = Files.writeString(directory.resolve("psk"), "a pre-shared key of a test\n");
    InProcess process = new InProcess();

    assertThat(process.run("token", "--psk=" + file)).isEqualTo(2);
    assertThat(process.err()).contains("write file: before the path").doesNotContain("" + file);
    assertThat(process.out()).isEmpty();

    InProcess right = new InProcess();
    assertThat(right.run("token", "--psk=file:" + file)).isZero();
    assertThat(right.err()).isEmpty();
  }

  @Test
  void unknownReasonOrStatus_errorListsAllNames() {
    InProcess reason = new InProcess();
    InProcess status = new InProcess();

    assertThat(reason.run("certificate", "revoke", "a1b2c3", "--reason", "x")).isEqualTo(2);
    assertThat(status.run("certificate", "list", "--status", "x")).isEqualTo(2);

    assertThat(reason.err())
        .contains(
            "--reason must be one of unspecified, keyCompromise, cACompromise, affiliationChanged,"
                + " superseded, cessationOfOperation, certificateHold, removeFromCRL,"
                + " privilegeWithdrawn, aACompromise, not 'x'");
    assertThat(status.err())
        .contains("--status must be one of valid, hold, revoked, expired, not 'x'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a.key", "a.crt", "link", "../%s/a.key"})
  void caOutOfOtherFile_isWrongUsage(String name, @TempDir Path directory) throws IOException {
    Files.createSymbolicLink(directory.resolve("link"), Path.of("a.crt"));
    Path file = directory.resolve(name.formatted(directory.getFileName()));
    InProcess process = new InProcess();

    int code =
        process.run(
            "certificate",
            "run",
            "--common-name=a",
            "--out-dir=" + directory,
            "--ca-out=" + file,
            "--psk=a-pre-shared-key-of-a-test");

    assertThat(code).isEqualTo(2);
    assertThat(process.err())
        .startsWith("latchkey: --ca-out names the file " + directory + "/a.")
        .contains("; name another file (see ");
  }
}
