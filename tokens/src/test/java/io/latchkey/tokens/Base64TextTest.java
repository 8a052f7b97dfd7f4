package io.latchkey.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class Base64TextTest {
  private static final byte[] ALL = {(byte) 0xfb, (byte) 0xff};

  @Test
  void canonicalText_isDecoded() throws Exception {
    assertThat(Base64Text.decodeUrl("-_8")).isEqualTo(ALL);
    assertThat(Base64Text.decodeUrl("==-_8=".getBytes(StandardCharsets.US_ASCII), 2, 5))
        .isEqualTo(ALL);
    assertThat(Base64Text.decodeStandard("+/8=")).isEqualTo(ALL);
    assertThat(Base64Text.decodeCertificate("+/8=")).isEqualTo(ALL);
  }

  @Test
  void otherText_isRejectedWithItsPlace() {
    assertMalformed(() -> Base64Text.decodeUrl("-_9"), "A segment of the token is not base64url");
    assertMalformed(
        () -> Base64Text.decodeUrl(new byte[] {'-', '_', '8', '='}, 0, 4),
        "A segment of the token is not base64url");
    assertMalformed(
        () -> Base64Text.decodeStandard("+/9="), "The salt of the token is not standard base64");
    assertMalformed(
        () -> Base64Text.decodeCertificate("+/8"),
        "The header member x5c of the token is not standard base64");
  }

  private static void assertMalformed(ThrowingCallable decoding, String message) {
    assertThatThrownBy(decoding)
        .isInstanceOfSatisfying(
            InvalidTokenException.class, e -> assertThat(e.reason()).isEqualTo(Reason.MALFORMED))
        .hasMessageContaining(message);
  }
}
