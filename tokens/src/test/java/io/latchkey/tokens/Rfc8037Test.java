package io.latchkey.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.base.crypto.CryptoProvider;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * RFC 8037 appendix A: the key pair of A.1, its public key of A.2, the thumbprint of A.3 and the
 * signature of A.4 and A.5.
 */
class Rfc8037Test {
  private static final String INPUT = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc";
  private static final String SIGNATURE =
      "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5B" + "hVsPt9g7sVvpAr_MuM0KAg";

  private static final String X = "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo";

  private final VerificationKey key = key(X);

  private static VerificationKey key(String x) {
    byte[] prefix = HexFormat.of().parseHex("302a300506032b6570032100");
    byte[] point = Base64.getUrlDecoder().decode(x);
    byte[] der = java.util.Arrays.copyOf(prefix, prefix.length + point.length);
    System.arraycopy(point, 0, der, prefix.length, point.length);
    return VerificationKey.parse(Base64.getEncoder().encodeToString(der)).get(0);
  }

  @Test
  void a1_privateKeyAsJwk_isRejected() {
    String jwk =
        "{\"kty\":\"OKP\",\"crv\":\"Ed25519\","
            + "\"d\":\"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A\","
            + "\"x\":\"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo\"}";

    assertThatThrownBy(() -> VerificationKey.parse(jwk))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("private key");
  }

  @Test
  void a2_publicKeyAsJwk_verifies() {
    List<VerificationKey> keys =
        VerificationKey.parse("{\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"" + X + "\"}");

    assertThat(keys).containsExactly(key);
    assertThat(verifies(keys.get(0), INPUT)).isTrue();
  }

  @Test
  void a3_thumbprint_isThatOfTheKey() {
    assertThat(key.thumbprint()).isEqualTo("kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
  }

  @Test
  void a4_signature_verifies() {
    assertThat(verifies(key, INPUT)).isTrue();
    assertThat(verifies(key, INPUT + "x")).isFalse();
  }

  private static boolean verifies(VerificationKey by, String input) {
    return by.verifies(
        CryptoProvider.auto(),
        "EdDSA",
        Base64.getUrlDecoder().decode(SIGNATURE),
        input.getBytes(StandardCharsets.US_ASCII));
  }
}
