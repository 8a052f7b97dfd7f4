package io.latchkey.enrolment.cmp;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.pki.KeyType;
import io.latchkey.tokens.component.ComponentKey;
import io.latchkey.tokens.component.DerivedSecret;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Date;
import java.util.function.Consumer;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.cmp.CMPObjectIdentifiers;
import org.bouncycastle.asn1.cmp.CertConfirmContent;
import org.bouncycastle.asn1.cmp.CertRepMessage;
import org.bouncycastle.asn1.cmp.CertStatus;
import org.bouncycastle.asn1.cmp.ErrorMsgContent;
import org.bouncycastle.asn1.cmp.InfoTypeAndValue;
import org.bouncycastle.asn1.cmp.PKIBody;
import org.bouncycastle.asn1.cmp.PKIFailureInfo;
import org.bouncycastle.asn1.cmp.PKIHeader;
import org.bouncycastle.asn1.cmp.PKIStatusInfo;
import org.bouncycastle.asn1.crmf.CertReqMessages;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.cmp.GeneralPKIMessage;
import org.bouncycastle.cert.cmp.ProtectedPKIMessage;
import org.bouncycastle.cert.cmp.ProtectedPKIMessageBuilder;
import org.bouncycastle.cert.crmf.CertificateRequestMessageBuilder;
import org.bouncycastle.cert.crmf.PKMACBuilder;
import org.bouncycastle.cert.crmf.jcajce.JcaCertificateRequestMessageBuilder;
import org.bouncycastle.cert.crmf.jcajce.JcePKMACValuesCalculator;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.MacCalculator;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A client that Bouncy Castle's classes make, with control over every part of its messages. */
final class CmpClient {
  private static final GeneralName NOBODY = new GeneralName(new X500Name("CN=device"));
  private static final SecureRandom RANDOM = new SecureRandom();

  final CmpFixture server;
  final ComponentKey component;
  final KeyPair key = KeyType.EC_P256.generate();
  byte[] transaction = random();
  int rounds = 1000;

  CmpClient(CmpFixture server, ComponentKey component) {
    this.server = server;
    this.component = component;
  }

  static byte[] random() {
    byte[] bytes = new byte[16];
    RANDOM.nextBytes(bytes);
    return bytes;
  }

  String secret() {
    return component.secretText(DerivedSecret.CMP);
  }

  /** The message before its protection. */
  ProtectedPKIMessageBuilder message(PKIBody body) {
    return withoutTime(body).setMessageTime(Date.from(server.clock.instant()));
  }

  ProtectedPKIMessageBuilder withoutTime(PKIBody body) {
    return new ProtectedPKIMessageBuilder(PKIHeader.CMP_2000, NOBODY, NOBODY)
        .setTransactionID(transaction)
        .setSenderNonce(random())
        .setSenderKID(component.path().id().getBytes(java.nio.charset.StandardCharsets.US_ASCII))
        .setBody(body);
  }

  MacCalculator mac(String secret) throws Exception {
    return new PKMACBuilder(new JcePKMACValuesCalculator())
        .setIterationCount(rounds)
        .build(secret.toCharArray());
  }

  byte[] protectedBySecret(PKIBody body) throws Exception {
    return encoded(message(body).build(mac(secret())));
  }

  byte[] protectedBySecret(PKIBody body, Consumer<ProtectedPKIMessageBuilder> change)
      throws Exception {
    ProtectedPKIMessageBuilder builder = message(body);
    change.accept(builder);
    return encoded(builder.build(mac(secret())));
  }

  byte[] protectedBy(X509Certificate certificate, KeyPair pair, String algorithm, PKIBody body)
      throws Exception {
    ContentSigner signer = new JcaContentSignerBuilder(algorithm).build(pair.getPrivate());
    return encoded(
        message(body)
            .addCMPCertificate(new X509CertificateHolder(certificate.getEncoded()))
            .build(signer));
  }

  byte[] protectedBy(X509Certificate certificate, PKIBody body) throws Exception {
    return protectedBy(certificate, key, "SHA256withECDSA", body);
  }

  static byte[] encoded(ProtectedPKIMessage message) throws Exception {
    return message.toASN1Structure().getEncoded("DER");
  }

  static PKIBody body(int type, CertificateRequestMessageBuilder request) throws Exception {
    return new PKIBody(type, new CertReqMessages(request.build().toASN1Structure()));
  }

  /** A request with a common name and DNS names, without a proof of possession. */
  CertificateRequestMessageBuilder unproved(KeyPair pair, String... names) throws Exception {
    GeneralName[] all =
        Arrays.stream(names)
            .map(name -> new GeneralName(GeneralName.dNSName, name))
            .toArray(GeneralName[]::new);
    return new JcaCertificateRequestMessageBuilder(BigInteger.ZERO)
        .setPublicKey(pair.getPublic())
        .setSubject(new X500Name("CN=" + names[0]))
        .addExtension(Extension.subjectAlternativeName, false, new GeneralNames(all));
  }

