package io.latchkey.jaxrs;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.StringReader;
import org.jboss.resteasy.mock.MockHttpResponse;

/** Compares responses with the problem documents (RFC 9457) that a test expects. */
@SuppressWarnings("exports") // only tests of this module use it
public final class ProblemAssertions {
  private ProblemAssertions() {}

  public static void assertRejected(MockHttpResponse response, int status, String reason)
      throws Exception {
    assertThat(response.getStatus()).as(response.getContentAsString()).isEqualTo(status);
    assertThat(response.getOutputHeaders().getFirst("Content-Type"))
        .hasToString("application/problem+json");
    JsonObject body =
        Json.createReader(new StringReader(response.getContentAsString())).readObject();
    assertThat(body.getInt("status")).isEqualTo(status);
    assertThat(body.getString("reason")).isEqualTo(reason);
    assertThat(body).containsKeys("type", "title", "detail");
  }
}
