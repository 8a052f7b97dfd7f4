package io.latchkey.filter.rules;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestPathTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "/ca/ocsp/MEUwQzBB",
        "/ca/ocsp/MEU%2FwQzBB%2B%3D%3d",
        "/ca/ocsp/MEU//wQ///=",
        "/ca/ocsp//MEU",
        "/ca/ocsp/MEU+/",
      })
  void ocspRequest_isNotAmbiguous(String path) {
    assertThat(RequestPath.isOcsp("GET", path)).isTrue();
    assertThat(RequestPath.isOcsp("HEAD", path)).isFalse();
    assertThat(RequestPath.isOcsp("POST", path)).isFalse();
    assertThat(RequestPath.isOcsp(null, path)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/ca/ocsp/",
        "/ca/ocsp",
        "/ca/ocsp/..",
        "/ca/ocsp/../certificates",
        "/ca/ocsp/%2E%2E/x",
        "/ca/ocsp/a;b",
        "/ca/ocsp/a%5Cb",
        "/ca/ocsp/a%252F",
        "/ca/ocsp/a%00",
        "/ca/ocsp/a%41",
        "/ca//ocsp/a",
        "//ca/ocsp/a",
        "/ca%2Focsp/a",
        "/CA/ocsp/a",
        "/x/ca/ocsp/a",
        "/ca/ocspx/a",
        "/ca/cert%2F",
      })
  void otherPath_isNoOcspRequest(String path) {
    assertThat(RequestPath.isOcsp("GET", path)).isFalse();
  }
}
