package io.latchkey.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.pki.KeyType;
import io.latchkey.tokens.component.ComponentKey;
import io.latchkey.tokens.component.DerivedSecret;
import java.math.BigInteger;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.cmp.CertRepMessage;
import org.bouncycastle.asn1.cmp.CertResponse;
import org.bouncycastle.asn1.cmp.ErrorMsgContent;
import org.bouncycastle.asn1.cmp.PKIBody;
import org.bouncycastle.asn1.cmp.PKIHeader;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.cmp.CertificateConfirmationContentBuilder;
import org.bouncycastle.cert.cmp.GeneralPKIMessage;
import org.bouncycastle.cert.cmp.ProtectedPKIMessage;
import org.bouncycastle.cert.cmp.ProtectedPKIMessageBuilder;
import org.bouncycastle.cert.crmf.CertificateReqMessages;
import org.bouncycastle.cert.crmf.CertificateReqMessagesBuilder;
import org.bouncycastle.cert.crmf.CertificateRequestMessage;
import org.bouncycastle.cert.crmf.PKMACBuilder;
import org.bouncycastle.cert.crmf.jcajce.JcaCertificateRequestMessageBuilder;
import org.bouncycastle.cert.crmf.jcajce.JcePKMACValuesCalculator;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.MacCalculator;
import org.bouncycastle.operator.PBEMacCalculatorProvider;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.bouncycastle.pkcs.jcajce.JcePBMac1CalculatorBuilder;
import org.bouncycastle.pkcs.jcajce.JcePBMac1CalculatorProviderBuilder;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The CMP classes of Bouncy Castle, with their defaults and with PBMAC1. */
class CmpJavaClientIT {
  private static final ComponentKey TEAM = SharedServer.root().derive("team-a;dns=*.team-a.test");
  private static final String SECRET = TEAM.secretText(DerivedSecret.CMP);
  private static final GeneralName NAME = new GeneralName(new X500Name("CN=j.team-a.test"));
  private static final BouncyCastleProvider PROVIDER = new BouncyCastleProvider();

  private final KeyPair key = KeyType.EC_P256.generate();
  private byte[] transaction = random();

  @BeforeAll
  static void addSecret() {
    KnownSecrets.add(SECRET);
  }

  private static byte[] random() {
    byte[] bytes = new byte[16];
    new SecureRandom().nextBytes(bytes);
    return bytes;
  }

  private ProtectedPKIMessageBuilder message(int version) {
    return new ProtectedPKIMessageBuilder(version, NAME, NAME)
        .setTransactionID(transaction)
        .setSenderNonce(random())
        .setMessageTime(Date.from(Instant.now()))
        .setSenderKID(TEAM.path().id().getBytes(StandardCharsets.US_ASCII));
  }

  private CertificateRequestMessage request(KeyPair pair) throws Exception {
    return new JcaCertificateRequestMessageBuilder(BigInteger.ZERO)
        .setPublicKey(pair.getPublic())
        .setSubject(new X500Name("CN=j.team-a.test"))
        .addExtension(
            Extension.subjectAlternativeName,
            false,
            new GeneralNames(new GeneralName(GeneralName.dNSName, "j.team-a.test")))
        .setProofOfPossessionSigningKeySigner(
            new JcaContentSignerBuilder("SHA256withECDSA").build(pair.getPrivate()))
        .build();
  }

  private CertificateReqMessages requests(KeyPair pair) throws Exception {
    CertificateReqMessagesBuilder all = new CertificateReqMessagesBuilder();
    all.addRequest(request(pair));
    return all.build();
  }

