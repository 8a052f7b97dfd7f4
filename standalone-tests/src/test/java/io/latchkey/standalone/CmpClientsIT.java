package io.latchkey.standalone;

import static io.latchkey.standalone.OpensslCmp.assertDone;
import static io.latchkey.standalone.OpensslCmp.assertRejected;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.latchkey.base.testing.Tools;
import io.latchkey.base.testing.Tools.Result;
import io.latchkey.pki.Certificates;
import io.latchkey.tokens.ComponentRoot;
import io.latchkey.tokens.PreSharedKey;
import io.latchkey.tokens.component.ComponentKey;
import io.latchkey.tokens.component.DerivedSecret;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The released client of OpenSSL obtains certificates with the secret of a component key. */
class CmpClientsIT {
  private static final PreSharedKey PSK = PreSharedKey.generate();
  private static final ComponentRoot ROOT = ComponentRoot.of(PSK);
  private static final ComponentKey TEAM = ROOT.derive("team-a;dns=*.team-a.test;ip=10.0.0.0/8");
  private static final Duration CONFIRM_WITHIN = Duration.ofSeconds(10);

  @TempDir static Path shared;
  private static LatchkeyProcess server;
  private static Path root;
  private static Path revoked;

  @TempDir Path folder;
  private OpensslCmp openssl;

