package io.latchkey.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

/** One verifier takes the place of another because keys have changed. */
class KeyChangeTest {
  private static final PreSharedKey NEXT = PreSharedKey.of("the key that all have from now on");
  private static final String TOKEN = TokenForge.token("{\"exp\":4102444800}");

  private static TokenVerifierBuilder verifier(PreSharedKey... keys) {
    return TokenVerifier.builder().keyDerivation(TokenForge.FAST).preSharedKeys(List.of(keys));
  }

  @Test
  void removedKey_discardsItsVerifiedTokens() throws Exception {
    TokenVerifier before = verifier(TokenForge.PSK).build();
    before.verify(TOKEN);

    TokenVerifier after = verifier(NEXT).reuseDerivedKeysOf(before).build();

    assertThat(after.hasVerified(TOKEN)).isFalse();
    assertThatThrownBy(() -> after.verify(TOKEN)).isInstanceOf(InvalidTokenException.class);
  }

  @Test
  void cachedVerification_isNotReusedForNewKey() throws Exception {
    TokenVerifier before = verifier(TokenForge.PSK).build();
    TokenVerifier after = verifier(NEXT).reuseDerivedKeysOf(before).build();

    before.verify(TOKEN);

    assertThat(after.hasVerified(TOKEN)).isFalse();
    assertThatThrownBy(() -> after.verify(TOKEN)).isInstanceOf(InvalidTokenException.class);
  }

  @Test
  void remainingKey_keepsItsDerivedKeys() throws Exception {
    TokenVerifier before = verifier(TokenForge.PSK).build();
    before.verify(TOKEN);

    TokenVerifier after = verifier(NEXT, TokenForge.PSK).reuseDerivedKeysOf(before).build();

    assertThat(after.hasVerified(TOKEN)).isTrue();
    assertThat(after.verify(TOKEN).verifiedBy()).isEqualTo("previous-psk");
  }

  @Test
  void otherDerivation_derivesAnew() throws Exception {
    TokenVerifier before = verifier(TokenForge.PSK).build();
    before.verify(TOKEN);

    TokenVerifier after =
        verifier(TokenForge.PSK)
            .keyDerivation(new KeyDerivation(2000))
            .reuseDerivedKeysOf(before)
            .build();

    assertThat(after.hasVerified(TOKEN)).isFalse();
  }

  @Test
  void signerWithOldKey_causesNoNewDerivation() throws Exception {
    TokenVerifier before = verifier(TokenForge.PSK).build();
    before.verify(TOKEN);
    TokenVerifier after = verifier(NEXT, TokenForge.PSK).reuseDerivedKeysOf(before).build();

    for (int n = 0; n < 3; n++) {
      after.verify(TokenForge.token("{\"exp\":4102444800,\"n\":" + n + "}"));
    }

    assertThat(after.keyDerivationLimiter().statistics().derivations()).isEqualTo(1);
  }

  @Test
  void forgeriesWithKnownSalt_costOneDerivation() throws Exception {
    TokenVerifier verifier = verifier(NEXT, TokenForge.PSK).build();
    verifier.verify(TOKEN);
    long derived = verifier.keyDerivationLimiter().statistics().derivations();
    String signature = TOKEN.substring(TOKEN.lastIndexOf('.'));

    for (int n = 0; n < 3; n++) {
      String good = TokenForge.token("{\"exp\":4102444800,\"n\":" + n + "}");
      String forged = good.substring(0, good.lastIndexOf('.')) + signature;
      assertThatThrownBy(() -> verifier.verify(forged)).isInstanceOf(InvalidTokenException.class);
    }

    assertThat(verifier.keyDerivationLimiter().statistics().derivations()).isEqualTo(derived + 1);
  }

  @Test
  void sameKeyTwice_countsOnce() throws Exception {
    TokenVerifier verifier = verifier(TokenForge.PSK, TokenForge.PSK).build();

    assertThat(verifier.verify(TOKEN).verifiedBy()).isEqualTo("psk");
    String salt = TokenForge.salt(16, 1);
    String foreign = TokenForge.token(NEXT, salt, TokenForge.header(salt), "{\"exp\":4102444800}");
    assertThatThrownBy(() -> verifier.verify(foreign)).isInstanceOf(InvalidTokenException.class);

    assertThat(verifier.keyDerivationLimiter().statistics().derivations()).isEqualTo(2);
  }
}
