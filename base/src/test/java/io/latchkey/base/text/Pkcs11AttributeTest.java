package io.latchkey.base.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class Pkcs11AttributeTest {
  @Test
  void attributes_areThoseOfPathAndQuery() {
    List<Pkcs11Attribute> attributes =
        Pkcs11Attribute.of("pkcs11:slot-id=7;token=a%20b?module-path=/l=x&pin-value=1;2?&x");

    assertThat(attributes)
        .extracting(Pkcs11Attribute::name)
        .containsExactly("slot-id", "token", "module-path", "pin-value", "x");
    assertThat(attributes)
        .extracting(Pkcs11Attribute::value)
        .containsExactly(
            Optional.of("7"),
            Optional.of("a b"),
            Optional.of("/l=x"),
            Optional.of("1;2?"),
            Optional.empty());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "pkcs11:", "pkcs11:?", "?"})
  void uriWithoutAttributes_hasNone(String uri) {
    assertThat(Pkcs11Attribute.of(uri)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"a=1;, 2", "pkcs11:;?&, 4", "pkcs11:a;a=, 2"})
  void emptyAndRepeatedAttributes_areKept(String uri, int count) {
    assertThat(Pkcs11Attribute.of(uri)).hasSize(count);
  }

  @Test
  void malformedEncoding_hasNoValue() {
    Pkcs11Attribute attribute = Pkcs11Attribute.of("pkcs11:?pin-value=%zz").get(0);

    assertThat(attribute.encoded()).contains("%zz");
    assertThat(attribute.value()).isEmpty();
  }

  @Test
  void value_isNotShown() {
    assertThat(Pkcs11Attribute.of("pkcs11:?pin-value=987654").toString()).doesNotContain("987654");
  }
}
