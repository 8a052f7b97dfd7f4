package io.latchkey.server.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccessLogTest {
  @ParameterizedTest
  @CsvSource({
    "GET /ca/cert?component=lk1s.AAAA.team-a HTTP, GET /ca/cert?component=lk1s.[redacted] HTTP",
    "GET /a?b=lk1s%2eAAAA%2Eteam-a&c=d HTTP, GET /a?b=lk1s.[redacted]&c=d HTTP",
    "GET /LK1S.AAAA~b HTTP, GET /lk1s.[redacted] HTTP"
  })
  void secretOfAComponentKey_isRedacted(String line, String logged) {
    assertThat(AccessLog.redacted(line)).isEqualTo(logged);
  }

  @ParameterizedTest
  @CsvSource({"GET /ca/certificates?component=lk1.team-a HTTP", "GET /lk1sx HTTP"})
  void otherTexts_areLogged(String line) {
    assertThat(AccessLog.redacted(line)).isEqualTo(line);
  }
}
