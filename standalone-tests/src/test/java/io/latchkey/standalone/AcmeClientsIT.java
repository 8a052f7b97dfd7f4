package io.latchkey.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.latchkey.base.testing.FreePorts;
import io.latchkey.base.testing.Tools;
import io.latchkey.base.testing.Tools.Result;
import io.latchkey.pki.Certificates;
import io.latchkey.tokens.component.ComponentKey;
import io.latchkey.tokens.component.DerivedSecret;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Released ACME clients obtain certificates with nothing but the secret of a component key. */
class AcmeClientsIT {
  private static final LatchkeyProcess SERVER = SharedServer.process();
  private static final ComponentKey TEAM =
      SharedServer.root().derive("team-a;dns=*.team-a.test;ip=10.0.0.0/8");

  @TempDir static Path shared;
  private static Path root;

  @TempDir Path folder;

  @BeforeAll
  static void start() throws Exception {
    KnownSecrets.add(TEAM.reveal());
    KnownSecrets.add(TEAM.secretText(DerivedSecret.ACME));
    root =
        Files.writeString(shared.resolve("root.pem"), SharedServer.client().get("/ca/cert").body());
  }

  private static String directory() {
    return SERVER.url() + "/acme/directory";
  }

  private static String id() {
    return TEAM.path().id();
  }

  private static String secret() {
    return TEAM.secretText(DerivedSecret.ACME);
  }

  private Result run(String... command) throws IOException, InterruptedException {
    Map<String, String> environment =
        Map.of(
            "REQUESTS_CA_BUNDLE", root.toString(),
            "LEGO_CA_CERTIFICATES", root.toString(),
            "SSL_CERT_FILE", root.toString(),
            "CURL_CA_BUNDLE", root.toString(),
            "HOME", folder.toString());
    return Tools.run(folder, environment, command);
  }

  private static X509Certificate certificate(Path pem) throws Exception {
    List<X509Certificate> chain = Certificates.parsePem(Files.readString(pem));
    X509Certificate trusted = Certificates.parsePem(Files.readString(root)).get(0);
    chain.get(0).verify(trusted.getPublicKey());
    return chain.get(0);
  }

  private static List<String> names(X509Certificate certificate) throws Exception {
    return certificate.getSubjectAlternativeNames().stream()
        .map(name -> String.valueOf(name.get(1)))
        .toList();
  }

  private static boolean isRevoked(X509Certificate certificate) throws Exception {
    String serial = certificate.getSerialNumber().toString(16);
    Client client = SharedServer.client();
    return client
        .get("/ca/certificates/" + serial, client.adminToken())
        .body()
        .contains("\"status\":\"revoked\"");
  }

  @Test
  void acme_isOpen() throws Exception {
    Client enabled = SharedServer.client();
    assertThat(enabled.get("/acme/directory").body())
        .contains("\"newNonce\":\"" + SERVER.url() + "/acme/new-nonce\"");
    assertThat(enabled.get("/acme/other").statusCode()).isEqualTo(404);
    assertThat(enabled.get("/acme/new-order").statusCode()).isEqualTo(405);
  }

  @Test
  void acme_limitsBodiesAndAnswersMalformedOnes() throws Exception {
    Client client = SharedServer.client();
    HttpResponse<String> large = post(client, new byte[64 * 1024 + 1]);
    HttpResponse<String> malformed = post(client, new byte[64 * 1024]);

    assertThat(large.statusCode()).isEqualTo(413);
    assertThat(large.body()).contains("\"reason\":\"too_large\"");
    assertThat(malformed.statusCode()).isEqualTo(400);
    assertThat(malformed.body()).contains("urn:ietf:params:acme:error:malformed");
    assertThat(malformed.headers().firstValue("Replay-Nonce")).isPresent();
  }

  private static HttpResponse<String> post(Client client, byte[] body) throws Exception {
    return client.send(
        client
            .request("/acme/new-account")
            .header("Content-Type", "application/jose+json")
            .POST(BodyPublishers.ofByteArray(body)));
  }

  private List<String> certbot(String... arguments) {
    List<String> command = new ArrayList<>(List.of("certbot", arguments[0], "--non-interactive"));
    for (String kind : List.of("config", "work", "logs")) {
      command.add("--" + kind + "-dir");
      command.add(folder.resolve(kind).toString());
    }
    command.addAll(List.of("--server", directory()));
    command.addAll(List.of(arguments).subList(1, arguments.length));
    return command;
  }

