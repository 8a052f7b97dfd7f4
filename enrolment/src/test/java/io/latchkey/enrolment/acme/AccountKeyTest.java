package io.latchkey.enrolment.acme;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.pki.KeyType;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AccountKeyTest {
  private static final RSAPublicKey KEY = (RSAPublicKey) KeyType.RSA_2048.generate().getPublic();

  private static Members jwk(byte[] exponent) {
    byte[] modulus = KEY.getModulus().toByteArray();
    Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
    return new Members(
        Map.of(
            "kty",
            "RSA",
            "n",
            base64.encodeToString(Arrays.copyOfRange(modulus, 1, modulus.length)),
            "e",
            base64.encodeToString(exponent)));
  }

  private static byte[] odd(int length) {
    byte[] exponent = new byte[length];
    exponent[0] = 1;
    exponent[length - 1] |= 1;
    return exponent;
  }

  @Test
  void exponentOfAtMost64Bits_isAccepted() throws Exception {
    assertThat(AccountKey.of(jwk(new byte[] {1, 0, 1})).jwk()).contains("AQAB");
    assertThat(AccountKey.of(jwk(odd(8))).thumbprint()).isNotEmpty();
  }

  @Test
  void longExponent_isRejected() {
    assertThatThrownBy(() -> AccountKey.of(jwk(odd(9))))
        .isInstanceOf(AcmeProblem.class)
        .hasMessageContaining("longer than 64 bits");
  }
}
