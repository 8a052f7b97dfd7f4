package io.latchkey.ca.policy;

import static io.latchkey.ca.testing.RequestBuilder.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.base.testing.Tools;
import io.latchkey.ca.CertificateAuthority;
import io.latchkey.ca.DataDirectory;
import io.latchkey.ca.authority.CertificateAuthorityBuilder;
import io.latchkey.ca.issuance.IssuanceTerms;
import io.latchkey.pki.Certificates;
import io.latchkey.pki.Pem;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * OpenSSL, GnuTLS, Go, pyca/cryptography and the JDK verify the certificates of each phase of a
 * rotation, with the chain that they came with, against the old root alone and the new root alone.
 */
class RotationReadersTest {
  private static final List<String> ROOTS = List.of("old.pem", "new.pem");
  private static final List<String> LEAVES = List.of("announced.pem", "switched.pem");
  private static final String BEFORE = "before.pem";

  @TempDir static Path temporary;

  @BeforeAll
  static void rotate() throws Exception {
    try (DataDirectory directory = DataDirectory.open(temporary.resolve("data"));
        CertificateAuthority ca = new CertificateAuthorityBuilder(directory).open()) {
      write("old.pem", Pem.encode(ca.root()));
      write(BEFORE, sign(ca));
      ca.rotate(false);
      write("announced.pem", sign(ca));
      ca.rotate(true);
      write("switched.pem", sign(ca));
      write("new.pem", Pem.encode(ca.root()));
    }
  }

  private static void write(String file, String pem) throws Exception {
    Files.writeString(temporary.resolve(file), pem);
  }

  private static String sign(CertificateAuthority ca) throws Exception {
    return ca.sign(
            request().subject("CN=h.local").dns("h.local").build(), IssuanceTerms.of("worker"))
        .pemChain();
  }

  @Test
  void openssl_acceptsEveryChainUnderEitherRoot() throws Exception {
    Tools.require("openssl");
    for (String root : ROOTS) {
      for (String leaf : LEAVES) {
        assertThat(
                Tools.run(
                    temporary,
                    "openssl",
                    "verify",
                    "-x509_strict",
                    "-CAfile",
                    root,
                    "-untrusted",
                    leaf,
                    leaf))
            .isEqualTo(leaf + ": OK\n");
      }
    }
  }

  @Test
  void gnutls_acceptsEveryChainUnderEitherRoot() throws Exception {
    Tools.require("certtool");
    for (String root : ROOTS) {
      for (String leaf : LEAVES) {
        assertThat(
                Tools.run(
                    temporary,
                    "certtool",
                    "--verify",
                    "--load-ca-certificate",
                    root,
                    "--infile",
                    leaf))
            .contains("Verified. The certificate is trusted.");
      }
    }
  }

  @Test
  void go_acceptsEveryChainUnderEitherRoot() throws Exception {
    Tools.require("go");
    copy("chains.go");
    for (String root : ROOTS) {
      String[] command =
          Stream.concat(Stream.of("go", "run", "chains.go", root), LEAVES.stream())
              .toArray(String[]::new);
      assertThat(
              Tools.run(temporary, IndependentReadersTest.goEnvironment(), command)
                  .success()
                  .lines())
          .containsExactlyElementsOf(accepted());
    }
  }

  @Test
  void pyca_acceptsEveryChainUnderEitherRoot() throws Exception {
    Tools.requireSuccess(
        temporary,
        "python3-cryptography",
        IndependentReadersTest.PYTHON,
        "-c",
        "import cryptography");
    copy("chains.py");
    for (String root : ROOTS) {
      String[] command =
          Stream.concat(
                  Stream.of(IndependentReadersTest.PYTHON, "chains.py", root), LEAVES.stream())
              .toArray(String[]::new);
      assertThat(Tools.run(temporary, command).lines()).containsExactlyElementsOf(accepted());
    }
    assertThat(Tools.run(temporary, IndependentReadersTest.PYTHON, "chains.py", "new.pem", BEFORE))
        .contains("rejected");
  }

  private static List<String> accepted() {
    return LEAVES.stream().map(leaf -> leaf + " accepted").toList();
  }

  @Test
  void jdk_acceptsEveryChainUnderEitherRoot() throws Exception {
    for (String root : ROOTS) {
      for (String leaf : LEAVES) {
        List<X509Certificate> chain = read(leaf);
        X509Certificate anchor = read(root).get(0);
        trustManager(anchor)
            .checkServerTrusted(chain.toArray(X509Certificate[]::new), "ECDHE_ECDSA");
        X509CertSelector target = new X509CertSelector();
        target.setCertificate(chain.get(0));
        PKIXBuilderParameters parameters =
            new PKIXBuilderParameters(Set.of(new TrustAnchor(anchor, null)), target);
        parameters.setRevocationEnabled(false);
        parameters.addCertStore(
            CertStore.getInstance("Collection", new CollectionCertStoreParameters(chain)));
        assertThat(CertPathBuilder.getInstance("PKIX").build(parameters)).isNotNull();
      }
    }
  }

  private static X509TrustManager trustManager(X509Certificate root) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("root", root);
    TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
    factory.init(store);
    return (X509TrustManager) factory.getTrustManagers()[0];
  }

  private static List<X509Certificate> read(String file) throws Exception {
    return new ArrayList<>(Certificates.parsePem(Files.readString(temporary.resolve(file))));
  }

  private static void copy(String script) throws Exception {
    try (InputStream in = RotationReadersTest.class.getResourceAsStream("/readers/" + script)) {
      Files.write(temporary.resolve(script), in.readAllBytes());
    }
  }
}
