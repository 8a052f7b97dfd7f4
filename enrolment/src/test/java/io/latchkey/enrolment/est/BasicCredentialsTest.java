package io.latchkey.enrolment.est;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BasicCredentialsTest {
  @ParameterizedTest
  @ValueSource(strings = {"Basic aWQ6c2VjcmV0", "basic aWQ6c2VjcmV0", "BASIC aWQ6c2VjcmV0"})
  void parse_readsIdAndSecret(String authorization) {
    assertThat(BasicCredentials.isBasic(authorization)).isTrue();
    assertThat(BasicCredentials.parse(authorization))
        .hasValue(new BasicCredentials("id", "secret"));
  }

  /** RFC 7617 section 2: the secret can contain colons, the id cannot. */
  @Test
  void parse_endsTheIdAtTheFirstColon() {
    assertThat(BasicCredentials.parse(EstFixture.basic("id", "a:b")))
        .hasValue(new BasicCredentials("id", "a:b"));
    assertThat(BasicCredentials.parse(EstFixture.basic("", "")))
        .hasValue(new BasicCredentials("", ""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Basic",
        "Basic ",
        "Basic  aWQ6c2VjcmV0",
        "Basic aWQ6c2VjcmV0 ",
        "Basic aWQ6c2VjcmV0, Bearer x",
        "Basic aWQ6c2Vj*mV0",
        "Basic aWQ_c2VjcmV0",
        "Basic aWQ=",
        "Basic =",
        "Basic YWJj",
        "Bearer aWQ6c2VjcmV0",
        "Basicx aWQ6c2VjcmV0",
        "Basi",
        ""
      })
  void parse_otherTextIsEmpty(String authorization) {
    assertThat(BasicCredentials.parse(authorization)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"Bearer x", "Basicx y", "Basi", "", "Basic\tx", "Digest x"})
  void isBasic_otherSchemesAreNot(String authorization) {
    assertThat(BasicCredentials.isBasic(authorization)).isFalse();
  }

  @Test
  void parse_limitsTheLength() {
    String longest = "Basic aWQ6" + "c2Vj".repeat(509) + "aA";

    assertThat(longest).hasSize(2048);
    assertThat(BasicCredentials.parse(longest)).isPresent();
    assertThat(BasicCredentials.parse(longest + "A")).isEmpty();
  }

  @Test
  void toString_showsNothing() {
    assertThat(new BasicCredentials("lk1s.id", "secret")).hasToString("BasicCredentials[redacted]");
  }
}
