package io.latchkey.ca.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostReadingsTest {
  private static final String CHARACTERS = "abcXYZ019.-.-";

  @Test
  void hostNameText_hasReadingsOfFullRule() {
    Random random = new Random(1);
    for (int n = 0; n < 20_000; n++) {
      String text =
          random
              .ints(random.nextInt(80), 0, CHARACTERS.length())
              .mapToObj(i -> String.valueOf(CHARACTERS.charAt(i)))
              .collect(Collectors.joining());
      assertThat(HostReadings.of(text)).as(text).isEqualTo(HostReadings.allReadings(text));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"xn--a", "Xn--mnchen-3ya.example", "0x7f.1", "1.2.3.4", "-", "a..b"})
  void oddName_hasReadingsOfFullRule(String text) {
    assertThat(HostReadings.of(text)).isEqualTo(HostReadings.allReadings(text));
  }
}
