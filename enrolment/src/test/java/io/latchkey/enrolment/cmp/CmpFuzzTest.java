package io.latchkey.enrolment.cmp;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.latchkey.tokens.json.StrictJson;
import java.nio.file.Files;
import java.util.Arrays;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.cmp.PKIBody;
import org.bouncycastle.asn1.cmp.PKIMessage;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;

/**
 * Every message has a response, and no message causes an error of the server. The first byte of the
 * input selects what the rest is: a whole message, the content of a body whose type is the byte and
 * which a caller has protected, so that the code behind the protection is reached too, or the
 * algorithm of a protection.
 */
class CmpFuzzTest {
  private static final int WHOLE_MESSAGE = 0xff;
  private static final int ALGORITHM = 0xfe;
  private static final CmpFixture SERVER = open();
  private static final CmpClient CLIENT = SERVER.client("team-a");

  private static CmpFixture open() {
    try {
      CmpFixture opened =
          CmpFixture.open(
              Files.createTempDirectory("cmp-fuzz"), builder -> builder.unlimitedSignatures());
      Runtime.getRuntime().addShutdownHook(new Thread(opened::close, "cmp-fuzz-end"));
      return opened;
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @FuzzTest(maxDuration = "10m")
  void anyMessage_hasAResponse(byte[] input) throws Exception {
    if (input.length == 0) {
      return;
    }
    byte[] rest = Arrays.copyOfRange(input, 1, input.length);
    switch (input[0] & 0xff) {
      case WHOLE_MESSAGE -> check(SERVER.post(rest));
      case ALGORITHM -> checkAlgorithm(rest);
      default -> check(SERVER.post(message(input[0] & 0x1f, rest)));
    }
  }

  /** Bouncy Castle checks the content of a body when it writes it, so the bytes are put in. */
  private static byte[] message(int type, byte[] content) throws Exception {
    CLIENT.transaction = CmpClient.random();
    return RawMessages.protectedBy(CLIENT, type, content);
  }

  private static void checkAlgorithm(byte[] der) {
    try {
      MacAlgorithm mac =
          MacAlgorithm.of(AlgorithmIdentifier.getInstance(ASN1Primitive.fromByteArray(der)));
      assertThat(mac.rounds()).isBetween(1, MacAlgorithm.MAX_ROUNDS);
    } catch (CmpRejection rejection) {
      assertThat(rejection.text()).startsWith("unsupported: ");
    } catch (java.io.IOException | RuntimeException e) {
      // This is no algorithm.
    }
  }

  private static void check(CmpResponse response) throws Exception {
    if (response.status() == 200) {
      PKIMessage message = PKIMessage.getInstance(response.content());
      assertThat(message.getBody().getType())
          .isIn(
              PKIBody.TYPE_ERROR,
              PKIBody.TYPE_INIT_REP,
              PKIBody.TYPE_CERT_REP,
              PKIBody.TYPE_KEY_UPDATE_REP,
              PKIBody.TYPE_REVOCATION_REP,
              PKIBody.TYPE_GEN_REP,
              PKIBody.TYPE_CONFIRM);
    } else {
      assertThat(response.status()).isIn(400, 429);
      assertThat(StrictJson.DOCUMENT.readObject(response.content()))
          .containsKeys("title", "status", "detail", "reason");
    }
  }
}
