package io.latchkey.enrolment.acme;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class AcmeProblemTest {
  @Test
  void retryAfter_isNeverTooEarly() {
    AcmeProblem problem = AcmeProblem.malformed("No.").withRetryAfter(Duration.ofSeconds(1, 1));

    assertThat(problem.answer().headers()).contains(new AcmeResponse.Header("Retry-After", "2"));
  }
}