  private List<String> certbotCertonly(String secret, String name) {
    return certbot(
        "certonly",
        "--standalone",
        "--http-01-port",
        "0",
        "--agree-tos",
        "--register-unsafely-without-email",
        "--eab-kid=" + id(),
        "--eab-hmac-key=" + secret,
        "-d",
        name);
  }

  @Test
  void certbot_obtainsRenewsAndRevokes() throws Exception {
    Tools.require("certbot");
    Result obtained = run(certbotCertonly(secret(), "c.team-a.test").toArray(String[]::new));
    assertThat(obtained.status()).as(obtained.output()).isZero();
    Path live = folder.resolve("config/live/c.team-a.test/fullchain.pem");
    X509Certificate first = certificate(live);
    assertThat(names(first)).containsExactly("c.team-a.test");

    Result renewed =
        run(
            certbot("renew", "--force-renewal", "--no-random-sleep-on-renew")
                .toArray(String[]::new));
    assertThat(renewed.status()).as(renewed.output()).isZero();
    X509Certificate second = certificate(live);
    assertThat(second).isNotEqualTo(first);

    Result revoked =
        run(
            certbot("revoke", "--cert-name", "c.team-a.test", "--no-delete-after-revoke")
                .toArray(String[]::new));
    assertThat(revoked.status()).as(revoked.output()).isZero();
    assertThat(isRevoked(second)).isTrue();
    assertThat(isRevoked(first)).isFalse();
  }

  /** certbot deactivates the authorizations of its first order. */
  @Test
  void certbotDryRun_obtainsFreshAuthorizations() throws Exception {
    Tools.require("certbot");
    List<String> command = certbotCertonly(secret(), "y.team-a.test");

    Result obtained = run(with(command, "--dry-run", "-d", "x.team-a.test"));

    assertThat(obtained.status()).as(obtained.output()).isZero();
    assertThat(obtained.output())
        .contains("The dry run was successful")
        .doesNotContain("unable to obtain fresh authorizations");
  }

  @Test
  void certbot_wrongSecretAndForeignNameAreRejected() throws Exception {
    Tools.require("certbot");
    Result wrong =
        run(
            certbotCertonly(TEAM.secretText(DerivedSecret.EST), "c.team-a.test")
                .toArray(String[]::new));
    assertThat(wrong.status()).isNotZero();
    assertThat(wrong.output()).contains("not authenticated by the component key");

    Result foreign = run(certbotCertonly(secret(), "c.team-b.test").toArray(String[]::new));
    assertThat(foreign.status()).isNotZero();
    // certbot shows a defect of its own on Python 3.11, and logs what the server said.
    assertThat(Files.readString(folder.resolve("logs/letsencrypt.log")))
        .contains("does not allow this DNS name");
  }

