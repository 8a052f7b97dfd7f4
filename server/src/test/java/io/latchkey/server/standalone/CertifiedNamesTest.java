package io.latchkey.server.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CertifiedNamesTest {
  private static final CertifiedNames NAMES =
      new CertifiedNames(List.of("CA.example.org", "*.Wild.example.org"), List.of("2001:db8::1"));

  @ParameterizedTest
  @CsvSource({
    "ca.EXAMPLE.org, true",
    "a.wild.example.org, true",
    "A.WILD.example.org, true",
    "2001:db8:0:0:0:0:0:1, true",
    "wild.example.org, false",
    "a.b.wild.example.org, false",
    "2001:db8::2, false",
    "localhost, false"
  })
  void certificate_isValidForItsNamesOnly(String name, boolean covered) {
    assertThat(NAMES.covers(name)).isEqualTo(covered);
  }

  @Test
  void namesOnMachine_includeThoseOfAWildcard() {
    OwnNames machine =
        new OwnNames(Set.of("node.wild.example.org", "localhost"), Set.of("192.0.2.1"));

    assertThat(NAMES.on(machine))
        .containsExactly(
            "CA.example.org", "*.Wild.example.org", "2001:db8::1", "node.wild.example.org");
  }

  @Test
  void certificateWithoutSan_isValidForCommonName() throws Exception {
    assertThat(
            CertifiedNames.of(Certificates.identity(Instant.now().plusSeconds(60)).certificate()))
        .isEqualTo(new CertifiedNames(List.of("localhost"), List.of()));
  }
}
