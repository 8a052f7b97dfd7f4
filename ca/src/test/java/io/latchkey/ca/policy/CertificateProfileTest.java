package io.latchkey.ca.policy;

import static io.latchkey.ca.testing.RequestBuilder.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.ca.CertificateAuthority;
import io.latchkey.ca.DataDirectory;
import io.latchkey.ca.authority.CertificateAuthorityBuilder;
import io.latchkey.ca.issuance.IssuanceRejectedException;
import io.latchkey.ca.issuance.IssuanceTerms;
import io.latchkey.ca.testing.RequestBuilder;
import io.latchkey.pki.KeyType;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.Set;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.SubjectKeyIdentifier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract's section "The certificate", line by line. */
class CertificateProfileTest {
  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
  private static final String SAN = Extension.subjectAlternativeName.getId();

  @TempDir Path temporary;
  private DataDirectory directory;
  private CertificateAuthority ca;

  @BeforeEach
  void open() {
    directory = DataDirectory.open(temporary.resolve("data"));
    ca =
        new CertificateAuthorityBuilder(directory)
            .organization("Acme")
            .clock(Clock.fixed(NOW, ZoneOffset.UTC))
            .open();
  }

  @AfterEach
  void close() {
    ca.close();
    directory.close();
  }

  @Test
  void certificate_hasTheFixedProfile() throws Exception {
    X509Certificate certificate = sign(request().dns("h.local"));

    assertThat(certificate.getVersion()).isEqualTo(3);
    assertThat(certificate.getCriticalExtensionOIDs()).containsExactly(Extension.keyUsage.getId());
    assertThat(certificate.getKeyUsage())
        .containsExactly(true, false, false, false, false, false, false, false, false);
    assertThat(certificate.getBasicConstraints()).isEqualTo(-1);
    assertThat(extension(certificate, Extension.basicConstraints.getId())).isNotNull();
    assertThat(certificate.getExtendedKeyUsage())
        .containsExactly(
            KeyPurposeId.id_kp_serverAuth.getId(), KeyPurposeId.id_kp_clientAuth.getId());
    assertThat(certificate.getSigAlgName()).isEqualTo("SHA256withECDSA");
    assertThat(certificate.getIssuerX500Principal()).isEqualTo(ca.root().getSubjectX500Principal());
  }

  @Test
  void rsaKey_mayAlsoEncipherKeys() throws Exception {
    assertThat(sign(request().key(TestKeys.of(KeyType.RSA_2048)).dns("h.local")).getKeyUsage())
        .containsExactly(true, false, true, false, false, false, false, false, false);
  }

  @Test
  void keyIdentifiers_linkCertificateAndCa() throws Exception {
    X509Certificate certificate = sign(request().dns("h.local"));

    byte[] own =
        SubjectKeyIdentifier.getInstance(
                extension(certificate, Extension.subjectKeyIdentifier.getId()))
            .getKeyIdentifier();
    byte[] authority =
        AuthorityKeyIdentifier.getInstance(
                extension(certificate, Extension.authorityKeyIdentifier.getId()))
            .getKeyIdentifierOctets();
    byte[] cas =
        SubjectKeyIdentifier.getInstance(
                extension(ca.root(), Extension.subjectKeyIdentifier.getId()))
            .getKeyIdentifier();
    assertThat(own).hasSize(20);
    assertThat(authority).isEqualTo(cas).isNotEqualTo(own);
  }

  @Test
  void root_isACaForEndEntitiesOnly() throws Exception {
    X509Certificate root = ca.root();

    assertThat(root.getBasicConstraints()).isEqualTo(1);
    assertThat(root.getCriticalExtensionOIDs())
        .containsExactlyInAnyOrder(Extension.basicConstraints.getId(), Extension.keyUsage.getId());
    assertThat(root.getKeyUsage())
        .containsExactly(false, false, false, false, false, true, true, false, false);
    assertThat(root.getSubjectX500Principal())
        .isEqualTo(new X500Principal("CN=Latchkey Root CA,O=Acme"));
    assertThat(root.getNotAfter().toInstant()).isEqualTo(NOW.plus(Period.ofDays(3650)));
    root.verify(root.getPublicKey());
  }

  @Test
  void validity_is365DaysWithinTheCa() throws Exception {
    X509Certificate certificate = sign(request().dns("h.local"));

    assertThat(certificate.getNotBefore().toInstant()).isEqualTo(NOW.minusSeconds(60));
    assertThat(certificate.getNotAfter().toInstant()).isEqualTo(NOW.plus(Duration.ofDays(365)));
  }

  @Test
  void subject_isKeptAsItWasAsked() throws Exception {
    X500Name subject = new X500Name("C=DE,O=Müller & Söhne,CN=Wörker №1");

    X509Certificate certificate = sign(request().subject(subject).dns("h.local"));

    assertThat(certificate.getSubjectX500Principal().getEncoded()).isEqualTo(subject.getEncoded());
  }

  @Test
  void emptySubject_makesTheNamesCritical() throws Exception {
    assertThat(sign(request().subject(new X500Name("")).dns("h.local")).getCriticalExtensionOIDs())
        .contains(SAN);
    assertThat(sign(request().dns("h.local")).getNonCriticalExtensionOIDs()).contains(SAN);
  }

  @Test
  void wishesForOtherUsages_changeNothing() throws Exception {
    X509Certificate certificate =
        sign(
            request()
                .dns("h.local")
                .extension(
                    Extension.extendedKeyUsage,
                    false,
                    new ExtendedKeyUsage(KeyPurposeId.id_kp_codeSigning)));

    assertThat(certificate.getExtendedKeyUsage())
        .doesNotContain(KeyPurposeId.id_kp_codeSigning.getId());
  }

  @Test
  void serials_have159BitsAndDiffer() throws Exception {
    Set<String> serials = new HashSet<>();
    for (int i = 0; i < 20; i++) {
      X509Certificate certificate = sign(request().dns("h.local"));
      assertThat(certificate.getSerialNumber().signum()).isOne();
      assertThat(certificate.getSerialNumber().bitLength()).isEqualTo(159);
      serials.add(certificate.getSerialNumber().toString(16));
    }
    assertThat(serials).hasSize(20).allMatch(serial -> serial.matches("[1-9a-f][0-9a-f]{39}"));
  }

  private X509Certificate sign(RequestBuilder request) throws IssuanceRejectedException {
    return ca.sign(request.build(), IssuanceTerms.of("test")).certificate();
  }

  private static byte[] extension(X509Certificate certificate, String oid) {
    return ASN1OctetString.getInstance(certificate.getExtensionValue(oid)).getOctets();
  }
}