  private static ProtectedPKIMessage send(ProtectedPKIMessage message) throws Exception {
    Client client = SharedServer.client();
    HttpResponse<byte[]> answer =
        client.sendForBytes(
            client
                .request("/ca/cmp")
                .header("Content-Type", "application/pkixcmp")
                .POST(BodyPublishers.ofByteArray(message.toASN1Structure().getEncoded("DER"))));
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).contains("application/pkixcmp");
    return new ProtectedPKIMessage(new GeneralPKIMessage(answer.body()));
  }

  private static X509CertificateHolder certificate(ProtectedPKIMessage answer) {
    if (answer.getBody().getType() == PKIBody.TYPE_ERROR) {
      throw new AssertionError(
          ErrorMsgContent.getInstance(answer.getBody().getContent())
              .getPKIStatusInfo()
              .getStatusString()
              .getStringAtUTF8(0)
              .getString());
    }
    CertResponse response =
        CertRepMessage.getInstance(answer.getBody().getContent()).getResponse()[0];
    return new X509CertificateHolder(
        response.getCertifiedKeyPair().getCertOrEncCert().getCertificate().getX509v3PKCert());
  }

  private ProtectedPKIMessage confirmation(X509CertificateHolder certificate, MacCalculator mac)
      throws Exception {
    return message(PKIHeader.CMP_2000)
        .setBody(
            PKIBody.TYPE_CERT_CONFIRM,
            new CertificateConfirmationContentBuilder()
                .addAcceptedCertificate(certificate, BigInteger.ZERO)
                .build(new JcaDigestCalculatorProviderBuilder().build()))
        .build(mac);
  }

  private static MacCalculator passwordBasedMac() throws Exception {
    return new PKMACBuilder(new JcePKMACValuesCalculator()).build(SECRET.toCharArray());
  }

  private static boolean isProtected(ProtectedPKIMessage answer, PBEMacCalculatorProvider by)
      throws Exception {
    return answer.verify(by, SECRET.toCharArray());
  }

  /** The defaults are SHA-1 and HMAC-SHA1 with 1000 rounds. */
  @Test
  void defaults_enrolAndConfirm() throws Exception {
    PKMACBuilder verifier = new PKMACBuilder(new JcePKMACValuesCalculator());
    ProtectedPKIMessage answer =
        send(
            message(PKIHeader.CMP_2000)
                .setBody(PKIBody.TYPE_INIT_REQ, requests(key))
                .build(passwordBasedMac()));

    assertThat(isProtected(answer, verifier)).isTrue();
    X509Certificate root = SharedServer.client().root();
    X509CertificateHolder certificate = certificate(answer);
    assertThat(
            certificate.isSignatureValid(
                new JcaContentVerifierProviderBuilder().build(root.getPublicKey())))
        .isTrue();

    ProtectedPKIMessage confirmed = send(confirmation(certificate, passwordBasedMac()));
    assertThat(isProtected(confirmed, verifier)).isTrue();
    assertThat(confirmed.getBody().getType()).isEqualTo(PKIBody.TYPE_CONFIRM);
  }

  @Test
  void pbmac1_enrols() throws Exception {
    ProtectedPKIMessage answer =
        send(
            message(PKIHeader.CMP_2021)
                .setBody(PKIBody.TYPE_CERT_REQ, requests(key))
                .build(
                    new JcePBMac1CalculatorBuilder("HmacSHA256", 256)
                        .setProvider(PROVIDER)
                        .setPrf(JcePBMac1CalculatorBuilder.PRF_SHA256)
                        .setIterationCount(10_000)
                        .setSaltLength(16)
                        .build(SECRET.toCharArray())));

    assertThat(
            isProtected(
                answer, new JcePBMac1CalculatorProviderBuilder().setProvider(PROVIDER).build()))
        .isTrue();
    assertThat(certificate(answer).getSubject()).isEqualTo(new X500Name("CN=j.team-a.test"));
  }

  @Test
  void certificate_renewsItself() throws Exception {
    X509CertificateHolder first =
        certificate(
            send(
                message(PKIHeader.CMP_2000)
                    .setBody(PKIBody.TYPE_CERT_REQ, requests(key))
                    .build(passwordBasedMac())));
    KeyPair next = KeyType.EC_P256.generate();
    ContentSigner signer = new JcaContentSignerBuilder("SHA256withECDSA").build(key.getPrivate());
    transaction = random();

    ProtectedPKIMessage answer =
        send(
            message(PKIHeader.CMP_2000)
                .setBody(PKIBody.TYPE_KEY_UPDATE_REQ, requests(next))
                .addCMPCertificate(first)
                .build(signer));

    X509CertificateHolder signedBy = answer.getCertificates()[0];
    X509Certificate root = SharedServer.client().root();
    assertThat(answer.verify(new JcaContentVerifierProviderBuilder().build(signedBy))).isTrue();
    assertThat(
            signedBy.isSignatureValid(
                new JcaContentVerifierProviderBuilder().build(root.getPublicKey())))
        .isTrue();
    assertThat(new JcaX509CertificateConverter().getCertificate(certificate(answer)).getPublicKey())
        .isEqualTo(next.getPublic());
  }

  @Test
  void cmp_isOpenOnlyIfItIsEnabled() throws Exception {
    Client enabled = SharedServer.client();
    assertThat(enabled.get("/ca/cmp").body()).contains("\"reason\":\"missing\"");
    assertThat(enabled.get("/ca/cmp", enabled.serviceToken()).statusCode()).isEqualTo(405);

    assertThat(enabled.get("/.well-known/other").body()).contains("\"reason\":\"missing\"");
  }
}
