package io.latchkey.filter.warn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.latchkey.base.testing.CollectedLog;
import java.time.Duration;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class DisabledWarningTest {
  @AutoClose private final CollectedLog log = CollectedLog.ofAll();

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
  void rootApplication_isNotNamedByEmptyPath() {
    try (DisabledWarning warning = DisabledWarning.start("")) {
      assertThat(warning).isNotNull();
      assertThat(log.lines())
          .singleElement()
          .asString()
          .contains("all requests to this application are accepted without a token");
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
