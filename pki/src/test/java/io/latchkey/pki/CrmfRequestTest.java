package io.latchkey.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.security.KeyPair;
import java.security.Signature;
import java.util.Arrays;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.crmf.CertificateRequestMessageBuilder;
import org.bouncycastle.cert.crmf.jcajce.JcaCertificateRequestMessageBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.api.Test;

class CrmfRequestTest {
  private final KeyPair key = KeyType.EC_P256.generate();

  private CertificateRequestMessageBuilder unsigned() throws Exception {
    return new JcaCertificateRequestMessageBuilder(BigInteger.ZERO)
        .setPublicKey(key.getPublic())
        .setSubject(new X500Name("CN=a.test"))
        .addExtension(
            Extension.subjectAlternativeName,
            false,
            new GeneralNames(new GeneralName(GeneralName.dNSName, "a.test")));
  }

  private CertificateRequestMessageBuilder signed(CertificateRequestMessageBuilder request)
      throws Exception {
    return request.setProofOfPossessionSigningKeySigner(
        new JcaContentSignerBuilder("SHA256withECDSA").build(key.getPrivate()));
  }

  private static byte[] der(CertificateRequestMessageBuilder request) throws Exception {
    return request.build().toASN1Structure().getEncoded("DER");
  }

  @Test
  void parseCrmf_returnsWhatTheRequestHas() throws Exception {
    CertificateSigningRequest request =
        CertificateSigningRequest.parseCrmf(der(signed(unsigned())));

    assertThat(request.subject()).isEqualTo(new X500Name("CN=a.test"));
    assertThat(request.publicKey().getEncoded()).isEqualTo(key.getPublic().getEncoded());
    assertThat(request.extension(Extension.subjectAlternativeName)).isPresent();
    Signature verifier = Signature.getInstance("SHA256withECDSA");
    verifier.initVerify(key.getPublic());
    verifier.update(request.signedPart());
    assertThat(verifier.verify(request.signature())).isTrue();
  }

  @Test
  void requestWithoutSignature_isMalformed() throws Exception {
    assertMalformed(der(unsigned()), "no signature");
    assertMalformed(der(unsigned().setProofOfPossessionRaVerified()), "no signature");
  }

  /** The names would not be signed. */
  @Test
  void signatureOverTheKeyAlone_isMalformed() throws Exception {
    assertMalformed(
        der(
            signed(
                new JcaCertificateRequestMessageBuilder(BigInteger.ZERO)
                    .setPublicKey(key.getPublic())
                    .setAuthInfoSender(new X500Name("CN=a.test")))),
        "does not cover the names");
  }

  @Test
  void otherBytes_areMalformed() throws Exception {
    byte[] request = der(signed(unsigned()));

    assertMalformed(new byte[0], "no well-formed CRMF request");
    assertMalformed(Arrays.copyOf(request, request.length - 1), "no well-formed CRMF request");
    assertMalformed(Arrays.copyOf(request, request.length + 1), "no well-formed CRMF request");
    assertMalformed(new byte[(1 << 20) + 1], "larger than 1 MiB");
  }

  private static void assertMalformed(byte[] der, String text) {
    assertThatThrownBy(() -> CertificateSigningRequest.parseCrmf(der))
        .isInstanceOf(MalformedRequestException.class)
        .hasMessageContaining(text);
  }
}
