package io.latchkey.enrolment.cmp;

import static io.latchkey.enrolment.cmp.CmpClient.assertError;
import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.pki.Certificates;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.cmp.CMPCertificate;
import org.bouncycastle.asn1.cmp.CMPObjectIdentifiers;
import org.bouncycastle.asn1.cmp.GenMsgContent;
import org.bouncycastle.asn1.cmp.GenRepContent;
import org.bouncycastle.asn1.cmp.InfoTypeAndValue;
import org.bouncycastle.asn1.cmp.PKIBody;
import org.bouncycastle.asn1.cmp.PKIFailureInfo;
import org.bouncycastle.asn1.cmp.RootCaKeyUpdateContent;
import org.bouncycastle.asn1.x509.Certificate;
import org.bouncycastle.cert.cmp.GeneralPKIMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InformationTest {
  private static final ASN1ObjectIdentifier ROOT = CMPObjectIdentifiers.id_it_rootCaCert;
  private static final ASN1ObjectIdentifier UPDATE = CMPObjectIdentifiers.id_it_rootCaKeyUpdate;
  private static final ASN1ObjectIdentifier CERTIFICATES = CMPObjectIdentifiers.id_it_caCerts;

  @TempDir Path folder;
  private CmpFixture server;
  private CmpClient client;

  @BeforeEach
  void open() {
    server = CmpFixture.open(folder);
    client = server.client("team-a");
  }

  @AfterEach
  void close() {
    server.close();
  }

  private GeneralPKIMessage send(InfoTypeAndValue... questions) throws Exception {
    client.transaction = CmpClient.random();
    return client.verified(
        server.post(
            client.protectedBySecret(
                new PKIBody(PKIBody.TYPE_GEN_MSG, new GenMsgContent(questions)))));
  }

  private InfoTypeAndValue[] ask(InfoTypeAndValue... questions) throws Exception {
    GeneralPKIMessage response = send(questions);
    assertThat(response.getBody().getType()).isEqualTo(PKIBody.TYPE_GEN_REP);
    return GenRepContent.getInstance(response.getBody().getContent()).toInfoTypeAndValueArray();
  }

  private RootCaKeyUpdateContent update(X509Certificate old) throws Exception {
    InfoTypeAndValue[] response =
        ask(
            new InfoTypeAndValue(
                ROOT, new CMPCertificate(Certificate.getInstance(old.getEncoded()))));
    assertThat(response).hasSize(1);
    assertThat(response[0].getInfoType()).isEqualTo(UPDATE);
    return response[0].getInfoValue() == null
        ? null
        : RootCaKeyUpdateContent.getInstance(response[0].getInfoValue());
  }

  private static X509Certificate parsed(CMPCertificate certificate) throws Exception {
    return Certificates.parse(certificate.getX509v3PKCert().getEncoded());
  }

  @Test
  void caCerts_areThePublishedCertificates() throws Exception {
    var unused = server.ca().rotate(false);

    InfoTypeAndValue response = ask(new InfoTypeAndValue(CERTIFICATES))[0];

    assertThat(response.getInfoType()).isEqualTo(CERTIFICATES);
    assertThat(
            Stream.of(ASN1Sequence.getInstance(response.getInfoValue()).toArray())
                .map(CMPCertificate::getInstance)
                .map(
                    each -> {
                      try {
                        return parsed(each);
                      } catch (Exception e) {
                        throw new IllegalStateException(e);
                      }
                    }))
        .containsExactlyElementsOf(server.ca().chain())
        .hasSize(3);
  }

  @Test
  void rootCaCertWithoutRoot_returnsCurrentRoot() throws Exception {
    InfoTypeAndValue response = ask(new InfoTypeAndValue(ROOT))[0];

    assertThat(response.getInfoType()).isEqualTo(UPDATE);
    RootCaKeyUpdateContent content = RootCaKeyUpdateContent.getInstance(response.getInfoValue());
    assertThat(parsed(content.getNewWithNew())).isEqualTo(server.ca().root());
    assertThat(content.getNewWithOld()).isNull();
  }

  @Test
  void rootCaCert_hasNoUpdateWithoutRotation() throws Exception {
    assertThat(update(server.ca().root())).isNull();
    try (CmpFixture other = CmpFixture.open(folder.resolve("other"), UnaryOperator.identity())) {
      assertThat(update(other.ca().root())).isNull();
    }
  }

  @Test
  void rootCaCert_announcesRootWithCrossCertificates() throws Exception {
    X509Certificate old = server.ca().root();
    X509Certificate announced = server.ca().rotate(false).other().orElseThrow();

    assertUpdate(update(old), old, announced);
    var unused = server.ca().rotate(true);

    assertUpdate(update(old), old, announced);
    assertThat(update(announced)).isNull();
  }

  private static void assertUpdate(
      RootCaKeyUpdateContent content, X509Certificate old, X509Certificate next) throws Exception {
    assertThat(parsed(content.getNewWithNew())).isEqualTo(next);
    X509Certificate newWithOld = parsed(content.getNewWithOld());
    assertThat(newWithOld.getPublicKey()).isEqualTo(next.getPublicKey());
    newWithOld.verify(old.getPublicKey());
    X509Certificate oldWithNew = parsed(content.getOldWithNew());
    assertThat(oldWithNew.getPublicKey()).isEqualTo(old.getPublicKey());
    oldWithNew.verify(next.getPublicKey());
  }

  @Test
  void unknownTypes_areListed() throws Exception {
    InfoTypeAndValue[] response =
        ask(
            new InfoTypeAndValue(CMPObjectIdentifiers.it_signKeyPairTypes),
            new InfoTypeAndValue(CERTIFICATES));

    assertThat(response).hasSize(2);
    assertThat(response[1].getInfoType()).isEqualTo(CMPObjectIdentifiers.it_unsupportedOIDs);
    assertThat(ASN1Sequence.getInstance(response[1].getInfoValue()).toArray())
        .containsExactly(CMPObjectIdentifiers.it_signKeyPairTypes);
    assertThat(ask()).isEmpty();
  }

  @Test
  void moreThanTenQuestions_areRejected() throws Exception {
    InfoTypeAndValue question = new InfoTypeAndValue(CERTIFICATES);
    assertThat(ask(Collections.nCopies(10, question).toArray(InfoTypeAndValue[]::new))).hasSize(10);

    assertError(
        send(Collections.nCopies(11, question).toArray(InfoTypeAndValue[]::new)),
        PKIFailureInfo.badRequest,
        "malformed");
  }
}
