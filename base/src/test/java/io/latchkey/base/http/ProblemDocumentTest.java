package io.latchkey.base.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProblemDocumentTest {
  @Test
  void toJson_hasTheMembersInOrder() {
    assertThat(
            new ProblemDocument(403, "Forbidden", "No.", "name_not_allowed", Map.of("name", "x"))
                .toJson())
        .isEqualTo(
            "{\"type\":\"about:blank\",\"title\":\"Forbidden\",\"status\":403,\"detail\":\"No.\","
                + "\"reason\":\"name_not_allowed\",\"name\":\"x\"}\n");
  }

  @Test
  void toJson_escapesQuotesBackslashesAndControlCharacters() {
    assertThat(
            new ProblemDocument(400, "t", "\"\\\b\f\n\r\t\u0000\u001f\u007f\u00e9", "r").toJson())
        .contains("\"detail\":\"\\\"\\\\\\b\\f\\n\\r\\t\\u0000\\u001f\u007f\u00e9\"");
  }

  @Test
  void reason_defaultsToTitle() {
    assertThat(new ProblemDocument(405, "Method Not Allowed", "No.").reason())
        .isEqualTo("method_not_allowed");
  }

  @Test
  void titleAlone_hasAFixedDetail() {
    assertThat(new ProblemDocument(499, "t").detail()).isEqualTo("The request is not valid.");
    assertThat(new ProblemDocument(500, "t").detail())
        .isEqualTo("The server failed; its log contains the reason.");
  }

  @Test
  void unusedStatus_hasNoTitle() {
    assertThat(ProblemDocument.title(503)).isEqualTo("Service Unavailable");
    assertThatIllegalArgumentException().isThrownBy(() -> ProblemDocument.title(504));
  }

  @Test
  void retryAfter_isRoundedUpToWholeSeconds() {
    assertThat(RetryAfter.seconds(Duration.ZERO)).isEqualTo(1);
    assertThat(RetryAfter.seconds(Duration.ofSeconds(1))).isEqualTo(1);
    assertThat(RetryAfter.seconds(Duration.ofSeconds(1, 1))).isEqualTo(2);
  }
}
