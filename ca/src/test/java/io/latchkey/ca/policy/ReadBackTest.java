package io.latchkey.ca.policy;

import static io.latchkey.ca.testing.RequestBuilder.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.ca.testing.RequestBuilder;
import io.latchkey.pki.Certificates;
import io.latchkey.pki.KeyIdentifiers;
import io.latchkey.pki.KeyType;
import java.io.IOException;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The certificate that is built from encoded parts, and its check. */
class ReadBackTest {
  private final CertificateProfile profile =
      new CertificateProfile(TestPolicy.ISSUER.certificate());

  private byte[] sign(IssuancePolicy.Admission admission) {
    return TestPolicy.ISSUER.sign(profile.build(admission, BigInteger.TEN));
  }

  private static IssuancePolicy.Admission named(String name) throws Exception {
    return TestPolicy.admit(request().dns(name).der());
  }

  private static ReadBack knowing(IssuancePolicy.Admission admission, byte[] der) throws Exception {
    ReadBack readBack = new ReadBack();
    readBack.read(der, admission);
    return readBack;
  }

  @ParameterizedTest
  @EnumSource(KeyType.class)
  void certificate_isTheOneThatBouncyCastleBuilds(KeyType type) throws Exception {
    KeyPair key = TestKeys.of(type);
    for (RequestBuilder each :
        List.of(
            request().key(key).dns("h.local").ip(10, 0, 0, 1).uri("spiffe://h.local/a"),
            request().key(key).subject(new X500Name("")).dns("a".repeat(63) + ".example"),
            request().key(key).subject(new X500Name("CN=no host name, O=x")))) {
      IssuancePolicy.Admission admission = TestPolicy.admit(each.der());

      assertThat(profile.build(admission, BigInteger.TEN)).isEqualTo(byBouncyCastle(admission));
    }
  }

  private static byte[] byBouncyCastle(IssuancePolicy.Admission admission) throws Exception {
    X509Certificate issuer = TestPolicy.ISSUER.certificate();
    RequestedSubject subject = admission.subject();
    boolean rsa =
        admission.key().getAlgorithm().getParameters() != null
            && admission.key().getAlgorithm().getAlgorithm().getId().startsWith("1.2.840.113549");
    CertificateExtensions certificate =
        CertificateExtensions.on(
                new X509v3CertificateBuilder(
                    Certificates.subject(issuer),
                    BigInteger.TEN,
                    Date.from(admission.period().notBefore()),
                    Date.from(admission.period().notAfter()),
                    subject.distinguishedName(),
                    admission.key()))
            .plain(Extension.basicConstraints, new BasicConstraints(false))
            .critical(
                Extension.keyUsage,
                new KeyUsage(KeyUsage.digitalSignature | (rsa ? KeyUsage.keyEncipherment : 0)))
            .plain(
                Extension.extendedKeyUsage,
                new ExtendedKeyUsage(
                    new KeyPurposeId[] {
                      KeyPurposeId.id_kp_serverAuth, KeyPurposeId.id_kp_clientAuth
                    }))
            .plain(Extension.subjectKeyIdentifier, KeyIdentifiers.of(admission.key()))
            .plain(Extension.authorityKeyIdentifier, KeyIdentifiers.ofIssuer(issuer));
    if (!subject.names().isEmpty()) {
      certificate.add(
          Extension.subjectAlternativeName, subject.hasEmptyName(), subject.names().encode());
    }
    X509CertificateHolder built =
        certificate
            .builder()
            .build(new JcaContentSignerBuilder("SHA256withECDSA").build(TestPolicy.ISSUER.key()));
    return built.toASN1Structure().getTBSCertificate().getEncoded("DER");
  }

  @Test
  void knownShape_isReadLikeWholeCertificate() throws Exception {
    IssuancePolicy.Admission first = named("first.local");
    ReadBack readBack = knowing(first, sign(first));
    IssuancePolicy.Admission second = named("second.local");
    byte[] der = sign(second);

    X509Certificate read = readBack.read(der, second);

    assertThat(read.getEncoded()).isEqualTo(der);
    assertThat(read).isEqualTo(ReadBack.of(der, second));
    assertThat(read.getSubjectAlternativeNames()).containsExactly(List.of(2, "second.local"));
    read.verify(TestPolicy.ISSUER.certificate().getPublicKey());
  }

  /** Also with the first certificate of a shape, which is read in another way. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void certificateOfAnotherRequest_isAnError(boolean known) throws Exception {
    IssuancePolicy.Admission admission = named("h.local");
    ReadBack readBack = known ? knowing(admission, sign(admission)) : new ReadBack();
    KeyPair key = KeyType.EC_P256.generate();

    for (RequestBuilder other :
        List.of(
            request().key(key).dns("h.local"),
            request().dns("h.local").dns("i.local"),
            request().subject(new X500Name("CN=other")).dns("h.local"))) {
      byte[] der = sign(TestPolicy.admit(other.der()));
      assertThatThrownBy(() -> readBack.read(der, admission)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void otherNamesInKnownShape_areAnError() throws Exception {
    IssuancePolicy.Admission admission = named("h.local");
    ReadBack readBack = knowing(admission, sign(admission));
    byte[] der = sign(named("i.local"));

    assertThatThrownBy(() -> readBack.read(der, admission)).isInstanceOf(IOException.class);
  }

  @Test
  void bytesThatAreNoDer_areAnError() throws Exception {
    IssuancePolicy.Admission admission = named("h.local");
    byte[] der = sign(admission);
    ReadBack readBack = knowing(admission, der);
    byte[] longer = Arrays.copyOf(der, der.length + 1);

    assertThatThrownBy(() -> readBack.read(longer, admission)).isInstanceOf(IOException.class);
  }
}
