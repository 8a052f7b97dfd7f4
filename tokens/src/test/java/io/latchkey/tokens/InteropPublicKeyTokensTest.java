package io.latchkey.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jose4j.json.JsonUtil;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The recorded cases of tokens that another library has signed with keys of each kind. */
class InteropPublicKeyTokensTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-21T12:00:00Z"), ZoneOffset.UTC);

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  @SuppressWarnings("unused") // the first parameter names the case
  void recordedToken_hasRecordedResult(String id, String pem, Map<String, Object> recorded) {
    assertThat(isAccepted(verifier(pem, recorded), recorded)).isEqualTo(recorded.get("valid"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  @SuppressWarnings("unused") // the first parameter names the case
  void recordedToken_hasSameResultBesidePsk(String id, String pem, Map<String, Object> recorded) {
    TokenVerifierBuilder builder =
        verifier(pem, recorded)
            .preSharedKeys(List.of(TokenForge.PSK))
            .keyDerivation(TokenForge.FAST);

    assertThat(isAccepted(builder, recorded)).isEqualTo(recorded.get("valid"));
  }

  private static TokenVerifierBuilder verifier(String pem, Map<String, Object> recorded) {
    TokenVerifierBuilder builder =
        TokenVerifier.builder().publicKeys(VerificationKey.parse(pem)).clock(CLOCK);
    Optional.ofNullable((String) recorded.get("iss")).ifPresent(builder::issuer);
    Optional.ofNullable((String) recorded.get("aud")).ifPresent(builder::audience);
    return builder;
  }

  private static boolean isAccepted(TokenVerifierBuilder builder, Map<String, Object> recorded) {
    TokenVerifier verifier = builder.build();
    Throwable rejection = catchThrowable(() -> verifier.verify((String) recorded.get("token")));
    if (rejection != null) {
      assertThat(rejection).isInstanceOf(InvalidTokenException.class);
    }
    return rejection == null;
  }

  @SuppressWarnings("unchecked")
  static Stream<Object[]> cases() {
    return keys().stream()
        .flatMap(
            key ->
                ((List<Map<String, Object>>) key.get("cases"))
                    .stream()
                        .map(
                            recorded ->
                                new Object[] {
                                  "%s %s: %s"
                                      .formatted(
                                          key.get("key"), recorded.get("alg"), recorded.get("why")),
                                  key.get("public_key_pem"),
                                  recorded
                                }));
  }

  @SuppressWarnings("unchecked")
  private static List<Map<String, Object>> keys() {
    try (InputStream in =
        InteropPublicKeyTokensTest.class.getResourceAsStream("/interop/public-key-tokens.json")) {
      String json = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return (List<Map<String, Object>>) JsonUtil.parseJson("{\"keys\":" + json + "}").get("keys");
    } catch (IOException | JoseException e) {
      throw new IllegalStateException(e);
    }
  }
}
