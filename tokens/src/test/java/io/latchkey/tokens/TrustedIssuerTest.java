package io.latchkey.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Several issuers, each with keys and rules of its own. */
class TrustedIssuerTest {
  private static final TrustedIssuer CORP =
      new TrustedIssuer(
          "corp",
          "https://corp",
          List.of(KeyForge.key(KeyForge.P256).withKeyId("k1")),
          Optional.of("orders"),
          Optional.of(List.of("realm.roles")),
          true);
  private static final TrustedIssuer PARTNER =
      new TrustedIssuer(
          "partner",
          "https://partner",
          List.of(KeyForge.key(KeyForge.ED25519)),
          Optional.empty(),
          Optional.empty(),
          false);

  private final TokenVerifier verifier =
      TokenVerifier.builder().issuers(List.of(CORP, PARTNER)).build();

  private static String claims(String more) {
    return "{\"exp\":4102444800," + more + "}";
  }

  private static Reason rejection(TokenVerifier verifier, String token) {
    InvalidTokenException rejection =
        catchThrowableOfType(InvalidTokenException.class, () -> verifier.verify(token));
    return rejection == null ? null : rejection.reason();
  }

  @Test
  void tokenBoundToKey_isUnsupported() {
    String token =
        KeyForge.token("EdDSA", claims("\"iss\":\"https://partner\",\"cnf\":{\"jkt\":\"x\"}"));

    assertThat(rejection(verifier, token)).isEqualTo(Reason.UNSUPPORTED);
  }

  @Test
  void token_isCheckedByRulesOfItsIssuer() throws Exception {
    VerifiedToken corp =
        verifier.verify(
            KeyForge.token(
                "ES256",
                claims(
                    "\"iss\":\"https://corp\",\"aud\":\"orders\",\"roles\":\"no\","
                        + "\"realm\":{\"roles\":[\"yes\"]}")));
    VerifiedToken partner =
        verifier.verify(
            KeyForge.token("EdDSA", claims("\"iss\":\"https://partner\",\"roles\":\"r\"")));

    assertThat(corp.roles()).containsExactly("yes");
    assertThat(corp.verifiedBy()).isEqualTo("corp/k1");
    assertThat(corp.allowsCertificateSigning()).isTrue();
    assertThat(partner.roles()).containsExactly("r");
    assertThat(partner.verifiedBy())
        .isEqualTo("partner/" + KeyForge.key(KeyForge.ED25519).thumbprint());
    assertThat(partner.allowsCertificateSigning()).isFalse();
  }

  @Test
  void keyOfAnotherIssuer_doesNotCount() {
    String token = KeyForge.token("EdDSA", claims("\"iss\":\"https://corp\",\"aud\":\"orders\""));

    assertThat(rejection(verifier, token)).isEqualTo(Reason.SIGNATURE);
  }

  @Test
  void audienceOfTheIssuer_isCompared() {
    String token = KeyForge.token("ES256", claims("\"iss\":\"https://corp\",\"aud\":\"other\""));

    assertThat(rejection(verifier, token)).isEqualTo(Reason.AUDIENCE);
  }

  @Test
  void unknownIssuerOrNone_isRejected() {
    assertThat(rejection(verifier, KeyForge.token("ES256", claims("\"iss\":\"https://x\""))))
        .isEqualTo(Reason.ISSUER);
    assertThat(rejection(verifier, KeyForge.token("ES256", claims("\"iss\":[\"https://corp\"]"))))
        .isEqualTo(Reason.ISSUER);
    assertThat(rejection(verifier, KeyForge.token("ES256", claims("\"a\":1"))))
        .isEqualTo(Reason.ISSUER);
  }

  @Test
  void keysWithoutIssuer_rejectTokensOfNamedIssuer() throws Exception {
    TokenVerifier both =
        TokenVerifier.builder()
            .issuers(List.of(CORP))
            .publicKeys(List.of(KeyForge.key(KeyForge.RSA)))
            .build();

    assertThat(
            both.verify(KeyForge.token("RS256", claims("\"iss\":\"else\"")))
                .allowsCertificateSigning())
        .isTrue();
    assertThat(
            rejection(
                both,
                KeyForge.token("RS256", claims("\"iss\":\"https://corp\",\"aud\":\"orders\""))))
        .isEqualTo(Reason.SIGNATURE);
  }

  @Test
  void unknownKeyId_isReportedAsUnknown() {
    String header = "{\"alg\":\"ES256\",\"kid\":\"k2\"}";
    String payload = claims("\"iss\":\"https://corp\",\"aud\":\"orders\"");
    String token = KeyForge.token(KeyForge.P256, "ES256", header, payload);
    String known =
        KeyForge.token(KeyForge.ec("secp256r1"), "ES256", header.replace("k2", "k1"), payload);

    assertThat(catchThrowableOfType(InvalidTokenException.class, () -> verifier.verify(token)))
        .matches(InvalidTokenException::namesUnknownKey);
    assertThat(catchThrowableOfType(InvalidTokenException.class, () -> verifier.verify(known)))
        .matches(rejection -> !rejection.namesUnknownKey());
  }

  @Test
  void duplicateIssuer_failsOnBuild() {
    assertThatThrownBy(() -> TokenVerifier.builder().issuers(List.of(CORP, CORP)).build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("two issuers have the same iss");
  }
}
