package io.latchkey.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** RFC 7914 section 11: PBKDF2 with HMAC-SHA256. */
class Rfc7914Test {
  @Test
  void passwordAndNaCl_giveFirst32Bytes() {
    byte[] key =
        new KeyDerivation(80_000)
            .derive(PreSharedKey.of("Password"), "NaCl".getBytes(StandardCharsets.US_ASCII))
            .getEncoded();

    assertThat(HexFormat.of().formatHex(key))
        .isEqualTo("4ddcd8f60b98be21830cee5ef22701f9641a4418d04c0414aeff08876b34ab56");
  }
}
