package io.latchkey.settings.paths;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.settings.Settings;
import io.latchkey.settings.SettingsException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OpenPathsTest {

  private static OpenPaths of(String value) {
    return OpenPaths.of(
        Settings.builder().source("init-param", Map.of("latchkey.open-paths", value)).build());
  }

  private static boolean opens(OpenPaths paths, String method, String path) {
    return paths.find(method, path, 0, () -> true) != null;
  }

  @ParameterizedTest
  @CsvSource({
    "GET, /ca/cert, true",
    "GET, /ca/crl, true",
    "GET, /ca/crl/0a1b, true",
    "GET, /ca/crl/0a1b/x, false",
    "GET, /ca/issuers/0a1b.cer, true",
    "GET, /ca/ocsp/MFQ/x, true",
    "POST, /ca/ocsp, true",
    "POST, /ca/ocsp/x, false",
    "POST, /ca/sign, false",
    "GET, /ca/certificates, false",
    "GET, /health/live, true",
    "GET, /health/ready, true",
    "GET, /health/other, false"
  })
  void nothingConfigured_opensTheGroupsOfTheContract(String method, String path, boolean open) {
    assertThat(opens(OpenPaths.of(Settings.builder().build()), method, path)).isEqualTo(open);
  }

  @Test
  void groupOfTheAuthority_opensNothingWithoutAuthority() {
    OpenPaths paths = of("@ca, @enrolment, @health, GET /page");

    assertThat(paths.find("GET", "/ca/cert", 0, () -> false)).isNull();
    assertThat(paths.find("GET", "/health/live", 0, () -> false)).isNotNull();
    assertThat(paths.find("GET", "/page", 0, () -> false)).isNotNull();
  }

  @ParameterizedTest
  @CsvSource({
    "none, GET, /acme/directory, false",
    "acme, GET, /acme/directory, true",
    "acme, HEAD, /acme/new-nonce, true",
    "acme, POST, /acme/order/x/finalize, true",
    "acme, DELETE, /acme/order/x, false",
    "acme, GET, /acmex, false",
    "acme, POST, /ca/cmp, false",
    "cmp, POST, /ca/cmp, true",
    "cmp, GET, /ca/cmp, false",
    "cmp, POST, /.well-known/cmp, true",
    "cmp, POST, /.well-known/cmpx, false",
    "cmp, GET, /acme/directory, false",
    "acme, GET, /.well-known/est/cacerts, false",
    "est, GET, /.well-known/est/cacerts, true",
    "est, HEAD, /.well-known/est/cacerts, true",
    "est, POST, /.well-known/est/simpleenroll, true",
    "est, PUT, /.well-known/est/simpleenroll, false",
    "est, GET, /.well-known/%65st/cacerts, false",
    "est, GET, /.well-known/estx, false",
    "est, GET, /acme/directory, false",
    "'acme,est', POST, /acme/new-order, true",
    "'acme,est', POST, /.well-known/est/simplereenroll, true"
  })
  void groupOfEnrolment_opensTheEnabledProtocols(
      String enrolment, String method, String path, boolean open) {
    Settings settings =
        Settings.builder().source("init-param", Map.of("latchkey.enrolment", enrolment)).build();

    assertThat(opens(OpenPaths.of(settings), method, path)).isEqualTo(open);
    assertThat(OpenPaths.of(settings).find(method, path, 0, () -> false)).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"acme,scep", "ACME", "none,acme"})
  void enrolment_unknownProtocolIsRejected(String enrolment) {
    Settings settings =
        Settings.builder().source("init-param", Map.of("latchkey.enrolment", enrolment)).build();

    assertThatThrownBy(() -> OpenPaths.of(settings))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("write none, or a list of: cmp, acme, est");
  }

  @ParameterizedTest
  @CsvSource({
    "/static, true",
    "/static/, true",
    "/static/a, true",
    "/static/a/b.css, true",
    "/static/%61, true",
    "/staticx, false",
    "/st%61tic/a, false",
    "/Static/a, false",
    "/docs/a, true",
    "/docs/a%20b, true",
    "/docs, false",
    "/docs/, false",
    "/docs/a/, false",
    "/docs/a/b, false"
  })
  void patterns_matchFolderOrSegmentOfRawPath(String path, boolean open) {
    OpenPaths paths = of("GET /static/**, GET /docs/*");

    assertThat(opens(paths, "GET", path)).isEqualTo(open);
    assertThat(opens(paths, "HEAD", path)).isEqualTo(open);
    assertThat(opens(paths, "POST", path)).isFalse();
    assertThat(paths.find("GET", "/app" + path, 4, () -> true) != null).isEqualTo(open);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "GET /static/ | write GET /static/** for the folder and everything below, or GET /static for",
        "/static/ | write GET /static/** for the folder and everything below, or GET /static for",
        "GET /static/*.css | write GET /static/** for the folder and everything below, or GET /static/* for",
        "/static/*.css | write GET /static/** for the folder",
        "GET /a/*/b | write GET /a/** for the folder",
        "GET /a/**/b | write GET /a/** for the folder",
        "GET /users/{id} | write GET /users/** for the folder",
        "GET /** .css | write a method in capital letters and a path",
        "/static/** | it has no method; write for example GET /static/**",
        "@CA | there is no such group; write one of @ca, @enrolment, @health",
        "GET /a/..;/** | the path is ambiguous"
      })
  void badEntry_isRejectedWithCorrectForm(String value, String form) {
    assertThatThrownBy(() -> of(value))
        .isInstanceOf(SettingsException.class)
        .hasMessageStartingWith(
            "latchkey.open-paths (from init-param): has the entry '%s'; ".formatted(value))
        .hasMessageContaining(form);
  }

  @Test
  void methodAndPath_areComparedExactly() {
    OpenPaths paths = of("POST /hook,GET  /Page");

    assertThat(opens(paths, "POST", "/hook")).isTrue();
    assertThat(opens(paths, "post", "/hook")).isFalse();
    assertThat(opens(paths, "GET", "/hook")).isFalse();
    assertThat(opens(paths, "HEAD", "/hook")).isFalse();
    assertThat(opens(paths, "POST", "/hook/")).isFalse();
    assertThat(opens(paths, "POST", "/hook/x")).isFalse();
    assertThat(opens(paths, "GET", "/page")).isFalse();
    assertThat(opens(paths, "GET", "/ca/cert")).isFalse();
  }

  @Test
  void get_includesHead() {
    OpenPaths paths = of("GET /page, DELETE /page");

    assertThat(opens(paths, "HEAD", "/page")).isTrue();
    assertThat(opens(paths, "DELETE", "/page")).isTrue();
    assertThat(opens(paths, "OPTIONS", "/page")).isFalse();
  }

  @Test
  void none_opensNothing() {
    OpenPaths paths = of("none");

    assertThat(opens(paths, "GET", "/ca/cert")).isFalse();
    assertThat(opens(paths, "GET", "/health/live")).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/ca/cert",
        "get /ca/cert",
        "GET ca/cert",
        "GET /static/*.css",
        "GET /users/{id}",
        "GET /a b",
        "GET /a;v=1",
        "GET /a/../b",
        "GET /a?b",
        "GET /%2e",
        "TRACE /a",
        "GET /a, none"
      })
  void badEntry_isRejectedByName(String value) {
    assertThatThrownBy(() -> of(value))
        .isInstanceOf(SettingsException.class)
        .hasMessageContaining("latchkey.open-paths (from init-param)")
        .hasMessageContaining("): has the entry '" + value.replace("GET /a, ", "") + "'");
  }
}
