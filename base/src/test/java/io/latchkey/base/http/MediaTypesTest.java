package io.latchkey.base.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MediaTypesTest {
  @ParameterizedTest
  @CsvSource({
    "application/pkcs10, application/pkcs10",
    "' Application/PKCS10 ;charset=a;b', application/pkcs10",
    "a/b;, a/b",
    "'a/b, c/d', 'a/b, c/d'",
    "';a/b', ''",
    "'', ''"
  })
  void parameters_areRemoved(String contentType, String type) {
    assertThat(MediaTypes.withoutParameters(contentType)).isEqualTo(type);
    assertThat(MediaTypes.isOfType(contentType, type)).isTrue();
    assertThat(MediaTypes.isOfType(contentType, type + "+x")).isFalse();
  }
}
