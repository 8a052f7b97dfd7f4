package io.latchkey.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.base.testing.Tools;
import io.latchkey.base.testing.Tools.Result;
import io.latchkey.ca.testing.RequestBuilder;
import io.latchkey.pki.Certificates;
import io.latchkey.pki.KeyType;
import io.latchkey.tokens.ComponentRoot;
import io.latchkey.tokens.PreSharedKey;
import io.latchkey.tokens.component.ComponentKey;
import io.latchkey.tokens.component.DerivedSecret;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.est.ESTAuth;
import org.bouncycastle.est.ESTException;
import org.bouncycastle.est.ESTService;
import org.bouncycastle.est.EnrollmentResponse;
import org.bouncycastle.est.jcajce.JcaHttpAuthBuilder;
import org.bouncycastle.est.jcajce.JsseESTServiceBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Released EST clients obtain and renew certificates with the secret of a component key. */
class EstClientsIT {
  private static final Path PAGE = Path.of("..", "docs", "enrolment.md");
  private static final PreSharedKey PSK = PreSharedKey.generate();
  private static final ComponentKey TEAM = ComponentRoot.of(PSK).derive("team-a;dns=*.team-a.test");

  @TempDir static Path shared;
  private static LatchkeyProcess server;
  private static X509Certificate root;

  @TempDir Path folder;

  @BeforeAll
  static void start() throws Exception {
    KnownSecrets.add(TEAM.reveal());
    KnownSecrets.add(secret());
    server =
        LatchkeyProcess.start(
            Map.of("LATCHKEY_ENROLMENT", "est"),
            shared.resolve("data"),
            "--tls-client-auth",
            "want",
            "--psk",
            PSK.reveal());
    root = Client.of(server, PSK).root();
    Files.writeString(shared.resolve("ca.pem"), Client.of(server, PSK).get("/ca/cert").body());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static String id() {
    return TEAM.path().id();
  }

  private static String secret() {
    return TEAM.secretText(DerivedSecret.EST);
  }

  private Result shell(String script) throws IOException, InterruptedException {
    return Tools.run(folder, Map.of(), "bash", "-euo", "pipefail", "-c", script);
  }

  /** A recipe of the page, with the names of this test. */
  private static String recipe(String heading, int number) throws IOException {
    String section =
        Files.readString(PAGE).split("\n### " + heading + "\n", 2)[1].split("\n##", 2)[0];
    String script = section.split("```sh\n", -1)[number].split("```", 2)[0];
    assertThat(script.lines().count()).isLessThanOrEqualTo(10);
    return script
        .replace("https://ca.example.org:8900", server.url())
        .replace("/etc/latchkey/ca.pem", shared.resolve("ca.pem").toString())
        .replace("KID:SECRET", id() + ":" + secret())
        .replace("host.web.example.org", "w.team-a.test");
  }

  private X509Certificate certificate(String file) throws Exception {
    X509Certificate certificate =
        Certificates.parsePem(Files.readString(folder.resolve(file))).get(0);
    certificate.verify(root.getPublicKey());
    return certificate;
  }

  private static void assertNamed(X509Certificate certificate) throws Exception {
    assertThat(certificate.getSubjectAlternativeNames())
        .singleElement()
        .satisfies(name -> assertThat(name.get(1)).isEqualTo("w.team-a.test"));
  }

  @Test
  void curl_enrolsAndRenewsWithTheCertificate() throws Exception {
    Tools.require("bash", "curl", "openssl");
    String heading = "curl and openssl";

    Result enrolled = shell(recipe(heading, 1));
    assertThat(enrolled.status()).as(enrolled.output()).isZero();
    X509Certificate first = certificate("host.crt");
    assertNamed(first);

    Result renewed = shell(recipe(heading, 2));
    assertThat(renewed.status()).as(renewed.output()).isZero();
    X509Certificate second = certificate("host.crt");
    assertNamed(second);
    assertThat(second.getSerialNumber()).isNotEqualTo(first.getSerialNumber());
    assertThat(second.getPublicKey()).isEqualTo(first.getPublicKey());
  }

  @Test
  void curl_showsWhyItIsRejected() throws Exception {
    Tools.require("bash", "curl", "openssl");
    String recipe = recipe("curl and openssl", 1);

    Result wrong = shell(recipe.replace(secret(), TEAM.secretText(DerivedSecret.ACME)));
    assertThat(wrong.status()).isNotZero();
    assertThat(folder.resolve("host.p7")).content().contains("\"reason\":\"signature\"");

    Result foreign = shell(recipe.replace("w.team-a.test", "w.team-b.test"));
    assertThat(foreign.status()).isNotZero();
    assertThat(folder.resolve("host.p7")).content().contains("\"reason\":\"name_not_allowed\"");
  }

  @Test
  void strongSwan_enrolsAndRenewsWithTheCertificate() throws Exception {
    Tools.require("bash", "pki");
    String heading = "strongSwan";

    Result enrolled = shell(recipe(heading, 1));
    assertThat(enrolled.status()).as(enrolled.output()).isZero();
    X509Certificate first = certificate("host.crt");
    assertNamed(first);
    assertThat(Certificates.parsePem(Files.readString(folder.resolve("cacerts.pem"))))
        .containsExactly(root);

    Result renewed = shell(recipe(heading, 2));
    assertThat(renewed.status()).as(renewed.output()).isZero();
    X509Certificate second = certificate("host-new.crt");
    assertNamed(second);
    assertThat(second.getPublicKey()).isNotEqualTo(first.getPublicKey());
  }

  @Test
  void strongSwan_isRejected() throws Exception {
    Tools.require("bash", "pki");
    String recipe = recipe("strongSwan", 1);

    Result wrong = shell(recipe.replace(secret(), TEAM.secretText(DerivedSecret.CMP)));
    Result foreign = shell(recipe.replace("w.team-a.test", "w.team-b.test"));

    assertThat(wrong.status()).isNotZero();
    assertThat(wrong.output()).contains("HTTP 401");
    assertThat(foreign.status()).isNotZero();
    assertThat(foreign.output()).contains("HTTP 403");
    assertThat(folder.resolve("host.crt")).isEmptyFile();
  }

  private static JsseESTServiceBuilder bouncyCastle() throws Exception {
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, null);
    trusted.setCertificateEntry("root", root);
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(trusted);
    return new JsseESTServiceBuilder(
        URI.create(server.url()).getAuthority(), (X509TrustManager) trust.getTrustManagers()[0]);
  }

