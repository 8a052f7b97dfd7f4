package io.latchkey.ca.store;

import static io.latchkey.ca.testing.RequestBuilder.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.ca.CertificateAuthority;
import io.latchkey.ca.DataDirectory;
import io.latchkey.ca.PemText;
import io.latchkey.ca.issuance.IssuanceTerms;
import io.latchkey.ca.policy.TestCa;
import io.latchkey.pki.Pem;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;

/** The chain of an operator's CA, whose file changes between two starts. */
@ParameterizedClass
@EachDatabase
class IssuerStoreTest {
  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

  @Parameter TestDatabase kind;
  @TempDir Path temporary;
  private final TestCa root = TestCa.root("Root");
  private final TestCa issuing = root.intermediate("Issuing").build();
  private DataDirectory directory;
  private TestDatabase.Fresh database;

  @BeforeEach
  void open() {
    directory = DataDirectory.open(temporary.resolve("data"));
    database = kind.fresh();
  }

  @AfterEach
  void close() {
    directory.close();
  }

  @Test
  void correctedChain_appliesToOldAndNewCertificates() throws Exception {
    String before = signUnder(issuing.certificate());

    String after = signUnder(issuing.certificate(), root.certificate());

    assertThat(intermediates(before, issuing.certificate(), root.certificate()))
        .containsExactly(issuing.certificate());
    assertThat(intermediates(after, issuing.certificate(), root.certificate()))
        .containsExactly(issuing.certificate());
  }

  @Test
  void renewedPolicyCa_replacesTheFormer() throws Exception {
    TestCa.Draft policy = root.intermediate("Policy");
    TestCa former = policy.build();
    TestCa renewed = policy.validFrom(NOW.minusSeconds(1)).build();
    TestCa below = former.intermediate("Issuing").build();
    String serial = signUnder(below, below.certificate(), former.certificate(), root.certificate());

    signUnder(below, below.certificate(), renewed.certificate(), root.certificate());

    try (CertificateAuthority ca =
        start(below, below.certificate(), renewed.certificate(), root.certificate())) {
      assertThat(ca.find(serial).orElseThrow().intermediates())
          .containsExactly(below.certificate(), renewed.certificate());
    }
  }

  @Test
  void shorterChain_keepsTheRecordedOne() throws Exception {
    String serial = signUnder(issuing.certificate(), root.certificate());

    assertThat(intermediates(serial, issuing.certificate())).containsExactly(issuing.certificate());
  }

  private List<X509Certificate> intermediates(String serial, X509Certificate... chain) {
    try (CertificateAuthority ca = start(issuing, chain)) {
      return ca.find(serial).orElseThrow().intermediates();
    }
  }

  private String signUnder(X509Certificate... chain) throws Exception {
    return signUnder(issuing, chain);
  }

  private String signUnder(TestCa signing, X509Certificate... chain) throws Exception {
    try (CertificateAuthority ca = start(signing, chain)) {
      return ca.sign(request().dns("h.local").build(), IssuanceTerms.of("w")).serial();
    }
  }

  private CertificateAuthority start(TestCa signing, X509Certificate... chain) {
    return database
        .builder(directory)
        .custom(
            new PemText(Pem.encode(chain), "file ca.crt"),
            new PemText(signing.keyPem(TestCa.KeyForm.PKCS8, ""), "file ca.key"))
        .clock(Clock.fixed(NOW, ZoneOffset.UTC))
        .open();
  }
}
