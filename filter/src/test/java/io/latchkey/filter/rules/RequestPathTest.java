package io.latchkey.filter.rules;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RequestPathTest {

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
    assertThat(RequestPath.isAmbiguous(path)).isTrue();
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
    assertThat(RequestPath.isAmbiguous(path)).isFalse();
  }
}
