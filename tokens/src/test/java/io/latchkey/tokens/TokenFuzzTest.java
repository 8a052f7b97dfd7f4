package io.latchkey.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.latchkey.tokens.json.MalformedJsonException;
import io.latchkey.tokens.json.StrictJson;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jose4j.keys.HmacKey;

/**
 * Whatever comes as a token is rejected in order or good. Input without a line end is the token
 * itself; else the first line is its header and the rest its payload, well signed, so that what
 * comes after the signature is reached as well.
 */
class TokenFuzzTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final HmacKey KEY =
      TokenForge.FAST.derive(TokenForge.PSK, Base64.getDecoder().decode(TokenForge.SALT));

  /** The one token that may come raw and be good. */
  private static final String GOOD = TokenForge.token("{\"sub\":\"worker-1\",\"exp\":4102444800}");

  private static final TokenVerifier VERIFIER =
      TokenVerifier.builder()
          .preSharedKeys(List.of(TokenForge.PSK, PreSharedKey.of("another one").withKeyId("old")))
          .publicKeys(
              VerificationKey.parse("MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="))
          .keyDerivation(TokenForge.FAST)
          .clock(Clock.fixed(NOW, ZoneOffset.UTC))
          .build();

  @FuzzTest(maxDuration = "10m")
  void anyInput_isRejectedWithReasonOrValid(byte[] input) throws MalformedJsonException {
    String text = new String(input, StandardCharsets.UTF_8);
    int lineEnd = text.indexOf('\n');
    String token =
        lineEnd < 0 ? text : signed(text.substring(0, lineEnd), text.substring(lineEnd + 1));
    try {
      checkGood(VERIFIER.verify(token), token, lineEnd < 0 ? "" : text.substring(0, lineEnd));
      assertThat(VERIFIER.hasVerified(token)).isTrue();
    } catch (InvalidTokenException rejection) {
      assertThat(rejection.detail()).matches("[A-Z][A-Za-z0-9 ,;.'#-]{10,120}\\.");
      VERIFIER.hasVerified(token);
    }
  }

  private static void checkGood(VerifiedToken good, String token, String header)
      throws MalformedJsonException {
    assertThat(good.expiresAt()).isAfter(NOW.minusSeconds(30));
    assertThat(good.name()).isNotBlank();
    if (header.isEmpty()) {
      assertThat(token).isEqualTo(GOOD);
      return;
    }
    Map<String, Object> members = StrictJson.TOKEN.readObject(TokenForge.utf8(header));
    assertThat(members).containsEntry("alg", "HS256").doesNotContainKeys("crit", "jwk", "x5c");
    assertThat(String.valueOf(members.getOrDefault("typ", "JWT"))).isEqualToIgnoringCase("JWT");
    assertThat(good.claims()).doesNotContainKey("sha256_fingerprint");
  }

  private static String signed(String header, String payload) {
    String input =
        TokenForge.url(TokenForge.utf8(header)) + "." + TokenForge.url(TokenForge.utf8(payload));
    return input + "." + TokenForge.url(TokenForge.hmac(KEY, TokenForge.utf8(input)));
  }
}
