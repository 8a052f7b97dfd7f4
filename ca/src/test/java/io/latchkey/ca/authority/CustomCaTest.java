package io.latchkey.ca.authority;

import static io.latchkey.ca.testing.RequestBuilder.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.base.testing.CollectedLog;
import io.latchkey.base.testing.Tools;
import io.latchkey.ca.AuthorityUnavailableException;
import io.latchkey.ca.CertificateAuthority;
import io.latchkey.ca.DataDirectory;
import io.latchkey.ca.PemText;
import io.latchkey.ca.certificate.IssuedCertificate;
import io.latchkey.ca.issuance.IssuanceTerms;
import io.latchkey.ca.policy.Issuer;
import io.latchkey.ca.policy.TestCa;
import io.latchkey.pki.KeyType;
import io.latchkey.pki.Pem;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CustomCaTest {
  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

  @TempDir Path temporary;
  private final TestCa root = TestCa.root("Root");

  @ParameterizedTest
  @EnumSource(TestCa.KeyForm.class)
  void everyFormOfKey_isRead(TestCa.KeyForm form) throws Exception {
    for (KeyType type : new KeyType[] {KeyType.EC_P256, KeyType.RSA_2048}) {
      TestCa ca = TestCa.root("Root", type);

      Issuer issuer =
          load(ca.chainPem(), ca.keyPem(form, "secret"), form.encrypted() ? "secret" : "");

      assertThat(issuer.certificate()).isEqualTo(ca.certificate());
    }
  }

  @Test
  void ed25519Key_isRead() throws Exception {
    TestCa ca = TestCa.root("Root", KeyType.ED25519);

    assertThat(load(ca.chainPem(), ca.keyPem(TestCa.KeyForm.PKCS8, ""), "").root())
        .isEqualTo(ca.certificate());
  }

  @Test
  void intermediate_signsAndIsHandedOut() throws Exception {
    TestCa intermediate = root.intermediate("Intermediate").build();
    try (DataDirectory directory = DataDirectory.open(temporary.resolve("data"));
        CertificateAuthority ca =
            new CertificateAuthorityBuilder(directory)
                .custom(certificate(intermediate.chainPem()), key(plain(intermediate)))
                .clock(java.time.Clock.fixed(NOW, java.time.ZoneOffset.UTC))
                .open()) {
      IssuedCertificate issued =
          ca.sign(request().dns("h.local").build(), IssuanceTerms.of("worker"));

      assertThat(ca.root()).isEqualTo(root.certificate());
      assertThat(ca.certificate()).isEqualTo(intermediate.certificate());
      assertThat(ca.chain()).containsExactly(intermediate.certificate(), root.certificate());
      assertThat(issued.intermediates()).containsExactly(intermediate.certificate());
      assertThat(issued.pemChain())
          .isEqualTo(issued.pem() + Pem.encode(intermediate.certificate()));
      assertThat(ca.find(issued.serial())).contains(issued);
      assertThat(authorityKeyIdentifier(issued.certificate()))
          .isEqualTo(subjectKeyIdentifier(intermediate.certificate()));
      assertThat(directory.path().resolve("ca.pass")).doesNotExist();
      Files.writeString(temporary.resolve("root.pem"), Pem.encode(ca.root()));
      Files.writeString(temporary.resolve("chain.pem"), issued.pemChain());
    }
    Tools.require("openssl");
    assertThat(
            Tools.run(
                temporary,
                "openssl",
                "verify",
                "-x509_strict",
                "-attime",
                Long.toString(NOW.getEpochSecond()),
                "-CAfile",
                "root.pem",
                "-untrusted",
                "chain.pem",
                "chain.pem"))
        .contains("OK");
  }

  @Test
  void certificatesOfAnEarlierCa_keepTheirIntermediates() throws Exception {
    TestCa first = root.intermediate("First").build();
    TestCa second = root.intermediate("Second").build();
    String serial;
    try (DataDirectory directory = DataDirectory.open(temporary.resolve("data"))) {
      try (CertificateAuthority ca = open(directory, first)) {
        serial = ca.sign(request().dns("h.local").build(), IssuanceTerms.of("w")).serial();
      }
      try (CertificateAuthority ca = open(directory, second)) {
        assertThat(ca.find(serial).orElseThrow().intermediates())
            .containsExactly(first.certificate());
      }
    }
  }

  @Test
  void certificates_endWithTheCa() throws Exception {
    TestCa shortLived = root.intermediate("Short").validUntil(NOW.plusSeconds(3600)).build();
    try (DataDirectory directory = DataDirectory.open(temporary.resolve("data"));
        CertificateAuthority ca = open(directory, shortLived)) {
      assertThat(ca.sign(request().dns("h.local").build(), IssuanceTerms.of("w")).notAfter())
          .isEqualTo(NOW.plusSeconds(3600));
    }
  }

  @Test
  void keyOfAnotherCa_isRejected() {
    assertRejected(
        () -> load(root.chainPem(), plain(TestCa.root("Other")), ""),
        "file ca.key",
        "does not belong",
        "file ca.crt");
  }

  @Test
  void expiredCa_isRejected() {
    TestCa expired = root.intermediate("Old").validUntil(NOW.minusSeconds(1)).build();

    assertRejected(() -> load(expired.chainPem(), plain(expired), ""), "ca.crt", "has expired");
  }

  @Test
  void caNotYetValid_isRejected() {
    TestCa future = root.intermediate("New").validFrom(NOW.plusSeconds(1)).build();

    assertRejected(() -> load(future.chainPem(), plain(future), ""), "ca.crt", "not valid before");
  }

  @Test
  void expiredRoot_isRejected() {
    TestCa oldRoot = TestCa.root("Old").until(NOW.minusSeconds(1));
    TestCa intermediate = oldRoot.intermediate("I").build();

    assertRejected(() -> load(intermediate.chainPem(), plain(intermediate), ""), "has expired");
  }

  @Test
  void endEntity_isNoCa() {
    TestCa leaf = root.intermediate("Leaf").notACa().build();

    assertRejected(
        () -> load(leaf.chainPem(), plain(leaf), ""), "ca.crt", "is not a CA certificate");
  }

  @Test
  void caThatMayNotSign_isRejected() {
    TestCa ca = root.intermediate("I").withoutKeyCertSign().build();

    assertRejected(() -> load(ca.chainPem(), plain(ca), ""), "keyCertSign");
  }

  @Test
  void tooLongPath_isRejected() {
    TestCa bottom =
        root.intermediate("Middle").pathLength(0).build().intermediate("Bottom").build();

    assertRejected(() -> load(bottom.chainPem(), plain(bottom), ""), "pathLen", "Middle");
  }

  @Test
  void reversedChainWithPathLength_isMisordered() {
    TestCa intermediate = root.intermediate("I").pathLength(0).build();
    String reversed = Pem.encode(root.certificate(), intermediate.certificate());

    assertRejected(() -> load(reversed, plain(intermediate), ""), "not in the order of its chain");
  }

  @Test
  void chainThatDoesNotFit_isRejected() {
    TestCa intermediate = root.intermediate("I").build();
    String wrong = Pem.encode(intermediate.certificate(), TestCa.root("Root").certificate());
    String reversed = Pem.encode(root.certificate(), intermediate.certificate());

    assertRejected(() -> load(wrong, plain(intermediate), ""), "not in the order of its chain");
    assertRejected(() -> load(reversed, plain(intermediate), ""), "root last");
  }

  @Test
  void encryptedKey_needsItsPassphrase() {
    String encrypted = root.keyPem(TestCa.KeyForm.PKCS8_ENCRYPTED, "right");

    assertRejected(() -> load(root.chainPem(), encrypted, ""), "ca.key", "latchkey.ca.key-pass");
    assertRejected(() -> load(root.chainPem(), encrypted, "wrong"), "ca.key", "passphrase");
    assertRejected(
        () ->
            load(
                root.chainPem(),
                root.keyPem(TestCa.KeyForm.TRADITIONAL_ENCRYPTED, "right"),
                "wrong"),
        "ca.key");
  }

  @Test
  void filesThatHoldSomethingElse_areNamed() {
    assertRejected(() -> load("", plain(root), ""), "ca.crt", "no certificate");
    assertRejected(() -> load(root.chainPem(), root.chainPem(), ""), "ca.key", "no private key");
    assertRejected(
        () ->
            load(
                root.chainPem(),
                "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n",
                ""),
        "ca.key",
        "malformed");
    assertRejected(
        () ->
            load("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", plain(root), ""),
        "ca.crt",
        "malformed");
  }

  @Test
  void whatClientsMayReject_isWarnedOf() {
    TestCa odd =
        root.intermediate("Odd")
            .withoutKeyIdentifier()
            .extension(
                Extension.extendedKeyUsage,
                false,
                new ExtendedKeyUsage(KeyPurposeId.id_kp_emailProtection))
            .build();
    String alone = Pem.encode(odd.certificate());

    assertThat(logged(() -> load(alone, plain(odd), "")))
        .anyMatch(line -> line.contains("without serverAuth"))
        .anyMatch(line -> line.contains("without clientAuth"))
        .anyMatch(line -> line.contains("no subjectKeyIdentifier"))
        .anyMatch(line -> line.contains("intermediate without its root"));
    TestCa sound = root.intermediate("Sound").build();
    assertThat(logged(() -> load(sound.chainPem(), plain(sound), ""))).isEmpty();
  }

  @Test
  void nameConstraints_areToldInOneLine() {
    GeneralName example = new GeneralName(GeneralName.dNSName, "example.org");

    assertThat(logged(() -> load(constrained(new GeneralSubtree(example)))))
        .singleElement(InstanceOfAssertFactories.STRING)
        .contains("only DNS names example.org and below");
  }

  @Test
  void exclusionUnsupportedByGnuTls_logsWarning() {
    GeneralName host = new GeneralName(GeneralName.uniformResourceIdentifier, "example.org");
    TestCa excluding =
        root.intermediate("Constrained")
            .extension(
                Extension.nameConstraints,
                true,
                new NameConstraints(null, new GeneralSubtree[] {new GeneralSubtree(host)}))
            .build();

    assertThat(logged(() -> load(excluding)))
        .hasSize(2)
        .last(InstanceOfAssertFactories.STRING)
        .contains("GnuTLS");
    assertThat(logged(() -> load(constrained(new GeneralSubtree(host))))).hasSize(1);
  }

  @Test
  void nameConstraintsThatNoClientAccepts_areRejected() {
    GeneralName range = new GeneralName(GeneralName.iPAddress, new DEROctetString(new byte[4]));
    GeneralName example = new GeneralName(GeneralName.dNSName, "example.org");

    assertRejected(() -> load(constrained(new GeneralSubtree(range))), "name constraints");
    assertRejected(
        () -> load(constrained(new GeneralSubtree(example, BigInteger.ONE, null))),
        "name constraints");
  }

  private TestCa constrained(GeneralSubtree permitted) {
    return root.intermediate("Constrained")
        .extension(
            Extension.nameConstraints,
            true,
            new NameConstraints(new GeneralSubtree[] {permitted}, null))
        .build();
  }

  private static Issuer load(TestCa ca) {
    return load(ca.chainPem(), plain(ca), "");
  }

  private static List<String> logged(Runnable action) {
    try (CollectedLog log = CollectedLog.of(CertificateAuthority.class.getName())) {
      action.run();
      return log.messages();
    }
  }

  @Test
  void pemText_doesNotShowItsContent() {
    assertThat(key(plain(root)).toString()).doesNotContain("BEGIN").contains("file ca.key");
  }

  private static CertificateAuthority open(DataDirectory directory, TestCa ca) {
    return new CertificateAuthorityBuilder(directory)
        .custom(certificate(ca.chainPem()), key(plain(ca)))
        .clock(java.time.Clock.fixed(NOW, java.time.ZoneOffset.UTC))
        .open();
  }

  private static Issuer load(String certificate, String key, String passphrase) {
    return new CustomCa(certificate(certificate), key(key))
        .load(passphrase.isEmpty() ? Optional.empty() : Optional.of(passphrase), NOW);
  }

  private static PemText certificate(String pem) {
    return new PemText(pem, "file ca.crt");
  }

  private static PemText key(String pem) {
    return new PemText(pem, "file ca.key");
  }

  private static String plain(TestCa ca) {
    return ca.keyPem(TestCa.KeyForm.PKCS8, "");
  }

  private static void assertRejected(ThrowingCallable load, String... parts) {
    assertThatThrownBy(load)
        .isInstanceOf(AuthorityUnavailableException.class)
        .hasMessageContainingAll(parts)
        .hasMessageNotContaining("\n")
        .hasMessageNotContaining("wrong");
  }

  private static byte[] authorityKeyIdentifier(X509Certificate certificate) {
    return AuthorityKeyIdentifier.getInstance(
            extension(certificate, Extension.authorityKeyIdentifier.getId()))
        .getKeyIdentifierOctets();
  }

  private static byte[] subjectKeyIdentifier(X509Certificate certificate) {
    return SubjectKeyIdentifier.getInstance(
            extension(certificate, Extension.subjectKeyIdentifier.getId()))
        .getKeyIdentifier();
  }

  private static byte[] extension(X509Certificate certificate, String oid) {
    return ASN1OctetString.getInstance(certificate.getExtensionValue(oid)).getOctets();
  }
}
