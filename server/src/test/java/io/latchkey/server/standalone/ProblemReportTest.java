package io.latchkey.server.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProblemReportTest {
  @Test
  void document_hasFixedSentences() {
    assertThat(ProblemReport.document(400))
        .isEqualTo(
            "{\"type\":\"about:blank\",\"title\":\"Bad Request\",\"status\":400,"
                + "\"detail\":\"The request is not valid.\","
                + "\"reason\":\"bad_request\"}\n");
    assertThat(ProblemReport.document(500)).contains("\"reason\":\"internal_server_error\"");
  }

  @ParameterizedTest
  @CsvSource({
    "403, request_refused",
    "404, not_found",
    "413, content_too_large",
    "414, request_refused",
    "501, internal_server_error",
    "503, service_unavailable",
  })
  void reason_isThatOfTheTitle(int status, String reason) {
    assertThat(ProblemReport.document(status)).contains("\"reason\":\"%s\"".formatted(reason));
  }
}
