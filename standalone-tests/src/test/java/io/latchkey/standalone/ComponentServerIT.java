package io.latchkey.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.latchkey.base.testing.FreePorts;
import io.latchkey.ca.testing.RequestBuilder;
import io.latchkey.client.CertificateAuthorityClient;
import io.latchkey.client.CertificateRecord;
import io.latchkey.client.CertificateRecords.Query;
import io.latchkey.client.TrustBootstrap;
import io.latchkey.tokens.PreSharedKey;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server with {@code latchkey.ca.url}: a component of another server's authority. */
class ComponentServerIT {

  @TempDir static Path shared;
  @TempDir Path folder;

  private static LatchkeyProcess authority;
  private static PreSharedKey psk;

  /** A component of the authority with default settings. */
  private static LatchkeyProcess shownComponent;

  private final List<LatchkeyProcess> started = new ArrayList<>();

  private static PreSharedKey newKey() {
    PreSharedKey key = PreSharedKey.generate();
    KnownSecrets.add(key.reveal());
    return key;
  }

  @BeforeAll
  static void startComponent() throws Exception {
    authority = SharedServer.process();
    psk = SharedServer.psk();
    shownComponent =
        LatchkeyProcess.start(shared, "--psk", psk.reveal(), "--ca-url", authority.url());
  }

  @AfterAll
  static void stopComponent() {
    shownComponent.close();
  }

  @AfterEach
  void stop() {
    started.forEach(LatchkeyProcess::close);
  }

  /** The authority that is started again on the same port. */
  private LatchkeyProcess authorityOn(int port, Map<String, String> environment) {
    LatchkeyProcess ca =
        LatchkeyProcess.launch(
            environment,
            "--host",
            "localhost",
            "--port",
            Integer.toString(port),
            "--data-dir",
            folder.resolve("ca").toString(),
            "--psk",
            psk.reveal());
    started.add(ca);
    ca.awaitReady();
    return ca;
  }

  private LatchkeyProcess component(String data, String url, String... more) {
    List<String> flags = new ArrayList<>(List.of("--psk", psk.reveal(), "--ca-url", url));
    flags.addAll(List.of(more));
    LatchkeyProcess component =
        LatchkeyProcess.start(folder.resolve(data), flags.toArray(String[]::new));
    started.add(component);
    return component;
  }

  /** On a busy machine a certificate expires before it is renewed; then this waits for the next. */
  private static X509Certificate served(SSLContext trust, LatchkeyProcess server) {
    URI uri = URI.create(server.url());
    return await()
        .pollInterval(Duration.ofMillis(200))
        .ignoreException(SSLHandshakeException.class)
        .until(
            () -> {
              try (SSLSocket socket =
                  (SSLSocket) trust.getSocketFactory().createSocket(uri.getHost(), uri.getPort())) {
                socket.startHandshake();
                return (X509Certificate) socket.getSession().getPeerCertificates()[0];
              }
            },
            certificate -> true);
  }

  @Test
  void component_servesTheRootAndItsOwnCertificate() throws Exception {
    LatchkeyProcess ca = authority;
    LatchkeyProcess component = shownComponent;

    assertThat(component.fingerprint()).isEqualTo(ca.fingerprint());
    assertThat(TrustBootstrap.of(URI.create(component.url()), psk).fetch().fingerprint())
        .isEqualTo(ca.fingerprint());
    Client client = Client.of(component, psk);
    X509Certificate own = served(Client.Trust.in(client.root()), component);
    assertThat(own.getIssuerX500Principal()).isEqualTo(client.root().getSubjectX500Principal());
    assertThat(own.getSubjectAlternativeNames()).contains(List.of(2, "localhost"));
    assertThat(client.get("/whoami", client.serviceToken()).statusCode()).isEqualTo(200);
    assertThat(client.get("/health/ready").statusCode()).isEqualTo(200);
    assertThat(shared).isDirectoryNotContaining("glob:**.db");
  }

  @Test
  void signing_is501WithAuthorityUrl() throws Exception {
    LatchkeyProcess ca = authority;
    Client client = Client.of(shownComponent, psk);

    HttpResponse<String> sign =
        client.sign(RequestBuilder.of("CN=worker.local").der(), client.serviceToken());

    assertThat(sign.statusCode()).isEqualTo(501);
    assertThat(sign.body())
        .contains("\"reason\":\"not_the_ca\"", "\"url\":\"" + ca.url() + "\"", "\"status\":501");
    assertThat(client.sign(new byte[] {1}, client.serviceToken()).statusCode()).isEqualTo(501);
    assertThat(client.get("/").body()).contains(ca.url() + "/ca/sign");
    assertThat(client.get("/ca/certificates", client.adminToken()).statusCode()).isEqualTo(501);
    assertThat(client.get("/ca/certificates/1", client.adminToken()).statusCode()).isEqualTo(501);
  }

  /** The default must not stop a server that is a component of another. */
  @Test
  void component_offersNoEnrolmentProtocol() throws Exception {
    Client client = Client.of(shownComponent, psk);

    assertThat(client.get("/acme/directory").body()).contains("\"reason\":\"missing\"");
  }

  @Test
  void signingWithoutAToken_is401() throws Exception {
    Client client = Client.of(shownComponent, psk);

    assertThat(
            client
                .send(client.request("/ca/sign").POST(BodyPublishers.ofByteArray(new byte[1])))
                .statusCode())
        .isEqualTo(401);
  }

