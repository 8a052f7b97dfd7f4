package io.latchkey.pki;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.bouncycastle.asn1.DEROctetString;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DerTest {
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 127, 128, 255, 256, 65535, 65536, 16777215, 16777216})
  void element_isWhatBouncyCastleWrites(int length) throws IOException {
    byte[] content = new byte[length];
    byte[] expected = new DEROctetString(content).getEncoded();

    assertThat(Der.element(Der.OCTET_STRING, content)).isEqualTo(expected);
    assertThat(Der.element(Der.OCTET_STRING, new byte[length / 2], new byte[length - length / 2]))
        .isEqualTo(expected);
  }
}
