package io.latchkey.ca.status;

import static io.latchkey.ca.testing.RequestBuilder.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.latchkey.base.testing.Tools;
import io.latchkey.ca.CertificateAuthority;
import io.latchkey.ca.DataDirectory;
import io.latchkey.ca.authority.CertificateAuthorityBuilder;
import io.latchkey.ca.certificate.IssuedCertificate;
import io.latchkey.ca.issuance.IssuanceTerms;
import io.latchkey.ca.revocation.OcspResponse;
import io.latchkey.ca.testing.CreatedCa;
import io.latchkey.pki.KeyType;
import io.latchkey.pki.Pem;
import io.latchkey.pki.RevocationReason;
import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertPath;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertStore;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXParameters;
import java.security.cert.PKIXRevocationChecker;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CRL;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;

/** Other implementations accept a certificate before it is revoked and reject it afterwards. */
@ParameterizedClass
@ValueSource(strings = {"ec:p256", "ec:p384", "ed25519", "rsa:2048"})
class RevocationJudgesTest {
  private static final String CA = "ca.pem";
  private static final String LEAF = "leaf.pem";
  private static final String CRL = "crl.pem";

  /** A CA for each key type, because an RSA key takes long to generate. */
  private static final Map<String, CreatedCa> CREATED = new ConcurrentHashMap<>();

  @Parameter String keyType;
  @TempDir Path temporary;
  private DataDirectory directory;
  private CertificateAuthority ca;
  private IssuedCertificate issued;
  private HttpServer server;
  private ExecutorService threads;

  @BeforeEach
  void open() throws Exception {
    threads = Executors.newFixedThreadPool(2);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/ca/ocsp", this::ocsp);
    server.start();
    directory =
        CREATED
            .computeIfAbsent(
                keyType, type -> CreatedCa.of(builder -> builder.keyType(KeyType.parse(type))))
            .open(temporary.resolve("data"));
    ca =
        new CertificateAuthorityBuilder(directory)
            .distributionUrl(URI.create("http://127.0.0.1:%d/".formatted(port())))
            .open();
    issued = ca.sign(request().dns("a.local").build(), IssuanceTerms.of("worker"));
    Files.writeString(temporary.resolve(CA), Pem.encode(ca.certificate()));
    Files.writeString(temporary.resolve(LEAF), issued.pem());
    writeList();
  }

  @AfterEach
  void close() {
    server.stop(0);
    threads.shutdownNow();
    ca.close();
    directory.close();
  }

  private int port() {
    return server.getAddress().getPort();
  }

