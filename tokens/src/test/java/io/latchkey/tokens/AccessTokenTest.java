package io.latchkey.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Access tokens with {@code typ} {@code at+jwt} (RFC 9068). */
class AccessTokenTest {
  private static final String CLAIMS =
      "{\"iss\":\"https://idp\",\"exp\":4102444800,\"aud\":\"orders\",\"sub\":\"jane\","
          + "\"client_id\":\"shop\",\"iat\":1700000000,\"jti\":\"1\"}";
  private static final Set<TokenType> BOTH = Set.of(TokenType.JWT, TokenType.ACCESS_TOKEN);
  private static final Set<TokenType> ACCESS = Set.of(TokenType.ACCESS_TOKEN);

  private final TokenVerifier verifier = builder(ACCESS).build();

  private static TokenVerifierBuilder builder(Set<TokenType> types) {
    return TokenVerifier.builder()
        .publicKeys(List.of(KeyForge.key(KeyForge.P256)))
        .issuer("https://idp")
        .audience("orders")
        .tokenTypes(types);
  }

  private static String token(String typ, String claims) {
    String header = "{\"alg\":\"ES256\",\"typ\":\"" + typ + "\"}";
    return KeyForge.token(KeyForge.P256, "ES256", header, claims);
  }

  private static Reason rejection(TokenVerifier verifier, String token) {
    InvalidTokenException rejection =
        catchThrowableOfType(InvalidTokenException.class, () -> verifier.verify(token));
    return rejection == null ? null : rejection.reason();
  }

  @ParameterizedTest
  @ValueSource(strings = {"at+jwt", "AT+JWT", "application/at+jwt", "Application/At+Jwt"})
  void accessToken_needsAcceptanceOfItsType(String typ) throws Exception {
    String token = token(typ, CLAIMS);

    assertThat(verifier.verify(token).name()).isEqualTo("jane");
    assertThat(rejection(builder(BOTH).build(), token)).isNull();
    assertThat(rejection(builder(Set.of(TokenType.JWT)).build(), token)).isEqualTo(Reason.PURPOSE);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "at+jwt ",
        "at+jwt;v=1",
        "x/at+jwt",
        "appl\u0131cation/at+jwt",
        "application/jwt",
        "ca-cert+jwt",
        "logout+jwt",
        "dpop+jwt"
      })
  void otherType_isRejected(String typ) {
    assertThat(rejection(builder(BOTH).build(), token(typ, CLAIMS))).isEqualTo(Reason.PURPOSE);
  }

  @Test
  void plainToken_isRejectedByAccessTokenVerifier() {
    assertThat(rejection(verifier, token("JWT", CLAIMS))).isEqualTo(Reason.PURPOSE);
    assertThat(rejection(verifier, KeyForge.token("ES256", CLAIMS))).isEqualTo(Reason.PURPOSE);
    assertThat(rejection(builder(BOTH).build(), KeyForge.token("ES256", CLAIMS))).isNull();
  }

  @ParameterizedTest
  @CsvSource({
    "iss, ISSUER",
    "aud, AUDIENCE",
    "exp, MALFORMED",
    "sub, MALFORMED",
    "client_id, MALFORMED",
    "iat, MALFORMED",
    "jti, MALFORMED"
  })
  void missingClaim_isRejected(String claim, Reason reason) {
    String claims = CLAIMS.replace("\"" + claim + "\"", "\"x\"");

    assertThat(rejection(verifier, token("at+jwt", claims))).isEqualTo(reason);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '\'',
      delimiter = '|',
      value = {
        "\"https://idp\" | [\"https://idp\"] | ISSUER",
        "\"https://idp\" | null | ISSUER",
        "\"orders\" | {\"orders\":1} | AUDIENCE",
        "\"orders\" | [] | AUDIENCE",
        "\"orders\" | [\"orders\",7] | MALFORMED",
        "4102444800 | \"4102444800\" | MALFORMED",
        "\"jane\" | 7 | MALFORMED",
        "\"jane\" | \"\" | MALFORMED",
        "\"jane\" | \" \" | MALFORMED",
        "\"shop\" | null | MALFORMED",
        "\"shop\" | \"\" | MALFORMED",
        "\"shop\" | [\"shop\"] | MALFORMED",
        "1700000000 | \"1700000000\" | MALFORMED",
        "1700000000 | null | MALFORMED",
        "\"1\" | 1 | MALFORMED",
        "\"1\" | \"\" | MALFORMED"
      })
  void claimOfWrongType_isRejected(String value, String other, Reason reason) {
    String claims = CLAIMS.replace(":" + value, ":" + other);

    assertThat(rejection(verifier, token("at+jwt", claims))).isEqualTo(reason);
  }

  @Test
  void otherIssuerOrAudience_isRejected() {
    assertThat(rejection(verifier, token("at+jwt", CLAIMS.replace("idp", "x"))))
        .isEqualTo(Reason.ISSUER);
    assertThat(rejection(verifier, token("at+jwt", CLAIMS.replace("orders", "x"))))
        .isEqualTo(Reason.AUDIENCE);
  }

  @Test
  void namedIssuer_hasItsOwnTypes() {
    TokenVerifier plain =
        TokenVerifier.builder().issuers(List.of(corp(Set.of(TokenType.JWT)))).build();
    TokenVerifier access = TokenVerifier.builder().issuers(List.of(corp(ACCESS))).build();

    assertThat(rejection(plain, token("at+jwt", CLAIMS))).isEqualTo(Reason.PURPOSE);
    assertThat(rejection(access, token("at+jwt", CLAIMS))).isNull();
    assertThat(rejection(access, token("JWT", CLAIMS))).isEqualTo(Reason.PURPOSE);
  }

  private static TrustedIssuer corp(Set<TokenType> types) {
    return new TrustedIssuer(
        "corp",
        "https://idp",
        List.of(KeyForge.key(KeyForge.P256)),
        Optional.of("orders"),
        Optional.empty(),
        false,
        types);
  }

  @Test
  void preSharedKeyToken_isNoAccessToken() {
    TokenVerifier all =
        builder(BOTH).preSharedKeys(List.of(TokenForge.PSK)).keyDerivation(TokenForge.FAST).build();
    String header = TokenForge.HEADER.replace("JWT", "at+jwt");

    assertThat(rejection(all, TokenForge.token(header, CLAIMS))).isEqualTo(Reason.PURPOSE);
  }

  @Test
  void verifierWithoutAudience_isNotBuilt() {
    TokenVerifierBuilder builder =
        TokenVerifier.builder()
            .publicKeys(List.of(KeyForge.key(KeyForge.P256)))
            .issuer("https://idp")
            .tokenTypes(BOTH);

    assertThatThrownBy(builder::build)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("access tokens also need an issuer and an audience");
  }
}
