package io.latchkey.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

/** RFC 7519: its examples are good JWTs and, without a salt or unsecured, no tokens of ours. */
class Rfc7519Test {
  private static final Clock CLOCK = Clock.fixed(Instant.ofEpochSecond(1300819000), ZoneOffset.UTC);

  private static final String PAYLOAD =
      "eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFt"
          + "cGxlLmNvbS9pc19yb290Ijp0cnVlfQ";

  private final TokenVerifier verifier =
      TokenVerifier.builder()
          .preSharedKeys(List.of(TokenForge.PSK))
          .keyDerivation(TokenForge.FAST)
          .publicKeys(List.of(KeyForge.key(KeyForge.RSA), KeyForge.key(KeyForge.P256)))
          .clock(CLOCK)
          .build();

  private InvalidTokenException refusal(String token) {
    return catchThrowableOfType(InvalidTokenException.class, () -> verifier.verify(token));
  }

  @Test
  void section3_1_hs256WithoutSalt_isRefused() {
    String token =
        "eyJ0eXAiOiJKV1QiLA0KICJhbGciOiJIUzI1NiJ9."
            + PAYLOAD
            + ".dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";

    assertThat(refusal(token).detail()).isEqualTo("The header of the token has no salt.");
  }

  @Test
  void section6_1_unsecured_isRefused() {
    assertThat(refusal("eyJhbGciOiJub25lIn0." + PAYLOAD + ".").reason())
        .isEqualTo(Reason.UNSUPPORTED);
  }
}
