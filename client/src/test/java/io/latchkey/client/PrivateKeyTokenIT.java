package io.latchkey.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.base.crypto.Sha256;
import io.latchkey.base.testing.Tools;
import io.latchkey.base.text.Base64Url;
import io.latchkey.client.Cli.Result;
import io.latchkey.pki.Certificates;
import io.latchkey.tokens.PreSharedKey;
import io.latchkey.tokens.TokenVerifier;
import io.latchkey.tokens.VerificationKey;
import io.latchkey.tokens.VerifiedToken;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jose4j.json.JsonUtil;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs the jar as a process: key pairs, and tokens signed with them. */
class PrivateKeyTokenIT {
  @TempDir Path directory;
  private Cli cli;

  @BeforeEach
  void prepare() {
    cli = new Cli(directory);
  }

  private Result done(String... arguments) throws Exception {
    Result result = Cli.run(arguments);
    assertThat(result.err()).isEmpty();
    assertThat(result.code()).isZero();
    return result;
  }

  private VerifiedToken verify(Path publicKey, String token) throws Exception {
    List<VerificationKey> keys = VerificationKey.parse(Files.readString(publicKey));
    return TokenVerifier.builder().publicKeys(keys).build().verify(token.strip());
  }

  private static String header(String token) throws Exception {
    return new String(
        java.util.Base64.getUrlDecoder().decode(token.split("\\.", 2)[0]),
        java.nio.charset.StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @CsvSource({"rsa:2048, RS256", "ec:p256, ES256", "ec:p384, ES384", "ed25519, EdDSA"})
  void generatedKeyToken_isVerifiedWithPublicKey(String type, String algorithm) throws Exception {
    Path file = directory.resolve("signer.pem");
    Path publicKey = directory.resolve("signer.pub.pem");

    Map<String, Object> json =
        JsonUtil.parseJson(
            done("keys", "generate", "--type", type, "--out", file.toString(), "--json").out());
    String token =
        done("token", "--private-key", file.toString(), "--kid", "k1", "--claim", "sub=jane").out();

    VerifiedToken verified = verify(publicKey, token);
    assertThat(verified.name()).isEqualTo("jane");
    assertThat(verified.verifiedBy()).isEqualTo(json.get("thumbprint"));
    assertThat(JsonUtil.parseJson(header(token)))
        .containsEntry("alg", algorithm)
        .containsEntry("kid", "k1");
    assertThat(json)
        .containsEntry("private_key", file.toString())
        .containsEntry("public_key", publicKey.toString())
        .containsEntry("type", type);
  }

  @Test
  void keyFileWithByteOrderMark_isRead() throws Exception {
    Path file = directory.resolve("signer.pem");
    done("keys", "generate", "--type", "ec:p256", "--out", file.toString());
    Files.writeString(file, "\uFEFF" + Files.readString(file));

    String token = done("token", "--private-key", file.toString(), "--claim", "sub=jane").out();

    assertThat(verify(directory.resolve("signer.pub.pem"), token).name()).isEqualTo("jane");
  }

  @Test
  void byteOrderMarkOfPskFile_isDropped() throws Exception {
    PreSharedKey psk = PreSharedKey.generate();
    Path file = Files.writeString(directory.resolve("psk"), "\uFEFF" + psk.reveal() + "\r\n");

    String token = done("token", "--psk-file", file.toString(), "--claim", "sub=jane").out();

    assertThat(
            TokenVerifier.builder()
                .preSharedKeys(List.of(psk))
                .build()
                .verify(token.strip())
                .name())
        .isEqualTo("jane");
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16LE", "UTF-16BE"})
  void pskFileInUtf16_isRejected(String charset) throws Exception {
    Path file = directory.resolve("psk");
    Files.write(file, "\uFEFFa secret of some length".getBytes(charset));

    Result result = Cli.run("token", "--psk-file", file.toString());

    assertThat(result.code()).isEqualTo(1);
    assertThat(result.complaint())
        .isEqualTo(
            "latchkey: "
                + file
                + ": it begins with the byte order mark of UTF-16; save it as UTF-8");
  }

  @Test
  void undecodablePskInPosixLocale_isUsageError() throws Exception {
    Map<String, String> posix = Map.of("LC_ALL", "C");
    String secret = "p\u00E4\u00DFwort of some length";

    Result option = cli.runJar(posix, List.of(), "token", "--psk", secret);
    Result variable = cli.runJar(Map.of("LC_ALL", "C", "LATCHKEY_PSK", secret), List.of(), "token");

    for (Result result : List.of(option, variable)) {
      assertThat(result.code()).isEqualTo(2);
      assertThat(result.complaint())
          .contains("the pre-shared key has the character U+FFFD")
          .contains("LC_ALL=C.UTF-8")
          .doesNotContain("of some length");
    }
  }

  @Test
  void privateKeyFile_isReadableByOwnerOnly() throws Exception {
    Path file = directory.resolve("signer");

    String said = done("keys", "generate", "--out", file.toString()).out();

    assertThat(said).startsWith("Wrote %s and %s.pub.pem, thumbprint ".formatted(file, file));
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-------");
    assertThat(file).content().startsWith("-----BEGIN PRIVATE KEY-----\n");
  }

  @Test
  void existingFiles_areReplacedWithForceOnly() throws Exception {
    Path file = Files.writeString(directory.resolve("signer.pem"), "old");

    Result rejected = Cli.run("keys", "generate", "--out", file.toString());

    assertThat(rejected.code()).isEqualTo(1);
    assertThat(rejected.complaint()).contains(file.toString(), "give --force to replace it");
    assertThat(file).hasContent("old");
    assertThat(directory.resolve("signer.pub.pem")).doesNotExist();
    done("keys", "generate", "--out", file.toString(), "--force");
    assertThat(file).content().startsWith("-----BEGIN PRIVATE KEY-----");
  }

  @Test
  void wrongUsage_isReportedInOneLine() throws Exception {
    Path file = directory.resolve("k");
    assertUsage(
        "'dsa' is no key type", "keys", "generate", "--type", "dsa", "--out", file.toString());
    assertUsage("--out", "keys", "generate");
    assertUsage("Missing command", "keys");
    assertUsage("excludes --psk", "token", "--private-key", file.toString(), "--psk=secret");
    assertUsage("needs --private-key", "token", "--private-key-pass-file", "x", "--psk=s");
    assertUsage("needs --private-key", "token", "--certificate", "x", "--psk=s");
    assertUsage(
        "--kid excludes --certificate",
        "token",
        "--private-key",
        file.toString(),
        "--certificate",
        "x",
        "--kid",
        "k1");
    assertUsage("did you mean --private-key", "token", "--privat-key", file.toString());
  }

  private void assertUsage(String problem, String... arguments) throws Exception {
    Result result = Cli.run(arguments);
    assertThat(result.code()).isEqualTo(2);
    assertThat(result.complaint()).contains(problem);
  }

  @Test
  void unusableSigningKey_isReportedInOneLine() throws Exception {
    Path none = directory.resolve("none.pem");
    Path text = Files.writeString(directory.resolve("text.pem"), "no key");
    done("keys", "generate", "--out", directory.resolve("k.pem").toString());

    assertFails("--private-key %s: there is no such file".formatted(none), none);
    assertFails("contains no private key in PEM", text);
    assertFails("contains no private key in PEM", directory.resolve("k.pub.pem"));
  }

  private void assertFails(String problem, Path key, String... more) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("token", "--private-key", key.toString()));
    arguments.addAll(List.of(more));
    Result result = Cli.run(arguments.toArray(String[]::new));
    assertThat(result.code()).isEqualTo(1);
    assertThat(result.out()).isEmpty();
    assertThat(result.complaint()).contains(problem);
  }

  private void openssl(String arguments) throws Exception {
    Tools.run(directory, ("openssl " + arguments).split(" "));
  }

  @ParameterizedTest(name = "openssl {0}")
  @ValueSource(
      strings = {
        "genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -aes-256-cbc -pass pass:secret",
        "genrsa -traditional -aes256 -passout pass:secret 2048"
      })
  void encryptedKey_signsWithItsPassphraseOnly(String command) throws Exception {
    Tools.require("openssl");
    Path key = directory.resolve("signer.pem");
    Path publicKey = directory.resolve("signer.pub.pem");
    openssl(command.replaceFirst(" ", " -out " + key + " "));
    openssl("pkey -in %s -passin pass:secret -pubout -out %s".formatted(key, publicKey));
    Path right = Files.writeString(directory.resolve("pass"), "secret\n");
    Path wrong = Files.writeString(directory.resolve("wrong"), "hidden\n");
    Path missing = directory.resolve("missing");

    String token =
        done(
                "token",
                "--private-key",
                key.toString(),
                "--private-key-pass-file",
                right.toString(),
                "--claim",
                "sub=jane")
            .out();

    assertThat(verify(publicKey, token).name()).isEqualTo("jane");
    assertFails(
        "The key in %s cannot be decrypted with this passphrase".formatted(key),
        key,
        "--private-key-pass-file",
        wrong.toString());
    assertFails(
        "--private-key-pass-file %s: there is no such file or directory".formatted(missing),
        key,
        "--private-key-pass-file",
        missing.toString());
    assertFails("The key in %s is encrypted; give --private-key-pass-file".formatted(key), key);
  }

  @Test
  void tokenWithCertificate_containsIt() throws Exception {
    Tools.require("openssl");
    Path key = directory.resolve("w.key");
    Path certificate = directory.resolve("w.crt");
    openssl(
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -subj /CN=w -keyout %s -out %s"
            .formatted(key, certificate));
    Path other = directory.resolve("other.pem");
    done("keys", "generate", "--out", other.toString());

    String token =
        done("token", "--private-key", key.toString(), "--certificate", certificate.toString())
            .out();

    X509Certificate parsed = Certificates.parseAll(Files.readAllBytes(certificate)).get(0);
    assertThat(JsonUtil.parseJson(header(token)))
        .containsEntry("alg", "ES256")
        .containsEntry("x5t#S256", Base64Url.encode(Sha256.of(parsed.getEncoded())))
        .containsEntry("x5c", List.of(Base64.getEncoder().encodeToString(parsed.getEncoded())));
    assertFails(
        "does not belong to the certificate", other, "--certificate", certificate.toString());
    assertFails("whole certificates in PEM", key, "--certificate", key.toString());
    Path none = directory.resolve("none");
    assertFails(
        "--certificate %s: there is no such file".formatted(none),
        key,
        "--certificate",
        none.toString());
  }

  @Test
  void keyIdOfPreSharedKey_isWritten() throws Exception {
    String token = done("token", "--psk=0123456789abcdefghijk", "--kid", "2026").out();

    assertThat(JsonUtil.parseJson(header(token))).containsEntry("kid", "2026");
  }
}
