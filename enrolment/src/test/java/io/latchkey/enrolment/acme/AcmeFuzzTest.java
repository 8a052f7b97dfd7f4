package io.latchkey.enrolment.acme;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.latchkey.tokens.json.StrictJson;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Map;

/**
 * Every message has a response, and no message causes an error of the server. Input without a line
 * end is a body; otherwise the first line is a path, and the rest is a payload that an account has
 * signed, so that the code behind the signature is reached too.
 */
class AcmeFuzzTest {
  private static final AcmeFixture SERVER = open();
  private static final AcmeClient CLIENT = client();

  private static AcmeFixture open() {
    try {
      AcmeFixture opened = AcmeFixture.open(Files.createTempDirectory("acme-fuzz"));
      Runtime.getRuntime().addShutdownHook(new Thread(opened::close, "acme-fuzz-end"));
      return opened;
    } catch (java.io.IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static AcmeClient client() {
    try {
      return AcmeClient.registered(SERVER, "team-a");
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  @FuzzTest(maxDuration = "10m")
  void anyMessage_hasAResponse(byte[] input) throws Exception {
    String text = new String(input, StandardCharsets.UTF_8);
    int lineEnd = text.indexOf('\n');
    AcmeResponse response =
        lineEnd < 0
            ? SERVER.post("new-account", text)
            : SERVER.post(
                text.substring(0, lineEnd),
                CLIENT.signedWithKid(text.substring(0, lineEnd), text.substring(lineEnd + 1)));

    assertThat(response.status()).as(response.content()).isBetween(200, 499);
    if (response.status() >= 400) {
      Map<String, Object> problem =
          StrictJson.DOCUMENT.readObject(response.content().getBytes(StandardCharsets.UTF_8));
      assertThat(problem).containsKeys("type", "title", "status", "detail", "reason");
      assertThat(String.valueOf(problem.get("detail"))).matches("[A-Z](?s:.){10,300}\\.");
    }
  }
}
