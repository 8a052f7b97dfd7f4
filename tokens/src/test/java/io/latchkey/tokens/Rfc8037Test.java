package io.latchkey.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** RFC 8037 appendix A: the key of A.2, its thumbprint of A.3 and the signature of A.4 and A.5. */
class Rfc8037Test {
  private static final String INPUT = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc";
  private static final String SIGNATURE =
      "hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5B" + "hVsPt9g7sVvpAr_MuM0KAg";

  private final VerificationKey key = key("11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo");

  private static VerificationKey key(String x) {
    byte[] prefix = HexFormat.of().parseHex("302a300506032b6570032100");
    byte[] point = Base64.getUrlDecoder().decode(x);
    byte[] der = java.util.Arrays.copyOf(prefix, prefix.length + point.length);
    System.arraycopy(point, 0, der, prefix.length, point.length);
    return VerificationKey.parse(Base64.getEncoder().encodeToString(der)).get(0);
  }

  @Test
  void a3_thumbprint_isThatOfTheKey() {
    assertThat(key.thumbprint()).isEqualTo("kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
  }

  @Test
  void a4_signature_verifies() {
    assertThat(verifies(INPUT)).isTrue();
    assertThat(verifies(INPUT + "x")).isFalse();
  }

  private boolean verifies(String input) {
    return key.verifies(
        "EdDSA",
        Base64.getUrlDecoder().decode(SIGNATURE),
        input.getBytes(StandardCharsets.US_ASCII));
  }
}
