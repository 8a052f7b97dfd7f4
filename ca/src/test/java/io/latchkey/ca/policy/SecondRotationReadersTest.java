package io.latchkey.ca.policy;

import static io.latchkey.ca.testing.RequestBuilder.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.base.testing.Tools;
import io.latchkey.ca.CertificateAuthority;
import io.latchkey.ca.DataDirectory;
import io.latchkey.ca.authority.CertificateAuthorityBuilder;
import io.latchkey.ca.certificate.IssuedCertificate;
import io.latchkey.ca.issuance.IssuanceTerms;
import io.latchkey.pki.Certificates;
import io.latchkey.pki.Pem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertStore;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.threeten.extra.MutableClock;

/**
 * OpenSSL and the JDK verify the certificates of a rotation that begins while the root before the
 * last rotation is valid. Clients of that root accept them until the announcement.
 */
class SecondRotationReadersTest {
  private static final Duration PHASE = Duration.ofDays(1);

  @TempDir static Path temporary;

  @BeforeAll
  static void rotateTwice() throws Exception {
    MutableClock clock = MutableClock.of(Instant.now().minus(PHASE), ZoneOffset.UTC);
    try (DataDirectory directory = DataDirectory.open(temporary.resolve("data"));
        CertificateAuthority ca =
            new CertificateAuthorityBuilder(directory).clock(clock).retireAfter(PHASE).open()) {
      write("first", List.of(ca.root()));
      ca.rotate(true);
      write("second", List.of(ca.root()));
      clock.add(PHASE);
      IssuedCertificate none = sign(ca);
      write("none", chain(none));
      write("third", List.of(ca.rotate(false).other().orElseThrow()));
      IssuedCertificate announced = sign(ca);
      write("announced", chain(announced));
      X509Certificate toFirst = none.intermediates().get(0);
      X509Certificate toThird = announced.intermediates().get(0);
      write("first-third", List.of(announced.certificate(), toFirst, toThird));
      write("third-first", List.of(announced.certificate(), toThird, toFirst));
      ca.rotate(true);
      write("switched", chain(sign(ca)));
    }
  }

  private static IssuedCertificate sign(CertificateAuthority ca) throws Exception {
    return ca.sign(
        request().subject("CN=h.local").dns("h.local").build(), IssuanceTerms.of("worker"));
  }

  private static List<X509Certificate> chain(IssuedCertificate issued) throws Exception {
    return Certificates.parsePem(issued.pemChain());
  }

  private static void write(String name, List<X509Certificate> certificates) throws Exception {
    Files.writeString(temporary.resolve(name + ".pem"), Pem.encode(certificates));
  }

  @ParameterizedTest
  @CsvSource({
    "none, first, true",
    "none, second, true",
    "none, third, false",
    "announced, first, false",
    "announced, second, true",
    "announced, third, true",
    "switched, first, false",
    "switched, second, true",
    "switched, third, true"
  })
  void chain_leadsToBothRootsOfItsRotation(String chain, String root, boolean accepted)
      throws Exception {
    assertThat(opensslAccepts(chain, root)).isEqualTo(accepted);
    if (accepted) {
      build(chain, root);
    } else {
      assertThatThrownBy(() -> build(chain, root)).isInstanceOf(CertPathBuilderException.class);
    }
  }

  /** Therefore a certificate has one cross-certificate. */
  @Test
  void opensslWithBothCrossCertificates_triesFirstOnly() throws Exception {
    assertThat(opensslAccepts("first-third", "first")).isTrue();
    assertThat(opensslAccepts("first-third", "third")).isFalse();
    assertThat(opensslAccepts("third-first", "first")).isFalse();
    assertThat(opensslAccepts("third-first", "third")).isTrue();
  }

  private static boolean opensslAccepts(String chain, String root) throws Exception {
    Tools.require("openssl");
    String file = chain + ".pem";
    return Tools.run(
            temporary,
            Map.of(),
            "openssl",
            "verify",
            "-x509_strict",
            "-CAfile",
            root + ".pem",
            "-untrusted",
            file,
            file)
        .output()
        .equals(file + ": OK\n");
  }

  private static void build(String chain, String root) throws Exception {
    List<X509Certificate> certificates = read(chain);
    X509CertSelector target = new X509CertSelector();
    target.setCertificate(certificates.get(0));
    PKIXBuilderParameters parameters =
        new PKIXBuilderParameters(Set.of(new TrustAnchor(read(root).get(0), null)), target);
    parameters.setRevocationEnabled(false);
    parameters.addCertStore(
        CertStore.getInstance("Collection", new CollectionCertStoreParameters(certificates)));
    assertThat(CertPathBuilder.getInstance("PKIX").build(parameters)).isNotNull();
  }

  private static List<X509Certificate> read(String name) throws Exception {
    return Certificates.parsePem(Files.readString(temporary.resolve(name + ".pem")));
  }
}
