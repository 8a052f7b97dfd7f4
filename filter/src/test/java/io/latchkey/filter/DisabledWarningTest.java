package io.latchkey.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DisabledWarningTest {
  private final LogCapture log = LogCapture.open();

  @AfterEach
  void closeLog() {
    log.close();
  }

  @Test
  void start_warnsAtOnce() {
    try (DisabledWarning warning = DisabledWarning.start("/app")) {
      assertThat(warning).isNotNull();
      assertThat(log.lines())
          .singleElement()
          .asString()
          .contains("latchkey.auth=disabled", "'/app'", "latchkey.psk");
    }
  }

  @Test
  void longerRun_warnsAgainUntilClosed() {
    DisabledWarning warning = DisabledWarning.start("/app", Duration.ofMillis(5));
    await().until(() -> log.lines().size() >= 3);

    warning.close();

    assertThat(warning.isClosed()).isTrue();
  }
}