  private List<String> lego(String... arguments) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "lego",
                "--path",
                folder.resolve("lego").toString(),
                "--server",
                directory(),
                "--accept-tos",
                "--email",
                "admin@team-a.test",
                "--eab",
                "--kid=" + id(),
                "--hmac=" + secret(),
                "--http",
                "--http.port",
                "127.0.0.1:0"));
    command.addAll(List.of(arguments));
    return command;
  }

  @Test
  void lego_obtainsRenewsAndRevokes() throws Exception {
    Tools.require("lego");
    Result obtained =
        run(
            lego("--domains", "l.team-a.test", "--domains", "*.l.team-a.test", "run")
                .toArray(String[]::new));
    assertThat(obtained.status()).as(obtained.output()).isZero();
    X509Certificate certificate =
        certificate(folder.resolve("lego/certificates/l.team-a.test.crt"));
    assertThat(names(certificate)).containsExactlyInAnyOrder("l.team-a.test", "*.l.team-a.test");

    Result renewed =
        run(
            lego("--domains", "l.team-a.test", "renew", "--days", "400", "--no-random-sleep")
                .toArray(String[]::new));
    assertThat(renewed.status()).as(renewed.output()).isZero();
    X509Certificate second = certificate(folder.resolve("lego/certificates/l.team-a.test.crt"));
    assertThat(second).isNotEqualTo(certificate);

    Result revoked = run(lego("--domains", "l.team-a.test", "revoke").toArray(String[]::new));
    assertThat(revoked.status()).as(revoked.output()).isZero();
    assertThat(isRevoked(second)).isTrue();
  }

  @Test
  void dehydrated_obtains() throws Exception {
    Tools.require("dehydrated");
    Path wellKnown = Files.createDirectories(folder.resolve("well-known"));
    Path config =
        Files.writeString(
            folder.resolve("config"),
            """
            CA="%s"
            EAB_KID="%s"
            EAB_HMAC_KEY="%s"
            BASEDIR="%s"
            WELLKNOWN="%s"
            CURL_OPTS="--cacert %s"
            """
                .formatted(directory(), id(), secret(), folder, wellKnown, root));

    Result registered =
        run("dehydrated", "--config", config.toString(), "--register", "--accept-terms");
    assertThat(registered.status()).as(registered.output()).isZero();
    Result obtained =
        run("dehydrated", "--config", config.toString(), "--cron", "--domain", "d.team-a.test");
    assertThat(obtained.status()).as(obtained.output()).isZero();
    assertThat(names(certificate(folder.resolve("certs/d.team-a.test/fullchain.pem"))))
        .containsExactly("d.team-a.test");
  }

  /** It trusts the root certificates of the system only, so the server has no TLS here. */
  @Test
  void uacme_obtains() throws Exception {
    Tools.require("uacme");
    try (LatchkeyProcess plain =
        LatchkeyProcess.start(
            Map.of("LATCHKEY_ENROLMENT", "acme"),
            folder.resolve("data"),
            "--no-tls",
            "--psk",
            SharedServer.psk().reveal())) {
      List<String> command =
          List.of(
              "uacme",
              "--verbose",
              "--confdir=" + folder.resolve("uacme"),
              "--acme-url=" + plain.url() + "/acme/directory",
              "--yes");

      Result registered = run(with(command, "--eab=" + id() + ":" + secret(), "new"));
      assertThat(registered.status()).as(registered.output()).isZero();
      Result obtained = run(with(command, "issue", "u.team-a.test"));
      assertThat(obtained.status()).as(obtained.output()).isZero();
    }
    List<X509Certificate> chain =
        Certificates.parsePem(Files.readString(folder.resolve("uacme/u.team-a.test/cert.pem")));
    assertThat(names(chain.get(0))).containsExactly("u.team-a.test");
    chain.get(0).verify(chain.get(1).getPublicKey());
  }

  private static String[] with(List<String> command, String... more) {
    return Stream.concat(command.stream(), Stream.of(more)).toArray(String[]::new);
  }

  @Test
  void apache_obtainsAndActivates() throws Exception {
    Tools.require("apache2");
    // The process that talks to the CA has another user.
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    Files.setPosixFilePermissions(shared, PosixFilePermissions.fromString("rwxr-xr-x"));
    Path configuration =
        Files.writeString(folder.resolve("httpd.conf"), apacheConfiguration(FreePorts.next()));
    String[] apache = {"apache2", "-f", configuration.toString(), "-k"};

    Result started = run(with(List.of(apache), "start"));
    try {
      assertThat(started.status()).as(started.output()).isZero();
      Path staged = folder.resolve("md/staging/m.team-a.test/pubcert.pem");
      Path active = folder.resolve("md/domains/m.team-a.test/pubcert.pem");
      await().until(() -> Files.exists(staged));
      assertThat(run(with(List.of(apache), "graceful")).status()).isZero();
      await().until(() -> Files.exists(active));
      assertThat(names(certificate(active))).containsExactly("m.team-a.test");
    } finally {
      run(with(List.of(apache), "stop"));
    }
  }

  private String apacheConfiguration(int port) {
    return """
    ServerRoot %1$s
    PidFile %1$s/pid
    ErrorLog %1$s/error.log
    LogLevel warn md:info
    Listen 127.0.0.1:%2$d
    LoadModule mpm_event_module %3$s/mod_mpm_event.so
    LoadModule authz_core_module %3$s/mod_authz_core.so
    LoadModule socache_shmcb_module %3$s/mod_socache_shmcb.so
    LoadModule ssl_module %3$s/mod_ssl.so
    LoadModule md_module %3$s/mod_md.so
    User www-data
    Group www-data
    ServerName m.team-a.test
    MDCertificateAuthority %4$s
    MDCACertificateFile %5$s
    MDCertificateAgreement accepted
    MDContactEmail admin@team-a.test
    MDExternalAccountBinding "%6$s" "%7$s"
    MDCAChallenges http-01
    MDPortMap http:%2$d https:%2$d
    MDomain m.team-a.test
    <VirtualHost *:%2$d>
      ServerName m.team-a.test
      SSLEngine on
    </VirtualHost>
    """
        .formatted(
            folder, port, Path.of("/usr/lib/apache2/modules"), directory(), root, id(), secret());
  }
}
