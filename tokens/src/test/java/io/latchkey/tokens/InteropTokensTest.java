package io.latchkey.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jose4j.json.JsonUtil;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The recorded cases of the scheme, the reference component's own tokens among them. */
class InteropTokensTest {
  private static final Clock CLOCK =
      Clock.fixed(Instant.parse("2026-11-21T12:00:00Z"), ZoneOffset.UTC);

  @ParameterizedTest(name = "{0}")
  @MethodSource("vectors")
  @SuppressWarnings("unused") // the first parameter names the case
  void recordedToken_hasRecordedResult(String id, Map<String, Object> vector) {
    TokenVerifier verifier =
        TokenVerifier.builder()
            .preSharedKeys(List.of(PreSharedKey.of((String) vector.get("psk"))))
            .clock(CLOCK)
            .build();

    Throwable rejection = catchThrowable(() -> verifier.verify((String) vector.get("token")));

    if (Boolean.TRUE.equals(vector.get("valid"))) {
      assertThat(rejection).isNull();
    } else {
      assertThat(rejection).isInstanceOf(InvalidTokenException.class);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("validVectors")
  @SuppressWarnings("unused") // the first parameter names the case
  void goodToken_givesTheRecordedClaims(String id, Map<String, Object> vector) throws Exception {
    TokenVerifier verifier =
        TokenVerifier.builder()
            .preSharedKeys(List.of(PreSharedKey.of((String) vector.get("psk"))))
            .clock(CLOCK)
            .build();

    VerifiedToken token = verifier.verify((String) vector.get("token"));

    assertThat(token.claims()).isEqualTo(vector.get("claims"));
  }

  @ParameterizedTest
  @MethodSource("derivations")
  void derivation_givesTheRecordedKey(Map<String, Object> recorded) {
    byte[] salt = Base64.getDecoder().decode((String) recorded.get("salt_base64"));

    byte[] key =
        KeyDerivation.standard()
            .derive(PreSharedKey.of((String) recorded.get("psk")), salt)
            .getEncoded();

    assertThat(HexFormat.of().formatHex(key)).isEqualTo(recorded.get("key_hex"));
  }

  static Stream<Object[]> vectors() {
    return list("vectors").stream().map(vector -> new Object[] {vector.get("id"), vector});
  }

  static Stream<Object[]> validVectors() {
    return list("vectors").stream()
        .filter(vector -> vector.get("claims") != null)
        .filter(vector -> Boolean.TRUE.equals(vector.get("valid")))
        .map(vector -> new Object[] {vector.get("id"), vector});
  }

  static Stream<Map<String, Object>> derivations() {
    return list("kdf").stream();
  }

  @SuppressWarnings("unchecked")
  private static List<Map<String, Object>> list(String name) {
    try (InputStream in = InteropTokensTest.class.getResourceAsStream("/interop/psk-tokens.json")) {
      String json = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return (List<Map<String, Object>>) JsonUtil.parseJson(json).get(name);
    } catch (IOException | JoseException e) {
      throw new IllegalStateException(e);
    }
  }
}