  private static PKCS10CertificationRequest request(KeyPair pair, String name) throws Exception {
    return new PKCS10CertificationRequest(
        RequestBuilder.of("CN=" + name, "DNS:" + name).key(pair).der());
  }

  private static X509Certificate enrolled(EnrollmentResponse response) throws Exception {
    assertThat(response.isCompleted()).isTrue();
    X509CertificateHolder[] holders = ESTService.storeToArray(response.getStore());
    assertThat(holders).hasSize(1);
    X509Certificate certificate = new JcaX509CertificateConverter().getCertificate(holders[0]);
    certificate.verify(root.getPublicKey());
    return certificate;
  }

  @Test
  void bouncyCastle_enrolsAfterTheChallenge() throws Exception {
    ESTService service = bouncyCastle().build();
    ESTAuth auth = new JcaHttpAuthBuilder("latchkey", id(), secret().toCharArray()).build();
    KeyPair pair = KeyType.EC_P256.generate();

    assertThat(ESTService.storeToArray(service.getCACerts().getCertificateStore()))
        .containsExactly(new X509CertificateHolder(root.getEncoded()));
    assertThat(service.getCSRAttributes().getAttributesResponse().getRequirements()).hasSize(2);
    X509Certificate first =
        enrolled(service.simpleEnroll(false, request(pair, "w.team-a.test"), auth));
    assertNamed(first);

    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setKeyEntry("client", pair.getPrivate(), new char[0], new X509Certificate[] {first});
    KeyManagerFactory keys = KeyManagerFactory.getInstance("SunX509");
    keys.init(store, new char[0]);
    ESTService holder = bouncyCastle().withKeyManagers(keys.getKeyManagers()).build();
    X509Certificate second =
        enrolled(
            holder.simpleEnroll(true, request(KeyType.EC_P256.generate(), "w.team-a.test"), null));
    assertNamed(second);
    assertThat(second.getPublicKey()).isNotEqualTo(first.getPublicKey());
  }

  @Test
  void bouncyCastle_isRejected() throws Exception {
    ESTService service = bouncyCastle().build();
    ESTAuth wrong = new JcaHttpAuthBuilder(id(), new char[43]).build();
    ESTAuth right = new JcaHttpAuthBuilder(id(), secret().toCharArray()).build();
    PKCS10CertificationRequest own = request(KeyType.EC_P256.generate(), "w.team-a.test");
    PKCS10CertificationRequest foreign = request(KeyType.EC_P256.generate(), "w.team-b.test");

    assertThatThrownBy(() -> service.simpleEnroll(false, own, wrong))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> service.simpleEnroll(false, foreign, right))
        .isInstanceOf(IOException.class);
    assertThatThrownBy(() -> service.simpleEnroll(true, own, null))
        .isInstanceOfSatisfying(
            ESTException.class, e -> assertThat(e.getStatusCode()).isEqualTo(401));
    assertThat(recordedNames()).doesNotContain("w.team-b.test");
  }

  private static String recordedNames() throws Exception {
    Client client = Client.of(server, PSK);
    return client.get("/ca/certificates", client.adminToken()).body();
  }

  /** strongSwan reads the first kilobyte only, and no chunks. */
  @Test
  void responses_areSmallAndHaveTheirLength() throws Exception {
    Client client = Client.of(server, PSK);
    for (String path : List.of("cacerts", "csrattrs")) {
      var answer = client.get("/.well-known/est/" + path);
      String header =
          answer.headers().map().entrySet().stream()
              .flatMap(line -> line.getValue().stream().map(value -> line.getKey() + ": " + value))
              .reduce("HTTP/1.1 200 ", (all, line) -> all + "\r\n" + line);
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(header).hasSizeLessThan(1000);
      assertThat(answer.headers().firstValue("Content-Transfer-Encoding")).hasValue("base64");
      assertThat(answer.headers().firstValueAsLong("Content-Length"))
          .hasValue(answer.body().length());
      assertThat(answer.headers().firstValue("Transfer-Encoding")).isEmpty();
      assertThat(answer.body()).matches("[A-Za-z0-9+/]+={0,2}");
    }
  }
}
