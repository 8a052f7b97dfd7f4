package io.latchkey.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.latchkey.base.http.ContextAttributes;
import io.latchkey.base.testing.CollectedLog;
import io.latchkey.forge.CertificateForge;
import io.latchkey.forge.CertificateForge.Content;
import io.latchkey.tokens.PrivateKeyTokenSigner;
import io.latchkey.tokens.trust.TrustedCertificates;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server that holds no secret and accepts tokens signed with certificates of a trusted CA. */
class TrustedCaIT {
  private static final long SERIAL = 4711;

  @TempDir Path dir;
  @AutoClose private final CollectedLog log = CollectedLog.ofAll();
  private final CertificateForge root = CertificateForge.root("Root");
  private final KeyPair worker = CertificateForge.newKey();
  private ListServer crl;
  private Path trusted;

  @BeforeEach
  void publish() throws Exception {
    crl = ListServer.start();
    trusted = Files.writeString(dir.resolve("ca.pem"), root.pem());
  }

  @AfterEach
  void stop() {
    crl.close();
  }

  private TestServer.Builder builder() {
    return TestServer.unconfigured()
        .param("latchkey.trusted-ca", trusted.toString())
        .servlet("/*", new WhoServlet());
  }

  private void serveList(long number, long... serials) {
    Instant next = Clock.systemUTC().instant().plus(Duration.ofDays(1));
    crl.serve(
        root.list(
            number,
            next,
            java.util.Arrays.stream(serials)
                .mapToObj(BigInteger::valueOf)
                .toArray(BigInteger[]::new)));
  }

  private X509Certificate certificate(CertificateForge ca) {
    return ca.sign(
        new Content("CN=worker-1", worker.getPublic())
            .serial(SERIAL)
            .distributionPoint(crl.url() + "/list"));
  }

  private String token(X509Certificate certificate, Map<String, ?> claims) {
    return PrivateKeyTokenSigner.ofCertificate(
            worker.getPrivate(), List.of(certificate), Clock.systemUTC())
        .sign(claims, Duration.ofMinutes(5));
  }

  private String token(CertificateForge ca) {
    return token(certificate(ca), Map.of());
  }

  @Test
  void serverWithoutSecret_acceptsOnlyTrustedCaCertificates() throws Exception {
    serveList(1);
    for (String value : List.of(trusted.toString(), "file:" + trusted, root.pem())) {
      try (TestServer server = builder().param("latchkey.trusted-ca", value).start()) {
        assertThat(server.get("/x", token(root)).body())
            .startsWith("worker-1 ")
            .contains("[service]");
        assertThat(server.get("/x", token(CertificateForge.root("Root"))).reason())
            .isEqualTo("signature");
        assertThat(server.get("/x", Tokens.of("worker-1")).reason()).isEqualTo("unsupported");
        assertThat(server.get("/x", KeyTokens.of(Map.of())).reason()).isEqualTo("unsupported");
      }
    }
  }

  @Test
  void trustedCertificates_areLimitedOverAllFiles() throws Exception {
    int limit = TrustedCertificates.MAX_CERTIFICATES;
    List<String> pems =
        Stream.generate(() -> CertificateForge.root("Other").pem()).limit(limit).toList();
    Path first =
        Files.writeString(dir.resolve("first.pem"), String.join("", pems.subList(0, limit / 2)));
    Path second =
        Files.writeString(
            dir.resolve("second.pem"), String.join("", pems.subList(limit / 2, limit - 1)));
    Path last = Files.writeString(dir.resolve("last.pem"), pems.get(limit - 1));
    serveList(1);

    // A certificate in two files counts once.
    String most = String.join(",", "" + trusted, "" + first, "" + second, "" + trusted);
    try (TestServer server = builder().param("latchkey.trusted-ca", most).start()) {
      assertThat(server.get("/x", token(root)).body()).startsWith("worker-1 ");
    }
    assertStops(
        b -> b.param("latchkey.trusted-ca", most + "," + last),
        "the files have more than 64 certificates together");
  }