  @BeforeAll
  static void start() throws Exception {
    KnownSecrets.add(TEAM.reveal());
    KnownSecrets.add(TEAM.secretText(DerivedSecret.CMP));
    revoked = Files.writeString(shared.resolve("revoked"), "");
    server =
        LatchkeyProcess.start(
            Map.of(
                "LATCHKEY_ENROLMENT",
                "cmp",
                "LATCHKEY_CMP_CONFIRM_WITHIN",
                CONFIRM_WITHIN.toString(),
                "LATCHKEY_REVOKED_COMPONENTS",
                "file:" + revoked),
            shared.resolve("data"),
            "--psk",
            PSK.reveal());
    root =
        Files.writeString(
            shared.resolve("root.pem"), Client.of(server, PSK).get("/ca/cert").body());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void requireClient() throws Exception {
    Tools.require("openssl");
    openssl = new OpensslCmp(server, root, folder);
    openssl.newKey("key.pem");
  }

  private X509Certificate certificate(String file) throws Exception {
    X509Certificate certificate =
        Certificates.parsePem(Files.readString(folder.resolve(file))).get(0);
    X509Certificate trusted = Certificates.parsePem(Files.readString(root)).get(0);
    certificate.verify(trusted.getPublicKey());
    return certificate;
  }

  private static List<String> names(X509Certificate certificate) throws Exception {
    return certificate.getSubjectAlternativeNames().stream()
        .map(name -> String.valueOf(name.get(1)))
        .toList();
  }

  private static String recorded(X509Certificate certificate) throws Exception {
    Client client = Client.of(server, PSK);
    return client
        .get("/ca/certificates/" + certificate.getSerialNumber().toString(16), client.adminToken())
        .body();
  }

  private void obtain(String name, String file) throws Exception {
    assertDone(
        openssl.bySecret(
            TEAM,
            "cr",
            "-newkey",
            "key.pem",
            "-subject",
            "/CN=" + name,
            "-sans",
            name,
            "-certout",
            file));
  }

  @Test
  void ir_bringsTheRootAndConfirms() throws Exception {
    assertDone(
        openssl.bySecret(
            TEAM,
            "ir",
            "-newkey",
            "key.pem",
            "-subject",
            "/CN=i.team-a.test",
            "-sans",
            "i.team-a.test,10.0.0.1",
            "-days",
            "30",
            "-certout",
            "cert.pem",
            "-cacertsout",
            "ca.pem"));

    X509Certificate certificate = certificate("cert.pem");
    assertThat(names(certificate)).containsExactly("i.team-a.test", "10.0.0.1");
    assertThat(
            Duration.between(
                certificate.getNotBefore().toInstant(), certificate.getNotAfter().toInstant()))
        .isLessThan(Duration.ofDays(31));
    assertThat(Certificates.parsePem(Files.readString(folder.resolve("ca.pem"))))
        .isEqualTo(Certificates.parsePem(Files.readString(root)));
    assertThat(recorded(certificate)).contains("\"protocol\":\"cmp\"", "\"caller\":\"team-a\"");
  }

  @Test
  void cr_isImplicitlyConfirmed() throws Exception {
    assertDone(
        openssl.bySecret(
            TEAM,
            "cr",
            "-newkey",
            "key.pem",
            "-subject",
            "/CN=c.team-a.test",
            "-implicit_confirm",
            "-mac",
            "hmacWithSHA256",
            "-digest",
            "sha256",
            "-certout",
            "cert.pem"));

    assertThat(names(certificate("cert.pem"))).containsExactly("c.team-a.test");
  }

  @Test
  void p10cr_takesCsrFromFile() throws Exception {
    assertDone(
        openssl.run(
            List.of(
                "openssl",
                "req",
                "-new",
                "-key",
                "key.pem",
                "-subj",
                "/CN=p.team-a.test",
                "-addext",
                "subjectAltName=DNS:p.team-a.test",
                "-out",
                "request.pem")));

    assertDone(openssl.bySecret(TEAM, "p10cr", "-csr", "request.pem", "-certout", "cert.pem"));

    assertThat(names(certificate("cert.pem"))).containsExactly("p.team-a.test");
  }

  @Test
  void kurAndRr_areSignedWithTheCertificate() throws Exception {
    obtain("k.team-a.test", "old.pem");
    openssl.newKey("new-key.pem");

    assertDone(
        openssl.bySignature(
            "kur",
            "-cert",
            "old.pem",
            "-key",
            "key.pem",
            "-newkey",
            "new-key.pem",
            "-certout",
            "new.pem"));

    X509Certificate renewed = certificate("new.pem");
    assertThat(names(renewed)).containsExactly("k.team-a.test");
    assertThat(renewed.getPublicKey()).isNotEqualTo(certificate("old.pem").getPublicKey());

    assertDone(
        openssl.bySignature(
            "rr",
            "-cert",
            "new.pem",
            "-key",
            "new-key.pem",
            "-oldcert",
            "new.pem",
            "-revreason",
            "4"));
    assertThat(recorded(renewed)).contains("\"revocation_reason\":\"superseded\"");

    openssl.newKey("third-key.pem");
    assertRejected(
        openssl.bySignature(
            "kur",
            "-cert",
            "new.pem",
            "-key",
            "new-key.pem",
            "-newkey",
            "third-key.pem",
            "-certout",
            "third.pem"),
        "revoked: The certificate is revoked.");
  }

  @Test
  void rr_byTheSecretIsForOwnCertificates() throws Exception {
    obtain("r.team-a.test", "cert.pem");

    assertRejected(
        openssl.bySecret(ROOT.derive("team-b"), "rr", "-oldcert", "cert.pem", "-revreason", "1"),
        "The caller may revoke no such certificate");
    assertDone(openssl.bySecret(TEAM, "rr", "-oldcert", "cert.pem", "-revreason", "1"));

    assertThat(recorded(certificate("cert.pem")))
        .contains("\"revocation_reason\":\"keyCompromise\"");
  }

  @Test
  void genm_returnsTheCertificatesOfTheCa() throws Exception {
    Result answered =
        openssl.bySecret(TEAM, "genm", "-infotype", "caCerts", "-subject", "/CN=device");

    assertDone(answered);
    assertThat(answered.output()).contains("id-it-caCerts");
  }

  @Test
  void certificateThatIsNotConfirmed_isRevoked() throws Exception {
    assertDone(openssl.unconfirmed(TEAM, "/CN=u.team-a.test"));
    X509Certificate certificate = certificate("cert.pem");

    await()
        .untilAsserted(
            () ->
                assertThat(recorded(certificate))
                    .contains("\"revocation_reason\":\"cessationOfOperation\""));
  }

  private Result request(ComponentKey component, String secret, String name, String... more)
      throws Exception {
    List<String> all =
        new ArrayList<>(
            List.of("-newkey", "key.pem", "-subject", "/CN=" + name, "-certout", "cert.pem"));
    all.addAll(List.of(more));
    return openssl.withSecret(component, secret, "ir", all.toArray(String[]::new));
  }

  @Test
  void wrongSecretForeignNameExpiredKey_areRejected() throws Exception {
    String secret = TEAM.secretText(DerivedSecret.CMP);
    assertRejected(
        request(TEAM, TEAM.secretText(DerivedSecret.EST), "x.team-a.test", "-unprotected_errors"),
        "not authenticated by the component key");
    assertRejected(request(TEAM, secret, "x.team-b.test"), "name_not_allowed: ");
    ComponentKey ended = ROOT.derive("ended;not-after=20200101T000000Z");
    assertRejected(
        request(ended, ended.secretText(DerivedSecret.CMP), "x.test"),
        "expired: The component key");
    assertThat(folder.resolve("cert.pem")).doesNotExist();
  }

  @Test
  void missingProofOfPossession_isRejected() throws Exception {
    String secret = TEAM.secretText(DerivedSecret.CMP);
    for (String method : List.of("-1", "0", "2")) {
      assertRejected(
          request(TEAM, secret, "x.team-a.test", "-popo", method), "csr_signature: The proof");
    }
    assertThat(folder.resolve("cert.pem")).doesNotExist();
  }

  @Test
  void revokedKey_isRejected() throws Exception {
    ComponentKey stolen = ROOT.derive("stolen");
    String secret = stolen.secretText(DerivedSecret.CMP);
    assertDone(request(stolen, secret, "s.stolen.test"));
    Files.writeString(revoked, "stolen\n");

    await()
        .untilAsserted(
            () ->
                assertRejected(
                    request(stolen, secret, "s.stolen.test"),
                    "revoked: The component key is revoked."));
  }

  @Test
  void replayedMessage_isRejected() throws Exception {
    assertDone(
        request(
            TEAM,
            TEAM.secretText(DerivedSecret.CMP),
            "y.team-a.test",
            "-implicit_confirm",
            "-reqout",
            "request.der"));

    HttpResponse<byte[]> replayed =
        post("/ca/cmp", Files.readAllBytes(folder.resolve("request.der")));

    assertThat(replayed.statusCode()).isEqualTo(200);
    assertThat(new String(replayed.body(), java.nio.charset.StandardCharsets.UTF_8))
        .contains("replayed: The transactionID was used before");
  }

  private static HttpResponse<byte[]> post(String path, byte[] body) throws Exception {
    Client client = Client.of(server, PSK);
    return client.sendForBytes(
        client
            .request(path)
            .header("Content-Type", "application/pkixcmp")
            .POST(BodyPublishers.ofByteArray(body)));
  }

  @Test
  void cmp_limitsBodiesAndAnswersMalformedOnes() throws Exception {
    HttpResponse<byte[]> large = post("/ca/cmp", new byte[64 * 1024 + 1]);
    HttpResponse<byte[]> malformed = post("/.well-known/cmp", new byte[64 * 1024]);

    assertThat(large.statusCode()).isEqualTo(413);
    assertThat(malformed.statusCode()).isEqualTo(400);
    assertThat(new String(malformed.body(), java.nio.charset.StandardCharsets.UTF_8))
        .contains("\"reason\":\"malformed\"");
  }

  /** The recipe of the documentation, as it is printed. */
  @Test
  void recipe_enrolsADevice() throws Exception {
    Tools.require("bash");
    Matcher recipe =
        Pattern.compile("<!-- cmp device -->\\n```sh\\n(.*?)```", Pattern.DOTALL)
            .matcher(Files.readString(Path.of("..", "docs", "enrolment.md")));
    assertThat(recipe.find()).isTrue();
    assertThat(recipe.group(1).lines().count()).isLessThanOrEqualTo(10);
    URI url = URI.create(server.url());
    String commands =
        recipe
            .group(1)
            .replace("ca.example.org:8900", url.getHost() + ":" + url.getPort())
            .replace("/etc/latchkey/ca.pem", root.toString())
            .replace("host.web.example.org", "d.team-a.test")
            .replace("KID", TEAM.path().id())
            .replace("SECRET", TEAM.secretText(DerivedSecret.CMP));

    assertDone(openssl.run(List.of("bash", "-ec", commands)));

    assertThat(names(certificate("device.crt"))).containsExactly("d.team-a.test");
    assertThat(certificate("device-new.crt").getPublicKey())
        .isNotEqualTo(certificate("device.crt").getPublicKey());
  }
}
