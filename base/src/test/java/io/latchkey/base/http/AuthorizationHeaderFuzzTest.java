package io.latchkey.base.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.latchkey.base.http.Credentials.Defect;
import io.latchkey.base.http.Credentials.Token;
import io.latchkey.base.http.Credentials.Unusable;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;

/** Each line of the input is one {@code Authorization} header. */
class AuthorizationHeaderFuzzTest {

  @FuzzTest(maxDuration = "10m")
  void anyHeaders_giveOneWholeTokenOrNone(byte[] input) {
    List<String> lines = List.of(new String(input, StandardCharsets.ISO_8859_1).split("\n", -1));

    Credentials credentials = AuthorizationHeader.parse(Collections.enumeration(lines));

    if (credentials instanceof Token token) {
      assertThat(lines).hasSize(1);
      assertThat(lines.get(0)).isEqualToIgnoringCase("Bearer " + token.value());
      assertThat(token.value()).matches("[!-+\\--~]+");
    } else {
      Defect defect = ((Unusable) credentials).defect();
      if (lines.size() > 1) {
        assertThat(defect).isEqualTo(Defect.AMBIGUOUS);
      }
    }
  }
}