  @Test
  void tooManyCertificatesInFiles_stopNoRevocation() throws Exception {
    List<String> pems =
        Stream.generate(() -> CertificateForge.root("Other").pem())
            .limit(TrustedCertificates.MAX_CERTIFICATES - 1)
            .toList();
    CertificateForge added = CertificateForge.root("Added");
    Path others = Files.writeString(dir.resolve("others.pem"), String.join("", pems));
    Path psk = Files.writeString(dir.resolve("psk"), "the key that all have from now on");
    Path previous = Files.writeString(dir.resolve("previous-psk"), Tokens.PSK);
    String old = Tokens.of("worker-2");
    serveList(1);
    TestServer.Builder builder =
        builder()
            .param("latchkey.trusted-ca", trusted + "," + others)
            .param("latchkey.psk", "file:" + psk)
            .param("latchkey.previous-psk", "file:" + previous);
    try (TestServer server = builder.start()) {
      assertThat(server.get("/x", old).status()).isEqualTo(200);
      assertThat(server.get("/x", token(root)).status()).isEqualTo(200);

      replace(trusted, root.pem() + added.pem());
      await().until(() -> !log.levelsOf("more than 64 certificates together").isEmpty());
      replace(previous, "");
      await()
          .untilAsserted(() -> assertThat(server.get("/x", old).reason()).isEqualTo("signature"));
      assertThat(server.get("/x", token(root)).status()).isEqualTo(200);
      assertThat(server.get("/x", token(added)).reason()).isEqualTo("signature");
      assertThat(log.levelsOf("more than 64 certificates together")).containsExactly(Level.SEVERE);

      replace(others, String.join("", pems) + CertificateForge.root("More").pem());
      replace(trusted, added.pem());
      await()
          .untilAsserted(
              () -> assertThat(server.get("/x", token(root)).reason()).isEqualTo("signature"));

      replace(others, String.join("", pems));
      await()
          .untilAsserted(
              () -> assertThat(server.get("/x", token(added)).reason()).isNotEqualTo("signature"));
    }
  }

  @Test
  void serverWithoutTrustedCa_rejectsTheCertificate() throws Exception {
    try (TestServer server = TestServer.builder().servlet("/*", new WhoServlet()).start()) {
      assertThat(server.get("/x", token(root)).reason()).isEqualTo("unsupported");
    }
  }

  @Test
  void revokedCertificate_isRejectedAfterNextList() throws Exception {
    serveList(1);
    try (TestServer server = builder().start()) {
      String token = token(root);
      assertThat(server.get("/x", token).body()).startsWith("worker-1 ");

      serveList(2, SERIAL);

      await()
          .untilAsserted(() -> assertThat(server.get("/x", token).reason()).isEqualTo("revoked"));
      assertThat(server.get("/x", token(root)).status()).isEqualTo(401);
      await().until(() -> crl.unchanged() > 0);
    }
  }

  @Test
  void revocationListState_isPublishedToApplication() throws Exception {
    try (TestServer server = builder().start()) {
      assertThat(lists(server)).isEqualTo("unused");

      assertThat(server.get("/x", token(root)).reason()).isEqualTo("busy");
      assertThat(lists(server)).isEqualTo("missing");

      serveList(1);
      await().until(() -> lists(server).equals("valid"));
    }
  }

  private static String lists(TestServer server) {
    Supplier<?> state = (Supplier<?>) server.contextAttribute(ContextAttributes.REVOCATION_LISTS);
    return (String) state.get();
  }

  @Test
  void serverWithoutRevocationList_isBusyUntilFetched() throws Exception {
    try (TestServer server = builder().start()) {
      RawConnection.Response busy = server.get("/x", token(root));

      assertThat(busy.status()).isEqualTo(503);
      assertThat(busy.reason()).isEqualTo("busy");
      assertThat(busy.header("Retry-After")).isEqualTo("1");
      serveList(1);
      await()
          .untilAsserted(() -> assertThat(server.get("/x", token(root)).status()).isEqualTo(200));
    }
    assertThat(log.lines())
        .filteredOn(line -> line.contains("answered with status 503 instead of 200"))
        .hasSize(1);
  }