  @Test
  void shortLivedCertificate_isRenewedAfterPskReplacement() throws Exception {
    Path file = Files.writeString(folder.resolve("psk"), psk.reveal());
    LatchkeyProcess ca =
        LatchkeyProcess.start(
            Map.of("LATCHKEY_CERT_VALIDITY", "PT8S"),
            folder.resolve("ca"),
            "--psk",
            "file:" + file);
    started.add(ca);
    LatchkeyProcess component =
        LatchkeyProcess.start(
            folder.resolve("component"), "--psk", "file:" + file, "--ca-url", ca.url());
    started.add(component);
    SSLContext trust = Client.Trust.in(Client.Trust.fetchRoot(component));
    awaitRenewal(trust, component);

    Path next = Files.writeString(folder.resolve("psk.next"), newKey().reveal());
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    await()
        .until(
            () ->
                ca.stderr().contains("Reloaded keys from " + file)
                    && component.stderr().contains("Reloaded keys for the CA from " + file));

    awaitRenewal(trust, component);
    assertThat(component.isAlive()).isTrue();
  }

  private static void awaitRenewal(SSLContext trust, LatchkeyProcess component) {
    X509Certificate before = served(trust, component);
    await()
        .pollInterval(Duration.ofMillis(200))
        .until(() -> !served(trust, component).equals(before));
  }

  @Test
  void namesThatTheCaRejects_areOmitted() throws Exception {
    Map<String, String> life = Map.of("LATCHKEY_CERT_VALIDITY", "PT12S");
    int port = FreePorts.next();
    LatchkeyProcess ca = authorityOn(port, life);
    LatchkeyProcess component = component("component", ca.url());
    SSLContext trust = Client.Trust.in(Client.Trust.fetchRoot(component));
    assertThat(served(trust, component).getSubjectAlternativeNames())
        .contains(List.of(7, "0:0:0:0:0:0:0:1"));

    ca.close();
    Map<String, String> policy = new HashMap<>(life);
    policy.putAll(Map.of("LATCHKEY_POLICY_DNS", "localhost", "LATCHKEY_POLICY_IP", "127.0.0.0/8"));
    authorityOn(port, policy);

    await()
        .pollInterval(Duration.ofMillis(200))
        .untilAsserted(
            () ->
                assertThat(served(trust, component).getSubjectAlternativeNames())
                    .containsExactlyInAnyOrder(List.of(2, "localhost"), List.of(7, "127.0.0.1")));
    assertThat(component.stderr()).contains("The server's certificate leaves out ::1");

    LatchkeyProcess next = component("next", ca.url());
    assertThat(served(trust, next).getSubjectAlternativeNames())
        .containsExactlyInAnyOrder(List.of(2, "localhost"), List.of(7, "127.0.0.1"));
    assertThat(next.stderr()).contains("leaves out ::1");
  }

  @Test
  void withoutTls_requestsNoCertificate() throws Exception {
    LatchkeyProcess ca = authority;
    CertificateAuthorityClient admin =
        CertificateAuthorityClient.connect(URI.create(ca.url()), psk);
    List<CertificateRecord> before = admin.records().list(Query.newest(100));

    LatchkeyProcess component = component("component", ca.url(), "--no-tls");

    assertThat(TrustBootstrap.of(URI.create(component.url()), psk).fetch().fingerprint())
        .isEqualTo(ca.fingerprint());
    assertThat(admin.records().list(Query.newest(100))).isEqualTo(before);
  }

  private void assertCannotStart(String message, String... arguments) {
    List<String> all =
        new ArrayList<>(
            List.of("--port", "0", "--data-dir", folder.resolve("component").toString()));
    all.addAll(List.of(arguments));
    LatchkeyProcess process = LatchkeyProcess.launch(Map.of(), all.toArray(String[]::new));
    assertThat(process.exitStatus()).isEqualTo(1);
    assertThat(process.stdout()).isEmpty();
    assertThat(process.stderr().lines()).singleElement().asString().contains(message);
  }

  @Test
  void unreachableCa_exits1() {
    assertCannotStart(
        "https://localhost:1/ cannot be reached",
        "--psk",
        psk.reveal(),
        "--ca-url",
        "https://localhost:1");
  }

  @Test
  void caWithAnotherPsk_exits1() {
    String url = authority.url();

    assertCannotStart(
        "The pre-shared key is not the one of " + url, "--psk", newKey().reveal(), "--ca-url", url);
  }

  @Test
  void missingPsk_exits1WithoutGeneratingOne() {
    assertCannotStart("--ca-url needs latchkey.ca.credential", "--ca-url", "https://localhost:1");

    assertThat(folder.resolve("component/psk")).doesNotExist();
  }

  @Test
  void caUrlWithOwnCa_exits1() {
    assertCannotStart(
        "--ca-key-type describes a CA on this server, and --ca-url says",
        "--psk",
        psk.reveal(),
        "--ca-url",
        "https://localhost:1",
        "--ca-key-type",
        "ed25519");
  }

  @Test
  void plainHttpToAnotherHost_exits1() {
    assertCannotStart(
        "is not encrypted", "--psk", psk.reveal(), "--ca-url", "http://ca.example.org");
  }

  @Test
  void deployedWar_isAComponent() throws Exception {
    LatchkeyProcess ca = authority;

    LatchkeyProcess tomcat =
        TomcatWithWar.deploy(
            folder, Map.of("LATCHKEY_PSK", psk.reveal(), "LATCHKEY_CA_URL", ca.url()));
    started.add(tomcat);

    assertThat(TrustBootstrap.of(URI.create(tomcat.url()), psk).fetch().fingerprint())
        .isEqualTo(ca.fingerprint());
  }
}
