package io.latchkey.pki;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DerSyntaxTest {
  @ParameterizedTest
  @CsvSource({"0, 2", "127, 2", "128, 3", "255, 3", "256, 4", "65535, 4", "65536, 5"})
  void element_beginsAndEndsAsItsLengthSays(int length, int header) throws Exception {
    byte[] first = Der.element(Der.OCTET_STRING, new byte[length]);
    byte[] both = Der.element(Der.SEQUENCE, first, Der.element(Der.OCTET_STRING, new byte[1]));

    DerSyntax.check(both);
    int from = DerSyntax.contentOf(both, 0);

    assertThat(DerSyntax.contentOf(both, from)).isEqualTo(from + header);
    assertThat(Arrays.copyOfRange(both, from, DerSyntax.endOf(both, from))).isEqualTo(first);
    assertThat(DerSyntax.endOf(both, 0)).isEqualTo(both.length);
  }
}