  private void ocsp(HttpExchange exchange) throws java.io.IOException {
    byte[] request;
    if ("POST".equals(exchange.getRequestMethod())) {
      request = exchange.getRequestBody().readAllBytes();
    } else {
      String path = exchange.getRequestURI().getRawPath().substring("/ca/ocsp/".length());
      request =
          Base64.getDecoder()
              .decode(URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.US_ASCII));
    }
    OcspResponse response = ca.ocsp(request);
    exchange.getResponseHeaders().set("Content-Type", "application/ocsp-response");
    exchange.sendResponseHeaders(200, response.der().length);
    exchange.getResponseBody().write(response.der());
    exchange.close();
  }

  private void writeList() throws Exception {
    Files.writeString(
        temporary.resolve(CRL), Pem.block("X509 CRL", ca.revocationLists().get(0).der()));
  }

  private void revoke() throws Exception {
    assertThat(ca.revoke(issued.serial(), RevocationReason.KEY_COMPROMISE)).isPresent();
    await().until(() -> list().isRevoked(issued.certificate()) && ca.countRevoked() == 1);
    writeList();
  }

  private X509CRL list() throws Exception {
    return (X509CRL)
        CertificateFactory.getInstance("X.509")
            .generateCRL(new ByteArrayInputStream(ca.revocationLists().get(0).der()));
  }

  @Test
  void openssl_verifiesWithTheList() throws Exception {
    Tools.require("openssl");
    String[] verify = {
      "openssl", "verify", "-crl_check", "-x509_strict", "-CAfile", CA, "-CRLfile", CRL, LEAF
    };

    assertThat(Tools.run(temporary, verify)).contains("leaf.pem: OK");
    revoke();
    assertThat(output(verify)).contains("certificate revoked");
  }

  @Test
  void openssl_asksOcsp() throws Exception {
    Tools.require("openssl");
    String url = "http://127.0.0.1:%d/ca/ocsp".formatted(port());
    String[] sha1 = {"openssl", "ocsp", "-issuer", CA, "-cert", LEAF, "-url", url, "-CAfile", CA};
    String[] sha256 = {
      "openssl",
      "ocsp",
      "-issuer",
      CA,
      "-sha256",
      "-cert",
      LEAF,
      "-no_nonce",
      "-url",
      url,
      "-CAfile",
      CA
    };

    for (String[] each : List.of(sha1, sha256)) {
      assertThat(Tools.run(temporary, each))
          .contains("Response verify OK", "leaf.pem: good")
          .doesNotContain("WARNING");
    }
    revoke();
    for (String[] each : List.of(sha1, sha256)) {
      assertThat(Tools.run(temporary, each))
          .contains("Response verify OK", "leaf.pem: revoked", "Reason: keyCompromise");
    }
    assertThat(
            Tools.run(
                temporary, "openssl", "ocsp", "-issuer", CA, "-serial", "0x1234", "-url", url,
                "-CAfile", CA))
        .contains("Response verify OK", "0x1234: unknown");
  }

  @Test
  void gnutls_asksOcsp() throws Exception {
    Tools.require("ocsptool");
    String[] ask = {
      "ocsptool",
      "--ask=http://127.0.0.1:%d/ca/ocsp".formatted(port()),
      "--load-issuer",
      CA,
      "--load-cert",
      LEAF,
      "--load-trust",
      CA
    };

    assertThat(Tools.run(temporary, ask))
        .contains("Certificate Status: good", "Verifying OCSP Response: Success.");
    revoke();
    assertThat(output(ask))
        .contains("Certificate Status: revoked", "Verifying OCSP Response: Success.");
  }

  @Test
  void gnutls_verifiesTheList() throws Exception {
    Tools.require("certtool");
    String[] verify = {"certtool", "--verify-crl", "--load-ca-certificate", CA, "--infile", CRL};

    assertThat(Tools.run(temporary, verify)).contains("Verification output: Verified.");
    revoke();
    assertThat(Tools.run(temporary, verify)).contains("Verification output: Verified.");
    assertThat(Tools.run(temporary, "certtool", "--crl-info", "--infile", CRL))
        .contains("Revoked certificates (1):");
  }

  @Test
  void java_checksTheList() throws Exception {
    validate(false);
    revoke();
    assertThatThrownBy(() -> validate(false)).satisfies(RevocationJudgesTest::isRevoked);
  }

  @Test
  void java_asksOcsp() throws Exception {
    validate(true);
    revoke();
    assertThatThrownBy(() -> validate(true)).satisfies(RevocationJudgesTest::isRevoked);
  }

  private String output(String... command) throws Exception {
    return Tools.run(temporary, Map.of(), command).output();
  }

  private static void isRevoked(Throwable thrown) {
    assertThat(thrown).isInstanceOf(CertPathValidatorException.class);
    assertThat(((CertPathValidatorException) thrown).getReason())
        .isEqualTo(CertPathValidatorException.BasicReason.REVOKED);
  }

  private void validate(boolean ocsp) throws Exception {
    CertPath path =
        CertificateFactory.getInstance("X.509").generateCertPath(List.of(issued.certificate()));
    CertPathValidator validator = CertPathValidator.getInstance("PKIX");
    PKIXRevocationChecker checker = (PKIXRevocationChecker) validator.getRevocationChecker();
    checker.setOptions(
        ocsp
            ? EnumSet.of(PKIXRevocationChecker.Option.NO_FALLBACK)
            : EnumSet.of(
                PKIXRevocationChecker.Option.PREFER_CRLS,
                PKIXRevocationChecker.Option.NO_FALLBACK));
    PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(ca.certificate(), null)));
    parameters.addCertPathChecker(checker);
    parameters.addCertStore(
        CertStore.getInstance("Collection", new CollectionCertStoreParameters(List.of(list()))));
    validator.validate(path, parameters);
  }
}