  @Test
  void urlOfTheCa_replacesTheDistributionPoint() throws Exception {
    serveList(1);
    X509Certificate plain = root.sign(new Content("CN=worker-1", worker.getPublic()));
    try (TestServer server = builder().param("latchkey.ca.url", crl.url()).start()) {
      assertThat(server.get("/x", token(plain, Map.of())).body()).startsWith("worker-1 ");
    }
    try (TestServer server = builder().start()) {
      assertThat(server.get("/x", token(plain, Map.of())).status()).isEqualTo(503);
    }
    assertThat(String.join("", log.lines())).contains("name no distribution point");
  }

  @Test
  void fileReplaced_changesTheTrustedCa() throws Exception {
    serveList(1);
    CertificateForge next = CertificateForge.root("Next");
    try (TestServer server = builder().start()) {
      String token = token(root);
      assertThat(server.get("/x", token).status()).isEqualTo(200);

      replace(trusted, "-----BEGIN CERTIFICATE-----");
      await().until(() -> String.join("", log.lines()).contains("cut short or damaged"));
      assertThat(server.get("/x", token).status()).isEqualTo(200);

      replace(trusted, next.pem());
      await()
          .untilAsserted(() -> assertThat(server.get("/x", token).reason()).isEqualTo("signature"));
      crl.serve(next.list(1, Clock.systemUTC().instant().plusSeconds(3600)));
      await()
          .untilAsserted(() -> assertThat(server.get("/x", token(next)).status()).isEqualTo(200));
    }
  }

  private void replace(Path file, String content) throws Exception {
    Path next = Files.writeString(dir.resolve("next"), content);
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
  }

  @Test
  void audience_isCompared() throws Exception {
    serveList(1);
    try (TestServer server = builder().param("latchkey.audience", "orders").start()) {
      assertThat(server.get("/x", token(root)).reason()).isEqualTo("audience");
      String token = token(certificate(root), Map.of("aud", "orders"));
      assertThat(server.get("/x", token).status()).isEqualTo(200);
    }
  }

  @Test
  void unusableSettings_stopTheStart() throws Exception {
    assertStops(b -> b.param("latchkey.trusted-ca", "https://ca.test/ca.pem"), "not fetched");
    assertStops(b -> b.param("latchkey.trusted-ca", dir.resolve("none").toString()), "none");
    assertStops(b -> b.param("latchkey.trusted-ca", KeyTokens.privatePem()), "private key");
    assertStops(
        b -> b.param("latchkey.trusted-ca", CertificateForge.pem(certificate(root))),
        "not a CA certificate");
    assertStops(b -> b.param("latchkey.ca.url", "ca.test"), "is not the URL of a server");
    assertStops(
        b -> b.param("latchkey.public-key", KeyTokens.pem()).param("latchkey.prefix-check", "true"),
        "cannot be combined with latchkey.trusted-ca");
    assertThat(String.join("", log.lines())).doesNotContain("PRIVATE KEY");
  }

  private void assertStops(Function<TestServer.Builder, TestServer.Builder> change, String problem)
      throws Exception {
    try (TestServer server = change.apply(builder()).start()) {
      assertThat(server.isRunning()).as(problem).isFalse();
    }
    assertThat(String.join("", log.lines())).contains(problem);
  }

  @Test
  void stoppedServer_hasNoThreads() throws Exception {
    serveList(1);
    try (TestServer server = builder().start()) {
      assertThat(server.get("/x", token(root)).status()).isEqualTo(200);
      assertThat(threads()).isNotZero();
    }
    await().until(() -> threads() == 0);
  }

  private static long threads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("latchkey-crl"))
        .count();
  }
}
