package io.latchkey.integration;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.filter.RawConnection.Response;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A request keeps its caller through every kind of dispatch. */
@ExtendWith(ServerExtension.class)
class DispatchIT {
  private final Application probe;

  DispatchIT(@Probe Application probe) {
    this.probe = probe;
  }

  private Response get(String path) throws IOException {
    return probe.raw(
        "GET " + probe.contextPath() + path, "Authorization: Bearer " + probe.token("worker-1"));
  }

  private Response getAnonymously(String path) throws IOException {
    return probe.raw("GET " + probe.contextPath() + path);
  }

  @ParameterizedTest
  @CsvSource({
    "/who, REQUEST worker-1 service latchkey",
    "/forward, FORWARD worker-1 service latchkey",
    "/include, 'INCLUDE worker-1 service latchkey, then worker-1'",
    "/async/dispatch, ASYNC worker-1 service latchkey",
    "/async/dispatch?own=1, ASYNC worker-1 service latchkey",
    "/async/thread, THREAD worker-1",
  })
  void dispatch_keepsTheCaller(String path, String expected) throws Exception {
    assertThat(get(path).body()).isEqualTo(expected.replace("latchkey", "Bearer"));
  }

  @ParameterizedTest
  @CsvSource({"404, 404", "418, 418", "500, 500", "thrown, 500"})
  void errorPage_keepsTheCallerAndTheStatus(String kind, int status) throws Exception {
    Response response = get("/fail/" + kind);

    assertThat(response.status()).isEqualTo(status);
    assertThat(response.body()).startsWith("ERROR worker-1 service ");
  }

  @Test
  void unknownPath_runsErrorPageWithCaller() throws Exception {
    Response response = get("/nothing");

    assertThat(response.status()).isEqualTo(404);
    assertThat(response.body()).startsWith("ERROR worker-1 service ");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/who",
        "/forward",
        "/include",
        "/async/dispatch",
        "/fail/404",
        "/fail/thrown",
        "/nothing",
        "/error-page"
      })
  void missingToken_isRejectedWithoutErrorPage(String path) throws Exception {
    Response response = getAnonymously(path);

    assertThat(response.status()).isEqualTo(401);
    assertThat(response.reason()).isEqualTo("missing");
  }

  @Test
  void openPath_staysAnonymousWhenForwarded() throws Exception {
    assertThat(getAnonymously("/open").body()).isEqualTo("REQUEST null - null");
    assertThat(getAnonymously("/open/forward").body()).isEqualTo("FORWARD null - null");
  }

  @ParameterizedTest
  @ValueSource(strings = {"/WEB-INF/web.xml", "/META-INF/MANIFEST.MF"})
  void webInfFolder_isNotServed(String path) throws Exception {
    Response anonymous = getAnonymously(path);

    assertThat(anonymous.status()).isIn(401, 404);
    assertThat(anonymous.body()).doesNotContain("<web-app", "Manifest-Version", "ERROR null");
    assertThat(get(path).body()).doesNotContain("<web-app", "Manifest-Version");
  }
}
