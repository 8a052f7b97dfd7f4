package io.latchkey.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The first key is one of the vectors of OpenSSL in {@code tokens}. */
class ComponentKeyCommandTest {
  private static final String PSK = "a key that is only used in tests";
  private static final String ID =
      "lk1.team-a;dns=*.team-a.example~worker-1;uri=spiffe%3A//team-a/;days=30";
  private static final String SECRET =
      "lk1s.kSfa5-AA-bitIx9oy5Tvl8M4o_kLPA0Kvkk449bEAdM." + ID.substring(4);

  private final InProcess cli = new InProcess();

  @TempDir Path dir;

  private int run(String... arguments) {
    return cli.run(
        Stream.concat(Stream.of("component-key"), Stream.of(arguments)).toArray(String[]::new));
  }

  @Test
  void create_thenUnder_printsKeyOfOpenSsl() throws Exception {
    assertThat(run("create", "--psk", PSK, "--name", "team-a", "--dns-names", "*.team-a.example"))
        .isZero();
    Path team = Files.writeString(dir.resolve("team-a"), cli.out());
    InProcess second = new InProcess();

    int code =
        second.run(
            "component-key",
            "create",
            "--under",
            "file:" + team,
            "--name",
            "worker-1",
            "--uris",
            "spiffe://team-a/",
            "--days",
            "30");

    assertThat(code).isZero();
    assertThat(second.out().strip()).isEqualTo(SECRET);
  }

  @Test
  void create_everyOption_isEncoded() {
    assertThat(
            run(
                "create",
                "--psk",
                PSK,
                "--name",
                "a",
                "--ip-addresses",
                "fd00::/8",
                "10.0.0.1",
                "--roles",
                "a b",
                "c",
                "--not-after",
                "20270131T000000Z",
                "--days",
                "7",
                "--eku",
                "client",
                "--use",
                "token",
                "sign",
                "--id",
                "2"))
        .isZero();

    assertThat(cli.out().strip())
        .endsWith(
            ".a;ip=fd00%3A%3A/8,10.0.0.1;roles=a%20b,c;not-after=20270131T000000Z;days=7;eku=client"
                + ";use=token,sign;id=2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--name|a",
        "--name|a|--any-name|--dns-names|*",
        "--name|a b|--any-name",
        "--name|lk1.a|--any-name",
        "--name|a|--any-name|--days|0",
        "--name|a|--any-name|--not-after|2027-01-31",
        "--name|a|--any-name|--use|all",
        "--name|a|--uris|spiffe://a",
        "--any-name"
      })
  void create_wrongUsage_is2(String options) {
    List<String> all =
        Stream.concat(Stream.of("create", "--psk", PSK), Stream.of(options.split("\\|"))).toList();

    assertThat(run(all.toArray(String[]::new))).isEqualTo(2);
    assertThat(cli.err()).startsWith("latchkey: ");
  }

  @Test
  void create_weakPsk_is1() {
    assertThat(run("create", "--psk", "changeme", "--name", "a", "--any-name")).isEqualTo(1);
    assertThat(cli.err()).contains("There are no component keys for a weak pre-shared key");
  }

  @Test
  void show_neverPrintsKey() {
    assertThat(run("show", "--psk", SECRET)).isZero();

    assertThat(cli.out())
        .contains(
            "name: team-a/worker-1", "id: " + ID, "roles: service", "uses: acme cmp est sign token")
        .doesNotContain("kSfa5");
  }

  @Test
  void secret_ofProtocol_isThatOfOpenSsl() {
    assertThat(run("secret", "--psk", SECRET, "--protocol", "est")).isZero();

    assertThat(cli.out().lines())
        .containsExactly(ID, "PLu1RH5uJQ4Dt4-h5UH7u5wuFQLa-gud8lR7lfBSVuM");
  }

  @Test
  void secret_ofForbiddenProtocol_is1() {
    assertThat(run("secret", "--psk", SECRET + ";use=token", "--protocol", "est")).isEqualTo(1);
    assertThat(cli.err()).contains("does not allow the use est").doesNotContain("kSfa5");
  }

  @Test
  void show_malformedSecret_isNotPrinted() {
    assertThat(run("show", "--psk", SECRET.replace(".team", "team"))).isEqualTo(2);
    assertThat(cli.err()).doesNotContain("kSfa5");
  }

  @Test
  void token_ofComponentKey_namesItsId() {
    assertThat(cli.run("token", "--psk", SECRET)).isZero();

    String header =
        new String(
            java.util.Base64.getUrlDecoder().decode(cli.out().split("\\.")[0]),
            java.nio.charset.StandardCharsets.UTF_8);
    assertThat(header).isEqualTo("{\"alg\":\"HS256\",\"kid\":\"" + ID + "\",\"typ\":\"JWT\"}");
  }

  @Test
  void secretAsName_isNotPrinted() {
    assertThat(run("create", "--psk", PSK, "--any-name", "--name", SECRET)).isEqualTo(2);

    assertThat(cli.err()).contains("This is the secret of a component key").doesNotContain("kSfa5");
  }

  @Test
  void whiteSpaceBeforeTheSecret_isIgnored() throws Exception {
    Path file = Files.writeString(dir.resolve("key"), "\n " + SECRET + "\n");

    assertThat(run("show", "--psk-file", file.toString())).isZero();
    assertThat(cli.out()).contains("id: " + ID);
  }

  @Test
  void tokenOfKeyEndingSoon_warns() throws Exception {
    String end = Instant.now().plus(Duration.ofDays(14)).toString().replaceAll("[-:]|\\.\\d+", "");
    assertThat(run("create", "--under", SECRET, "--name", "w", "--any-name", "--not-after", end))
        .as(cli.err())
        .isZero();
    InProcess token = new InProcess();

    assertThat(token.run("token", "--psk", cli.out().strip())).isZero();

    assertThat(token.err()).contains("ends at").contains("ask your operator");
  }
}