  CertificateRequestMessageBuilder request(KeyPair pair, String... names) throws Exception {
    String algorithm = pair.getPublic().getAlgorithm().equals("EC") ? "SHA256withECDSA" : "Ed25519";
    return unproved(pair, names)
        .setProofOfPossessionSigningKeySigner(
            new JcaContentSignerBuilder(algorithm).build(pair.getPrivate()));
  }

  PKIBody ir(String... names) throws Exception {
    return body(PKIBody.TYPE_INIT_REQ, request(key, names));
  }

  PKIBody cr(String... names) throws Exception {
    return body(PKIBody.TYPE_CERT_REQ, request(key, names));
  }

  static void implicit(ProtectedPKIMessageBuilder message) {
    message.addGeneralInfo(
        new InfoTypeAndValue(CMPObjectIdentifiers.it_implicitConfirm, DERNull.INSTANCE));
  }

  /** Obtains a certificate that needs no confirmation. */
  X509Certificate obtain(String... names) throws Exception {
    transaction = random();
    GeneralPKIMessage response =
        verified(server.post(protectedBySecret(cr(names), CmpClient::implicit)));
    transaction = random();
    return certificate(response);
  }

  static GeneralPKIMessage read(CmpResponse response) throws Exception {
    assertThat(response.status())
        .as(() -> new String(response.content(), java.nio.charset.StandardCharsets.UTF_8))
        .isEqualTo(200);
    assertThat(response.contentType()).isEqualTo("application/pkixcmp");
    return new GeneralPKIMessage(response.content());
  }

  /** Reads a response and checks that it is protected with the secret of this client. */
  GeneralPKIMessage verified(CmpResponse response) throws Exception {
    GeneralPKIMessage message = read(response);
    assertThat(message.hasProtection()).isTrue();
    assertThat(
            new ProtectedPKIMessage(message)
                .verify(new PKMACBuilder(new JcePKMACValuesCalculator()), secret().toCharArray()))
        .isTrue();
    assertThat(message.getHeader().getTransactionID().getOctets()).isEqualTo(transaction);
    return message;
  }

  static X509Certificate certificate(GeneralPKIMessage response) throws Exception {
    assertThat(response.getBody().getType()).as(text(response)).isNotEqualTo(PKIBody.TYPE_ERROR);
    CertRepMessage content = CertRepMessage.getInstance(response.getBody().getContent());
    return new JcaX509CertificateConverter()
        .getCertificate(
            new X509CertificateHolder(
                content
                    .getResponse()[0]
                    .getCertifiedKeyPair()
                    .getCertOrEncCert()
                    .getCertificate()
                    .getX509v3PKCert()));
  }

  /** The status text of an error. */
  static String text(GeneralPKIMessage response) {
    return response.getBody().getType() == PKIBody.TYPE_ERROR
        ? status(response).getStatusString().getStringAtUTF8(0).getString()
        : "";
  }

  private static PKIStatusInfo status(GeneralPKIMessage response) {
    return ErrorMsgContent.getInstance(response.getBody().getContent()).getPKIStatusInfo();
  }

  /** Checks that a response is an error. */
  static void assertError(GeneralPKIMessage response, int failure, String reason) {
    assertThat(response.getBody().getType()).isEqualTo(PKIBody.TYPE_ERROR);
    assertThat(text(response)).startsWith(reason + ": ").endsWith(".");
    assertThat(status(response).getFailInfo().intValue())
        .isEqualTo(new PKIFailureInfo(failure).intValue());
  }

  /** Checks that a response is an error without protection. */
  static void assertUnprotected(CmpResponse response, int failure, String reason) throws Exception {
    GeneralPKIMessage message = read(response);
    assertThat(message.hasProtection()).isFalse();
    assertError(message, failure, reason);
  }

  static void assertProblem(CmpResponse response, int status, String reason) {
    assertThat(response.status()).isEqualTo(status);
    assertThat(response.contentType()).isEqualTo("application/problem+json");
    assertThat(new String(response.content(), java.nio.charset.StandardCharsets.UTF_8))
        .contains("\"reason\":\"" + reason + "\"");
  }

  PKIBody confirmation(CertStatus... statuses) {
    org.bouncycastle.asn1.ASN1EncodableVector all = new org.bouncycastle.asn1.ASN1EncodableVector();
    for (ASN1Encodable each : statuses) {
      all.add(each);
    }
    return new PKIBody(
        PKIBody.TYPE_CERT_CONFIRM,
        CertConfirmContent.getInstance(new org.bouncycastle.asn1.DERSequence(all)));
  }
}
