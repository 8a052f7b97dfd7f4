package io.latchkey.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.base.crypto.CryptoProvider;
import java.security.KeyPair;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Public keys as JWK sets and JWKs (RFC 7517). */
class JwkTest {
  private static String jwk(KeyPair pair, Map<String, ?> more) {
    try {
      PublicJsonWebKey jwk = PublicJsonWebKey.Factory.newPublicJwk(pair.getPublic());
      more.forEach(jwk::setOtherParameter);
      return jwk.toJson(JsonWebKey.OutputControlLevel.PUBLIC_ONLY);
    } catch (JoseException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String set(String... keys) {
    return "{\"keys\":[" + String.join(",", keys) + "]}";
  }

  @Test
  void set_givesEachKeyWithItsId() {
    List<VerificationKey> keys =
        VerificationKey.parse(
            " "
                + set(
                    jwk(KeyForge.RSA, Map.of("kid", "a")),
                    jwk(KeyForge.P256, Map.of("kid", "b", "use", "sig")),
                    jwk(KeyForge.P384, Map.of("key_ops", List.of("verify"))),
                    jwk(KeyForge.ED25519, Map.of("kid", "b")))
                + "\n");

    assertThat(keys)
        .containsExactly(
            KeyForge.key(KeyForge.RSA).withKeyId("a"),
            KeyForge.key(KeyForge.P256).withKeyId("b"),
            KeyForge.key(KeyForge.P384),
            KeyForge.key(KeyForge.ED25519).withKeyId("b"));
  }

  @Test
  void singleKey_needsNoSet() {
    assertThat(VerificationKey.parse(jwk(KeyForge.P256, Map.of("kid", "a"))))
        .containsExactly(KeyForge.key(KeyForge.P256).withKeyId("a"));
  }

  @Test
  void jwkWithAlg_acceptsOnlyThatAlgorithm() {
    VerificationKey key = VerificationKey.parse(jwk(KeyForge.RSA, Map.of("alg", "PS256"))).get(0);

    assertThat(key.algorithms()).containsExactly("PS256");
    assertThat(key.takes("RS256")).isFalse();
    assertThat(key.verifies(CryptoProvider.auto(), "RS256", new byte[256], new byte[1])).isFalse();
    assertThat(key).isNotEqualTo(KeyForge.key(KeyForge.RSA));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "use | enc",
        "alg | RSA-OAEP",
        "alg | ES256",
        "alg | none",
        "alg | HS256",
        "key_ops | encrypt"
      })
  void keyForSomethingElse_isPassedOver(String member, String value) {
    Object given = member.equals("key_ops") ? List.of(value) : value;
    String other = jwk(KeyForge.RSA, Map.of(member, given));

    assertThat(VerificationKey.parse(set(other, jwk(KeyForge.P256, Map.of()))))
        .containsExactly(KeyForge.key(KeyForge.P256));
    assertThatThrownBy(() -> VerificationKey.parse(set(other)))
        .hasMessageContaining("contains no supported JWK");
  }

  @Test
  void keyThatIsNotTaken_isPassedOver() {
    List<String> others =
        List.of(
            jwk(KeyForge.rsa(1024), Map.of()),
            jwk(KeyForge.ec("secp521r1"), Map.of()),
            "{\"kty\":\"oct\",\"k\":\"AyM1SysPpbyDfgZld3umj1qzKObwVMkoqQ\"}",
            "{\"kty\":\"future\"}",
            "{\"kty\":7}",
            "{}",
            "7",
            "null",
            "{\"kty\":\"OKP\",\"crv\":\"Ed25519\","
                + "\"x\":\"AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"}",
            "{\"kty\":\"OKP\",\"crv\":\"X25519\","
                + "\"x\":\"hSDwCYkwp1R0i33ctD73Wg2_Og0mOBr066SpjqqbTmo\"}",
            "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AQ\",\"y\":\"AQ\"}",
            "{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"\"}",
            jwk(KeyForge.RSA, Map.of("x5c", Arrays.asList((Object) null))));
    String all =
        Stream.concat(others.stream(), Stream.of(jwk(KeyForge.P256, Map.of())))
            .collect(Collectors.joining(","));

    assertThat(VerificationKey.parse(set(all))).containsExactly(KeyForge.key(KeyForge.P256));
  }

  @Test
  void privateKey_invalidatesSetAndIsNotShown() throws Exception {
    PublicJsonWebKey jwk = PublicJsonWebKey.Factory.newPublicJwk(KeyForge.P256.getPublic());
    jwk.setPrivateKey(KeyForge.P256.getPrivate());
    String secret = jwk.toJson(JsonWebKey.OutputControlLevel.INCLUDE_PRIVATE);

    assertThatThrownBy(() -> VerificationKey.parse(set(jwk(KeyForge.RSA, Map.of()), secret)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("contains a private key")
        .hasMessageNotContaining(secret.substring(secret.indexOf("\"d\":") + 5));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "{\"keys\":[]}",
        "{\"keys\":7}",
        "{\"keys\":[[]]}",
        "{\"keys\":[],\"keys\":[]}",
        "{}"
      })
  void textThatIsNoSet_isRejected(String text) {
    assertThatThrownBy(() -> VerificationKey.parse(text))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void tooManyKeys_areRejected() {
    String many = IntStream.range(0, 101).mapToObj(i -> "{}").collect(Collectors.joining(","));

    assertThatThrownBy(() -> VerificationKey.parse(set(many)))
        .hasMessageContaining("more than 100 keys");
  }

  @Test
  void twoKeysWithOneId_areBothTried() throws Exception {
    TokenVerifier verifier =
        TokenVerifier.builder()
            .publicKeys(
                VerificationKey.parse(
                    set(
                        jwk(KeyForge.ec("secp256r1"), Map.of("kid", "a")),
                        jwk(KeyForge.P256, Map.of("kid", "a")))))
            .build();
    String header = "{\"alg\":\"ES256\",\"kid\":\"a\"}";

    VerifiedToken token =
        verifier.verify(KeyForge.token(KeyForge.P256, "ES256", header, "{\"exp\":4102444800}"));

    assertThat(token.verifiedBy()).isEqualTo("a");
    assertThat(Optional.of(token.allowsCertificateSigning())).contains(true);
  }
}
