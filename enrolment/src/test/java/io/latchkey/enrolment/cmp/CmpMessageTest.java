package io.latchkey.enrolment.cmp;

import static io.latchkey.enrolment.cmp.CmpClient.assertProblem;
import static io.latchkey.enrolment.cmp.CmpClient.assertUnprotected;
import static io.latchkey.enrolment.cmp.CmpClient.encoded;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.cmp.GenMsgContent;
import org.bouncycastle.asn1.cmp.InfoTypeAndValue;
import org.bouncycastle.asn1.cmp.PKIBody;
import org.bouncycastle.asn1.cmp.PKIFailureInfo;
import org.bouncycastle.asn1.cmp.PKIHeader;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.cert.cmp.ProtectedPKIMessageBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CmpMessageTest {
  private static final PKIBody QUESTION =
      new PKIBody(PKIBody.TYPE_GEN_MSG, new GenMsgContent(new InfoTypeAndValue[0]));

  @TempDir Path folder;
  private CmpFixture server;
  private CmpClient client;

  @BeforeEach
  void open() {
    server = CmpFixture.open(folder);
    client = server.client("team-a;dns=*.team-a.test");
  }

  @AfterEach
  void close() {
    server.close();
  }

  private static ASN1EncodableVector parts(ASN1Sequence whole, int count) {
    ASN1EncodableVector parts = new ASN1EncodableVector();
    Arrays.stream(whole.toArray()).limit(count).forEach(parts::add);
    return parts;
  }

  @Test
  void messageWithoutProtection_isRejected() throws Exception {
    ASN1Sequence whole = ASN1Sequence.getInstance(client.protectedBySecret(QUESTION));

    assertUnprotected(
        server.post(new DERSequence(parts(whole, 2)).getEncoded()),
        PKIFailureInfo.badMessageCheck,
        "missing");
  }

  @Test
  void headerOfOtherVersions_isRejected() throws Exception {
    for (int version : new int[] {1, 4}) {
      GeneralName name = new GeneralName(new X500Name("CN=x"));
      byte[] message =
          encoded(
              new ProtectedPKIMessageBuilder(version, name, name)
                  .setTransactionID(CmpClient.random())
                  .setSenderKID(client.component.path().id().getBytes(StandardCharsets.US_ASCII))
                  .setBody(QUESTION)
                  .build(client.mac(client.secret())));

      assertUnprotected(server.post(message), PKIFailureInfo.unsupportedVersion, "unsupported");
    }
  }

  @Test
  void response_hasVersionOfRequest() throws Exception {
    GeneralName name = new GeneralName(new X500Name("CN=x"));
    client.transaction = CmpClient.random();
    byte[] message =
        encoded(
            new ProtectedPKIMessageBuilder(PKIHeader.CMP_2021, name, name)
                .setTransactionID(client.transaction)
                .setSenderKID(client.component.path().id().getBytes(StandardCharsets.US_ASCII))
                .setBody(QUESTION)
                .build(client.mac(client.secret())));

    assertThat(client.verified(server.post(message)).getHeader().getPvno().intValueExact())
        .isEqualTo(3);
  }

  @Test
  void messageWithoutTransaction_isRejected() throws Exception {
    byte[] message =
        encoded(client.message(QUESTION).setTransactionID(new byte[0]).build(client.mac("guess")));

    assertUnprotected(server.post(message), PKIFailureInfo.badDataFormat, "malformed");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "30", "3000", "300330003000", "text"})
  void anythingElse_isBadRequest(String hex) {
    byte[] body =
        hex.equals("text")
            ? hex.getBytes(StandardCharsets.US_ASCII)
            : java.util.HexFormat.of().parseHex(hex);

    assertProblem(server.post(body), 400, "malformed");
    assertThat(server.failuresLeft()).isEqualTo(19);
  }

  @Test
  void berAndTrailingBytes_areBadRequests() throws Exception {
    byte[] message = client.protectedBySecret(QUESTION);

    assertProblem(server.post(Arrays.copyOf(message, message.length + 1)), 400, "malformed");
    byte[] ber =
        new org.bouncycastle.asn1.BERSequence(parts(ASN1Sequence.getInstance(message), 3))
            .getEncoded();
    assertProblem(server.post(ber), 400, "malformed");
    ASN1Sequence whole = ASN1Sequence.getInstance(message);
    ASN1EncodableVector more = parts(whole, 3);
    ASN1Encodable protection = whole.getObjectAt(2);
    more.add(protection);
    assertProblem(server.post(new DERSequence(more).getEncoded()), 400, "malformed");
  }

  @Test
  void otherContentTypes_areBadRequests() throws Exception {
    byte[] message = client.protectedBySecret(QUESTION);

    assertProblem(server.post(Optional.empty(), message), 400, "malformed");
    assertProblem(server.post(Optional.of("application/octet-stream"), message), 400, "malformed");
    client.verified(server.post(Optional.of("Application/PkixCmp; x=y"), message));
  }

  @Test
  void messagesOfOtherTypes_areRejected() throws Exception {
    PKIBody confirm = new PKIBody(PKIBody.TYPE_CONFIRM, org.bouncycastle.asn1.DERNull.INSTANCE);
    byte[] message = client.protectedBySecret(confirm);

    assertUnprotected(server.post(message), PKIFailureInfo.badRequest, "unsupported");
  }
}
