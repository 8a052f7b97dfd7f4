package io.latchkey.settings.paths;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RawPathTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "*",
        "ca/cert",
        "http://host/ca/cert",
        "host:443",
        "//",
        "//ca/cert",
        "/ca//cert",
        "/ca/cert//",
        "/.",
        "/..",
        "/./ca/cert",
        "/ca/./cert",
        "/ca/../cert",
        "/ca/cert/.",
        "/ca/cert/..",
        "/ca/cert;",
        "/ca;v=1/cert",
        "/;/ca/cert",
        "/ca/..;/cert",
        "/ca\\cert",
        "/ca%5Ccert",
        "/ca%5ccert",
        "/ca%2Fcert",
        "/ca%2fcert",
        "/ca/%2e%2e/cert",
        "/ca/%2E/cert",
        "/ca/.%2e/cert",
        "/ca/cert%2epem",
        "/ca/cert%00",
        "/ca/cert%0d%0aX:y",
        "/ca/cert%09",
        "/ca/cert%7F",
        "/ca/cert%25",
        "/ca%252Fcert",
        "/ca/cert%3b",
        "/ca/cert%",
        "/ca/cert%2",
        "/ca/cert%zz",
        "/ca/cert%u002f",
        "/ca/cert%C0%AF",
        "/ca/cert%c0%ae",
        "/ca/cert%E0%80%AF",
        "/ca/cert%F0%80%80%AF",
        "/ca/cert%ED%A0%80",
        "/ca/cert%F4%90%80%80",
        "/ca/cert%F8%88%80%80%80",
        "/ca/cert%FF",
        "/ca/cert%80",
        "/ca/cert%C3",
        "/ca/cert%C3x",
        "/ca/cert%C3%41",
        "/ca/cert\u00fc",
        "/ca/cert ",
        "/ca/cert\t",
        "/ca/cert\u0000",
        "/ca/cert?x",
        "/ca/cert#x",
        "/ca/cert%\uff12\uff12",
      })
  void pathThatCanBeReadTwice_isAmbiguous(String path) {
    assertThat(RawPath.isAmbiguous(path)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/",
        "/ca/cert",
        "/ca/cert/",
        "/.well-known/x",
        "/a..b/...",
        "/..a/a.",
        "/file.tar.gz",
        "/%C3%BCber",
        "/%e2%82%ac",
        "/%F0%9F%94%91",
        "/%EF%BF%BF",
        "/with%20blank",
        "/%41",
        "/a:b@c!$&'()*+,=~-_",
        "/~user/a=b,c",
      })
  void plainPath_isNotAmbiguous(String path) {
    assertThat(RawPath.isAmbiguous(path)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "/app/x, /app, 4",
    "/app, /app, 4",
    "/x, '', 0",
    "/%61pp/x, /app, 6",
    "/app/x, /%61pp, 4",
    "/caf%c3%a9/x, /caf\u00e9, 10",
    "/caf%c3%a9/x, /caf%C3%A9, 10",
    "/a/%62/x, /a/b, 6",
    "/application/x, /app, -1",
    "/other/x, /app, -1",
    "/a, /a/b, -1",
    "/%2561pp/x, /%61pp, -1",
    "x, '', -1"
  })
  void contextPath_endsAtLastSegmentDespiteEscapes(String path, String context, int end) {
    assertThat(RawPath.endOfContext(path, context)).isEqualTo(end);
  }

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
    assertThat(RawPath.isOcsp("GET", path)).isTrue();
    assertThat(RawPath.isOcsp("HEAD", path)).isFalse();
    assertThat(RawPath.isOcsp("POST", path)).isFalse();
    assertThat(RawPath.isOcsp(null, path)).isFalse();
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
        "/ca/ocsp/a%",
        "/ca/ocsp/a%2",
        "/ca/ocsp/a%2G",
        "/ca/ocsp/a%2F%3",
        "/ca/ocsp/a-b",
        "/ca//ocsp/a",
        "//ca/ocsp/a",
        "/ca%2Focsp/a",
        "/CA/ocsp/a",
        "/x/ca/ocsp/a",
        "/ca/ocspx/a",
        "/ca/cert%2F",
      })
  void otherPath_isNoOcspRequest(String path) {
    assertThat(RawPath.isOcsp("GET", path)).isFalse();
  }
}
