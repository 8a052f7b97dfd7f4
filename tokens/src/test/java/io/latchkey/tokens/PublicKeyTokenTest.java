package io.latchkey.tokens;

import static io.latchkey.tokens.KeyForge.ED25519;
import static io.latchkey.tokens.KeyForge.P256;
import static io.latchkey.tokens.KeyForge.P384;
import static io.latchkey.tokens.KeyForge.RSA;
import static io.latchkey.tokens.KeyForge.key;
import static io.latchkey.tokens.KeyForge.token;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import org.jose4j.keys.HmacKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.threeten.extra.MutableClock;

class PublicKeyTokenTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final String GOOD =
      "{\"sub\":\"w\",\"exp\":" + NOW.plusSeconds(300).getEpochSecond() + "}";

  private final MutableClock clock = MutableClock.of(NOW, ZoneOffset.UTC);
  private final TokenVerifier allKinds =
      verifier().publicKeys(List.of(key(RSA), key(P256), key(P384), key(ED25519))).build();

  private TokenVerifierBuilder verifier() {
    return TokenVerifier.builder().clock(clock).keyDerivation(TokenForge.FAST);
  }

  private TokenVerifier verifier(KeyPair pair) {
    return verifier().publicKeys(List.of(key(pair))).build();
  }

  private static Reason rejection(TokenVerifier verifier, String token) {
    InvalidTokenException rejection =
        catchThrowableOfType(InvalidTokenException.class, () -> verifier.verify(token));
    return rejection == null ? null : rejection.reason();
  }

  private static String claims(String more) {
    return "{\"exp\":4102444800" + more + "}";
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "EdDSA"})
  void tokenWithoutRoles_hasNameAndNoRole(String algorithm) throws Exception {
    VerifiedToken token = allKinds.verify(token(algorithm, GOOD));

    assertThat(token.name()).isEqualTo("w");
    assertThat(token.roles()).isEmpty();
    assertThat(token.scheme()).isEqualTo(Scheme.PUBLIC_KEY);
    assertThat(token.expiresAt()).isEqualTo(NOW.plusSeconds(300));
  }

  @Test
  void roles_areThoseThatTheTokenCarries() throws Exception {
    VerifiedToken token =
        allKinds.verify(token("ES256", claims(",\"roles\":[\"a\"],\"role\":\"service\"")));

    assertThat(token.name()).isEqualTo("service");
    assertThat(token.roles()).containsExactly("a", "service");
  }

  @ParameterizedTest
  @CsvSource({
    "RS256, ES256",
    "RS256, EdDSA",
    "ES256, RS256",
    "ES256, ES384",
    "ES384, ES256",
    "EdDSA, ES256",
    "EdDSA, PS256"
  })
  void algorithmOfAnotherKind_isUnsupportedHoweverSigned(String signed, String configured) {
    assertThat(rejection(verifier(KeyForge.pairFor(configured)), token(signed, GOOD)))
        .isEqualTo(Reason.UNSUPPORTED);
  }

  @ParameterizedTest
  @CsvSource({"RS256, PS256", "PS256, RS256", "RS256, RS512", "ES256, ES384", "RS256, EdDSA"})
  void headerWithOtherAlgorithm_isBadSignature(String signed, String named) {
    String header = "{\"alg\":\"" + named + "\"}";

    assertThat(rejection(allKinds, token(KeyForge.pairFor(signed), signed, header, GOOD)))
        .isEqualTo(Reason.SIGNATURE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "none",
        "None",
        "",
        "HS384",
        "rs256",
        "ES256K",
        "ES512",
        "Ed25519",
        "RSA-OAEP",
        "EdDSA "
      })
  void anyOtherAlgorithm_isUnsupported(String algorithm) {
    String header = "{\"alg\":\"" + algorithm + "\"}";

    assertThat(rejection(allKinds, token(RSA, "RS256", header, GOOD)))
        .isEqualTo(Reason.UNSUPPORTED);
  }

  @Test
  void publicKeyAsHmacSecret_isRejected() {
    TokenVerifier both =
        verifier().publicKeys(List.of(key(RSA))).preSharedKeys(List.of(TokenForge.PSK)).build();
    String input =
        TokenForge.url(TokenForge.utf8(TokenForge.HEADER))
            + "."
            + TokenForge.url(TokenForge.utf8(GOOD));
    HmacKey pem = new HmacKey(TokenForge.utf8(KeyForge.pem(RSA)));
    String forged = input + "." + TokenForge.url(TokenForge.hmac(pem, TokenForge.utf8(input)));

    assertThat(rejection(allKinds, forged)).isEqualTo(Reason.UNSUPPORTED);
    assertThat(rejection(both, forged)).isEqualTo(Reason.SIGNATURE);
  }

  @Test
  void pskAndPublicKey_eachVerifyOwnTokens() throws Exception {
    TokenVerifier both =
        verifier()
            .preSharedKeys(List.of(TokenForge.PSK))
            .publicKeys(List.of(key(P256)))
            .issuer("https://issuer.example")
            .audience("orders")
            .build();
    String signed = claims(",\"sub\":\"w\",\"iss\":\"https://issuer.example\",\"aud\":\"orders\"");

    VerifiedToken ofPsk = both.verify(TokenForge.token(GOOD));
    VerifiedToken ofKey = both.verify(token("ES256", signed));

    assertThat(ofPsk).hasToString("VerifiedToken[name=w, roles=[service], scheme=psk]");
    assertThat(ofKey).hasToString("VerifiedToken[name=w, roles=[], scheme=public-key]");
    assertThat(rejection(both, token("ES256", GOOD))).isEqualTo(Reason.ISSUER);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      nullValues = "good",
      value = {
        ",\"iss\":\"i\",\"aud\":\"a\"             | good",
        ",\"iss\":\"i\",\"aud\":[\"a\"]           | good",
        ",\"iss\":\"i\",\"aud\":[\"b\",7,\"a\"]   | good",
        ",\"aud\":\"a\"                           | ISSUER",
        ",\"iss\":null,\"aud\":\"a\"              | ISSUER",
        ",\"iss\":\"I\",\"aud\":\"a\"             | ISSUER",
        ",\"iss\":\"i/\",\"aud\":\"a\"            | ISSUER",
        ",\"iss\":[\"i\"],\"aud\":\"a\"           | ISSUER",
        ",\"iss\":\"i\"                           | AUDIENCE",
        ",\"iss\":\"i\",\"aud\":null              | AUDIENCE",
        ",\"iss\":\"i\",\"aud\":\"A\"             | AUDIENCE",
        ",\"iss\":\"i\",\"aud\":\"a b\"           | AUDIENCE",
        ",\"iss\":\"i\",\"aud\":[]                | AUDIENCE",
        ",\"iss\":\"i\",\"aud\":[[\"a\"]]         | AUDIENCE",
        ",\"iss\":\"i\",\"aud\":{\"a\":\"a\"}     | AUDIENCE",
      })
  void issuerAndAudience_mustMatchConfiguration(String claims, Reason expected) {
    TokenVerifier strict =
        verifier().publicKeys(List.of(key(ED25519))).issuer("i").audience("a").build();

    assertThat(rejection(strict, token("EdDSA", claims(claims)))).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"jkt\":\"x\"}", "{\"x5t#S256\":\"x\"}", "{}", "null", "\"x\""})
  void tokenBoundToKey_isUnsupported(String confirmation) throws Exception {
    assertThat(rejection(allKinds, token("ES256", claims(",\"cnf\":" + confirmation))))
        .isEqualTo(Reason.UNSUPPORTED);
    assertThat(rejection(allKinds, token("ES256", claims(",\"CNF\":" + confirmation)))).isNull();
  }

  @Test
  void issuerAndAudience_areNotCheckedUnlessConfigured() throws Exception {
    String token = token("EdDSA", claims(",\"iss\":7,\"aud\":{}"));

    assertThat(allKinds.verify(token).name()).isEqualTo("service");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "{\"alg\":\"ES256\",\"crit\":[\"exp\"]}   | UNSUPPORTED",
        "{\"alg\":\"ES256\",\"b64\":true}         | UNSUPPORTED",
        "{\"alg\":\"ES256\",\"jwk\":{}}           | UNSUPPORTED",
        "{\"alg\":\"ES256\",\"jku\":\"https://x\"}| UNSUPPORTED",
        "{\"alg\":\"ES256\",\"x5c\":[]}           | UNSUPPORTED",
        "{\"alg\":\"ES256\",\"alg\":\"ES256\"}    | MALFORMED",
        "{\"alg\":[\"ES256\"]}                    | MALFORMED",
        "{\"alg\":\"ES256\",\"kid\":7}            | MALFORMED",
        "{\"alg\":\"ES256\",\"typ\":7}            | MALFORMED",
        "{\"alg\":\"ES256\",\"typ\":\"ca-cert+jwt\"} | PURPOSE",
        "{\"alg\":\"ES256\",\"typ\":\"at+jwt\"}   | PURPOSE",
        "{}                                       | UNSUPPORTED",
      })
  void header_isCheckedAsInOtherTokens(String header, Reason expected) {
    assertThat(rejection(allKinds, token(P256, "ES256", header, GOOD))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {
        "{\"sub\":\"w\"}                                              | MALFORMED",
        "{\"exp\":\"4102444800\"}                                     | MALFORMED",
        "{\"exp\":4102444800,\"exp\":4102444800}                      | MALFORMED",
        "{\"exp\":4102444800,\"sub\":7}                               | MALFORMED",
        "[]                                                           | MALFORMED",
        "{\"exp\":1}                                                  | EXPIRED",
        "{\"exp\":4102444800,\"nbf\":4102444700}                      | NOT_YET_VALID",
        "{\"exp\":4102444800,\"sha256_fingerprint\":\"AA:BB\"}        | PURPOSE",
      })
  void claims_areCheckedAsInOtherTokens(String payload, Reason expected) {
    assertThat(rejection(allKinds, token("ES256", payload))).isEqualTo(expected);
  }

  @Test
  void nonCanonicalOrTooLongToken_isMalformed() {
    String good = token("ES256", GOOD);
    String padded = token("ES256", claims(",\"pad\":\"" + "x".repeat(6200) + "\""));

    assertThat(rejection(allKinds, good + "=")).isEqualTo(Reason.MALFORMED);
    assertThat(rejection(allKinds, good.replaceFirst("\\.", ".."))).isEqualTo(Reason.MALFORMED);
    assertThat(padded).hasSizeGreaterThan(TokenVerifier.MAX_TOKEN_LENGTH);
    assertThat(rejection(allKinds, padded)).isEqualTo(Reason.MALFORMED);
  }

  /** RFC 7518 allows both; whatever must happen once is known by what the token says. */
  @ParameterizedTest
  @ValueSource(strings = {"ES256", "ES384"})
  void negatedS_isAccepted(String algorithm) throws Exception {
    String good = token(algorithm, claims(",\"jti\":\"one\",\"sub\":\"w\""));
    int end = good.lastIndexOf('.') + 1;
    byte[] signature = Base64.getUrlDecoder().decode(good.substring(end));
    String other =
        good.substring(0, end)
            + TokenForge.url(KeyForge.withNegatedS(KeyForge.pairFor(algorithm), signature));

    assertThat(other).isNotEqualTo(good);
    assertThat(allKinds.verify(other).claims()).isEqualTo(allKinds.verify(good).claims());
    assertThat(allKinds.verify(other).expiresAt()).isEqualTo(allKinds.verify(good).expiresAt());
  }

  @Test
  void alteredToken_isABadSignature() {
    String[] good = token("EdDSA", GOOD).split("\\.");
    String altered = TokenForge.url(TokenForge.utf8(GOOD.replace("\"w\"", "\"root\"")));

    assertThat(rejection(allKinds, good[0] + "." + altered + "." + good[2]))
        .isEqualTo(Reason.SIGNATURE);
    assertThat(rejection(allKinds, good[0] + "." + good[1] + ".")).isEqualTo(Reason.SIGNATURE);
  }

  @Test
  void severalKeysOfOneKind_areEachTried() throws Exception {
    KeyPair other = KeyForge.ec("secp256r1");
    TokenVerifier both = verifier().publicKeys(List.of(key(P256), key(other))).build();
    String header = "{\"alg\":\"ES256\",\"kid\":\"unknown id\"}";

    assertThat(both.verify(token(other, "ES256", header, GOOD)).name()).isEqualTo("w");
    assertThat(both.verify(token(P256, "ES256", header, GOOD)).name()).isEqualTo("w");
    assertThat(rejection(both, token(KeyForge.ec("secp256r1"), "ES256", header, GOOD)))
        .isEqualTo(Reason.SIGNATURE);
  }

  @Test
  void keyId_picksTheKeyAndNoOther() throws Exception {
    KeyPair other = KeyForge.ec("secp256r1");
    TokenVerifier named =
        verifier()
            .publicKeys(List.of(key(P256).withKeyId("a"), key(other).withKeyId("b"), key(RSA)))
            .build();
    String header = "{\"alg\":\"ES256\",\"kid\":\"b\"}";

    assertThat(named.verify(token(other, "ES256", header, GOOD)).name()).isEqualTo("w");
    assertThat(named.verify(token("ES256", GOOD)).name()).isEqualTo("w");
    assertThat(rejection(named, token(P256, "ES256", header, GOOD))).isEqualTo(Reason.SIGNATURE);
    assertThat(rejection(named, token(RSA, "RS256", header.replace("ES", "RS"), GOOD)))
        .isEqualTo(Reason.SIGNATURE);
  }

  @Test
  void cachedToken_isSameObjectUntilExpiry() throws Exception {
    String token = token("RS256", GOOD);
    assertThat(allKinds.hasVerified(token)).isFalse();

    VerifiedToken first = allKinds.verify(token);

    assertThat(allKinds.verify(token)).isSameAs(first);
    assertThat(allKinds.hasVerified(token)).isTrue();
    clock.add(Duration.ofSeconds(330));
    assertThat(rejection(allKinds, token)).isEqualTo(Reason.EXPIRED);
  }

  @Test
  void knownSalt_makesNoPublicKeyTokenKnown() throws Exception {
    TokenVerifier both =
        verifier().preSharedKeys(List.of(TokenForge.PSK)).publicKeys(List.of(key(P256))).build();
    both.verify(TokenForge.token(GOOD));

    assertThat(both.hasVerified(TokenForge.token(claims("")))).isTrue();
    assertThat(both.hasVerified(token(P256, "ES256", TokenForge.HEADER.replace("HS", "ES"), GOOD)))
        .isFalse();
  }

  @Test
  void maxTokenLifetime_holdsForPublicKeysToo() {
    TokenVerifier bounded =
        verifier().publicKeys(List.of(key(P256))).maxTokenLifetime(Duration.ofMinutes(2)).build();

    assertThat(rejection(bounded, token("ES256", GOOD))).isEqualTo(Reason.UNSUPPORTED);
  }

  @Test
  void impossibleOptions_failOnBuild() {
    assertThatThrownBy(() -> verifier().build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("at least one pre-shared key or public key");
    assertThatThrownBy(() -> verifier().preSharedKeys(List.of(TokenForge.PSK)).issuer("i").build())
        .hasMessageContaining("there is no such key");
    assertThatThrownBy(
            () -> verifier().publicKeys(List.of(key(RSA))).purpose(TokenPurpose.CA_CERT).build())
        .hasMessageContaining("pre-shared key only");
  }
}
