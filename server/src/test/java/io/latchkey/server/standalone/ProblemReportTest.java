package io.latchkey.server.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

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
}
