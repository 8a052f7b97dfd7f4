package io.latchkey.tokens;

import static io.latchkey.tokens.TokenForge.HEADER;
import static io.latchkey.tokens.TokenForge.PSK;
import static io.latchkey.tokens.TokenForge.SALT;
import static io.latchkey.tokens.TokenForge.token;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.threeten.extra.MutableClock;

class TokenVerifierTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final long NOW_SECONDS = NOW.getEpochSecond();
  private static final String GOOD = "{\"sub\":\"worker-1\",\"exp\":" + (NOW_SECONDS + 300) + "}";

  private final MutableClock clock = MutableClock.of(NOW, ZoneOffset.UTC);
  private final TokenVerifier verifier = verifier().build();

  private TokenVerifierBuilder verifier() {
    return TokenVerifier.builder()
        .preSharedKeys(List.of(PSK))
        .keyDerivation(TokenForge.FAST)
        .clock(clock);
  }

  private Reason rejection(String token) {
    return rejection(verifier, token).reason();
  }

  private static InvalidTokenException rejection(TokenVerifier verifier, String token) {
    return catchThrowableOfType(InvalidTokenException.class, () -> verifier.verify(token));
  }

  @Test
  void goodToken_saysWhoCalls() throws Exception {
    VerifiedToken token =
        verifier.verify(
            token(
                "{\"sub\":\"ops\",\"roles\":[\"admin\"],\"jti\":\"7\",\"exp\":%d}"
                    .formatted(NOW_SECONDS + 300)));

    assertThat(token.getName()).isEqualTo("ops");
    assertThat(token.roles()).containsExactly("admin");
    assertThat(token.scheme()).isEqualTo(Scheme.PSK);
    assertThat(token.id()).contains("7");
    assertThat(token.expiresAt()).isEqualTo(NOW.plusSeconds(300));
    assertThat(token).hasToString("VerifiedToken[name=ops, roles=[admin], scheme=psk]");
  }

  @ParameterizedTest
  @CsvSource({
    // exp relative to now, in milliseconds; accepted
    "-29999, true",
    "-30000, false",
    "-30001, false",
    "0, true",
  })
  void expiry_endsExactlyAtExpPlusSkew(long offset, boolean accepted) {
    String token = token("{\"exp\":%d.%03d}".formatted(seconds(offset), millis(offset)));

    InvalidTokenException rejection = rejection(verifier, token);

    assertThat(rejection == null).isEqualTo(accepted);
    if (!accepted) {
      assertThat(rejection.reason()).isEqualTo(Reason.EXPIRED);
      assertThat(rejection.detail()).contains(offset == -30000 ? "30 s ago" : "31 s ago");
    }
  }

  @ParameterizedTest
  @CsvSource({
    "nbf, 30000, true",
    "nbf, 30001, false",
    "iat, 30000, true",
    "iat, 30001, false",
    "nbf, -1, true"
  })
  void start_isAllowedTheSkewAndNoMore(String claim, long offset, boolean accepted) {
    String token =
        token(
            "{\"exp\":%d,\"%s\":%d.%03d}"
                .formatted(NOW_SECONDS + 900, claim, seconds(offset), millis(offset)));

    InvalidTokenException rejection = rejection(verifier, token);

    assertThat(rejection == null).isEqualTo(accepted);
    if (!accepted) {
      assertThat(rejection.reason()).isEqualTo(Reason.NOT_YET_VALID);
      assertThat(rejection.detail()).contains("in 31 s");
    }
  }

  private static long seconds(long offset) {
    return Math.floorDiv(NOW.toEpochMilli() + offset, 1000L);
  }

  private static long millis(long offset) {
    return Math.floorMod(NOW.toEpochMilli() + offset, 1000L);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"exp\":null}",
        "{\"exp\":true}",
        "{\"exp\":\"4102444800\"}",
        "{\"exp\":1e400}",
        "{\"exp\":253402300800}",
        "{\"exp\":99999999999999999999999999}",
        "{\"exp\":-1}",
        "{\"exp\":4102444800,\"nbf\":\"1\"}",
        "{\"exp\":4102444800,\"iat\":[]}",
        "{\"exp\":4102444800,\"sub\":7}",
        "{\"exp\":4102444800,\"email\":{}}",
        "{\"exp\":4102444800,\"exp\":4102444800}",
        "{\"exp\":4102444800,\"a\":{\"b\":1,\"b\":2}}",
        "{\"exp\":4102444800} {}",
        "{\"exp\":4102444800",
        "[{\"exp\":4102444800}]",
        "null",
        "\"text\"",
        ""
      })
  void payloadOfAnotherForm_isMalformed(String payload) {
    assertThat(rejection(token(payload))).isEqualTo(Reason.MALFORMED);
  }

  @ParameterizedTest
  @CsvSource({"16, true", "17, false"})
  void nesting_isBounded(int levels, boolean accepted) {
    String inner = "[".repeat(levels - 1) + "]".repeat(levels - 1);

    InvalidTokenException rejection =
        rejection(verifier, token("{\"exp\":4102444800,\"a\":" + inner + "}"));

    assertThat(rejection == null).isEqualTo(accepted);
  }

  @Test
  void bracketsInStrings_areNotNesting() throws Exception {
    String name = "\\\"" + "[{".repeat(30);

    assertThat(verifier.verify(token("{\"exp\":4102444800,\"sub\":\"" + name + "\"}")).name())
        .startsWith("\"[{");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"alg\":\"none\"",
        "\"alg\":\"HS384\"",
        "\"alg\":\"HS512\"",
        "\"alg\":\"hs256\"",
        "\"alg\":\"RS256\"",
        "\"alg\":\"HS256\",\"crit\":[\"exp\"]",
        "\"alg\":\"HS256\",\"crit\":null",
        "\"alg\":\"HS256\",\"b64\":true",
        "\"alg\":\"HS256\",\"jwk\":{}",
        "\"alg\":\"HS256\",\"jku\":\"https://example.org/keys\"",
        "\"alg\":\"HS256\",\"x5c\":[]",
        "\"alg\":\"HS256\",\"x5u\":\"https://example.org/cert\"",
        "\"alg\":\"HS256\",\"zip\":\"DEF\""
      })
  void headerThatAsksForMore_isUnsupported(String members) {
    String header = "{" + members + ",\"salt\":\"" + SALT + "\"}";

    assertThat(rejection(token(header, GOOD))).isEqualTo(Reason.UNSUPPORTED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"alg\":\"HS256\"}",
        "{\"alg\":\"HS256\",\"salt\":null}",
        "{\"alg\":\"HS256\",\"salt\":7}",
        "{\"alg\":\"HS256\",\"salt\":\"AAECAwQFBgc\"}", // 8 bytes, padding left out
        "{\"alg\":\"HS256\",\"salt\":\"AAECAwQFBgd=\"}", // trailing bits that are not zero
        "{\"alg\":\"HS256\",\"salt\":\"AAEC AwQFBgc=\"}",
        "{\"alg\":\"HS256\",\"salt\":\"__________8=\"}", // base64url
        "{\"alg\":[\"HS256\"],\"salt\":\"AAECAwQFBgc=\"}",
        "{\"alg\":\"HS256\",\"salt\":\"AAECAwQFBgc=\",\"typ\":1}",
        "{\"alg\":\"HS256\",\"salt\":\"AAECAwQFBgc=\",\"kid\":1}",
        "{\"alg\":\"HS256\",\"alg\":\"HS256\",\"salt\":\"AAECAwQFBgc=\"}",
      })
  void headerOfAnotherForm_isMalformed(String header) {
    assertThat(rejection(token(PSK, "AAECAwQFBgc=", header, GOOD))).isEqualTo(Reason.MALFORMED);
  }

  @ParameterizedTest
  @CsvSource({"7, false", "8, true", "16, true", "64, true", "65, false"})
  void saltLength_isBounded(int length, boolean accepted) {
    String salt = TokenForge.salt(length, 1);

    InvalidTokenException rejection =
        rejection(verifier, token(PSK, salt, TokenForge.header(salt), GOOD));

    assertThat(rejection == null).isEqualTo(accepted);
  }

  @Test
  void nonCanonicalEncoding_isRejected() {
    String good = token(GOOD);
    String[] segments = good.split("\\.");
    // 32 bytes end with a character of which only four bits count.
    char last = segments[2].charAt(42);
    String sameBytes = good.substring(0, good.length() - 1) + (char) (last + 1);

    assertThat(rejection(sameBytes)).isEqualTo(Reason.MALFORMED);
    assertThat(rejection(good + "=")).isEqualTo(Reason.MALFORMED);
    assertThat(rejection("\uD83D\uDE00".repeat(3) + "..")).isEqualTo(Reason.MALFORMED);
    assertThat(rejection(good.replace(".", ".."))).isEqualTo(Reason.MALFORMED);
    assertThat(rejection(good + ".")).isEqualTo(Reason.MALFORMED);
    assertThat(rejection(segments[0] + "." + segments[1])).isEqualTo(Reason.MALFORMED);
    assertThat(rejection(good + "\n")).isEqualTo(Reason.MALFORMED);
    assertThat(rejection("\u0141" + good.substring(1))).isEqualTo(Reason.MALFORMED);
    assertThat(rejection("")).isEqualTo(Reason.MALFORMED);
    assertThat(rejection("..")).isEqualTo(Reason.MALFORMED);
  }

  @Test
  void length_isBoundedAt8192() throws Exception {
    int overhead = token("{\"exp\":4102444800,\"sub\":\"\"}").length();
    String name = "n".repeat((TokenVerifier.MAX_TOKEN_LENGTH - overhead) * 3 / 4);
    String longest = token("{\"exp\":4102444800,\"sub\":\"" + name + "\"}");

    assertThat(longest.length()).isBetween(8190, 8192);
    assertThat(verifier.verify(longest).name()).isEqualTo(name);
    assertThat(rejection(token("{\"exp\":4102444800,\"sub\":\"" + name + "nnn\"}")))
        .isEqualTo(Reason.MALFORMED);
  }

  @Test
  void otherKeyOrAlteredContent_isBadSignature() {
    PreSharedKey other = PreSharedKey.of("another key that is in no verifier");
    String good = token(GOOD);
    String altered =
        good.split("\\.")[0]
            + "."
            + TokenForge.url(TokenForge.utf8(GOOD.replace("worker-1", "root")))
            + "."
            + good.split("\\.")[2];

    assertThat(rejection(token(other, SALT, HEADER, GOOD))).isEqualTo(Reason.SIGNATURE);
    assertThat(rejection(altered)).isEqualTo(Reason.SIGNATURE);
    assertThat(rejection(good.substring(0, good.lastIndexOf('.') + 1))).isEqualTo(Reason.SIGNATURE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"JWT", "jwt", "Jwt"})
  void plainType_isACredential(String type) throws Exception {
    assertThat(verifier.verify(token(HEADER.replace("JWT", type), GOOD)).name())
        .isEqualTo("worker-1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"ca-cert+jwt", "CA-CERT+JWT", "at+jwt", "application/jwt", "", "JWT "})
  void anyOtherType_isNoCredential(String type) {
    assertThat(rejection(token(HEADER.replace("JWT", type), GOOD))).isEqualTo(Reason.PURPOSE);
  }

  @Test
  void fingerprintClaim_isNoCredentialWhateverTheType() {
    String payload = "{\"exp\":4102444800,\"roles\":\"admin\",\"sha256_fingerprint\":null}";

    assertThat(rejection(token(payload))).isEqualTo(Reason.PURPOSE);
  }

  @Test
  void caToken_needsVerifierForCaCertificates() throws Exception {
    String ours =
        TokenSigner.of(PSK, TokenForge.FAST, clock)
            .signCaCertificate("AA:BB", java.util.Optional.of("n-1"));
    String reference = token("{\"exp\":4102444800,\"sha256_fingerprint\":\"AA:BB\"}");
    TokenVerifier forCa = verifier().purpose(TokenPurpose.CA_CERT).build();

    assertThat(forCa.verify(ours).text("nonce")).contains("n-1");
    assertThat(forCa.verify(reference).text("sha256_fingerprint")).contains("AA:BB");
    assertThat(rejection(ours)).isEqualTo(Reason.PURPOSE);
    assertThat(rejection(reference)).isEqualTo(Reason.PURPOSE);
    assertThat(rejection(forCa, token(GOOD)).reason()).isEqualTo(Reason.PURPOSE);
  }

  @Test
  void cachedToken_keepsItsValidityPeriod() throws Exception {
    String token = token("{\"nbf\":%d,\"exp\":%d}".formatted(NOW_SECONDS, NOW_SECONDS + 60));
    verifier.verify(token);

    clock.set(NOW.plusMillis(89_999));
    assertThat(verifier.verify(token).name()).isEqualTo("service");
    clock.set(NOW.plusSeconds(90));
    assertThat(rejection(token)).isEqualTo(Reason.EXPIRED);
    clock.set(NOW.minusSeconds(31));
    assertThat(rejection(token)).isEqualTo(Reason.NOT_YET_VALID);
  }

  @Test
  void cachedToken_isSameObjectUnlessAltered() throws Exception {
    String token = token(GOOD);

    VerifiedToken first = verifier.verify(token);

    assertThat(verifier.verify(token)).isSameAs(first);
    assertThat(rejection(token.substring(0, token.length() - 2) + "AA"))
        .isEqualTo(Reason.SIGNATURE);
  }

  @Test
  void hasVerified_coversVerifiedTokensAndSaltsOnly() throws Exception {
    String token = token(GOOD);
    String sameSalt = token(GOOD.replace("worker-1", "worker-2"));
    String otherSalt = TokenForge.salt(16, 5);
    String forged =
        token(PreSharedKey.of("not the key"), otherSalt, TokenForge.header(otherSalt), GOOD);

    assertThat(verifier.hasVerified(token)).isFalse();
    verifier.verify(token);
    rejection(forged);

    assertThat(verifier.hasVerified(token)).isTrue();
    assertThat(verifier.hasVerified(sameSalt)).isTrue();
    assertThat(verifier.hasVerified(forged)).isFalse();
    assertThat(verifier.hasVerified("no.token.atall")).isFalse();
    assertThat(verifier.hasVerified("x".repeat(9000))).isFalse();
  }

  @Test
  void previousKey_isTriedAfterTheNewest() throws Exception {
    PreSharedKey newest = PreSharedKey.of("the newest of the keys");
    TokenVerifier both = verifier().preSharedKeys(List.of(newest, PSK)).build();

    assertThat(both.verify(token(GOOD)).name()).isEqualTo("worker-1");
    assertThat(both.verify(token(newest, SALT, HEADER, GOOD)).name()).isEqualTo("worker-1");
  }

  @Test
  void keyId_picksTheKeyAndNoOther() throws Exception {
    PreSharedKey other = PreSharedKey.of("the other of the keys");
    TokenVerifier both =
        verifier().preSharedKeys(List.of(other.withKeyId("b"), PSK.withKeyId("a"))).build();
    String header = HEADER.replace("\"typ\"", "\"kid\":\"b\",\"typ\"");

    assertThat(both.verify(token(other, SALT, header, GOOD)).name()).isEqualTo("worker-1");
    assertThat(rejection(both, token(header, GOOD)).reason()).isEqualTo(Reason.SIGNATURE);
    assertThat(both.verify(token(GOOD)).name()).isEqualTo("worker-1");
  }

  @ParameterizedTest
  @CsvSource({"600, true", "601, false"})
  void claimedLifetime_isBounded(long lifetime, boolean accepted) {
    TokenVerifier bounded = verifier().maxTokenLifetime(Duration.ofMinutes(10)).build();
    String token =
        token("{\"iat\":%d,\"exp\":%d}".formatted(NOW_SECONDS - 500, NOW_SECONDS - 500 + lifetime));

    InvalidTokenException rejection = rejection(bounded, token);

    assertThat(rejection == null).isEqualTo(accepted);
  }

  @ParameterizedTest
  @CsvSource({"630, true", "631, false"})
  void lifetimeToCome_isBoundedWithoutIat(long lifetime, boolean accepted) {
    TokenVerifier bounded = verifier().maxTokenLifetime(Duration.ofMinutes(10)).build();

    InvalidTokenException rejection =
        rejection(bounded, token("{\"exp\":%d}".formatted(NOW_SECONDS + lifetime)));

    assertThat(rejection == null).isEqualTo(accepted);
  }

  @Test
  void impossibleOptions_failWhereTheyAreGiven() {
    TokenVerifierBuilder builder = TokenVerifier.builder();

    assertThatThrownBy(builder::build).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> builder.clockSkew(Duration.ofSeconds(-1)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> builder.kdfConcurrency(0))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> builder.maxTokenLifetime(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class);
    builder.preSharedKeys(List.of(PSK.withKeyId("a"), PreSharedKey.of("b").withKeyId("a")));
    assertThatThrownBy(builder::build).hasMessageContaining("same key id");
  }
}
