package io.latchkey.server.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.settings.SettingsException;
import java.util.List;
import org.junit.jupiter.api.Test;

class StartFailureTest {
  @Test
  void nestedCause_isFound() {
    Exception failure =
        new Exception(
            "context", new Exception("filter", new SettingsException("latchkey.psk: set")));

    assertThat(StartFailure.message(failure, List.of())).hasValue("latchkey.psk: set");
  }

  @Test
  void loggedCause_isFound() {
    assertThat(
            StartFailure.message(
                new Exception("context"), List.of(new Exception(new StartException("no port")))))
        .hasValue("no port");
  }

  @Test
  void defect_hasNoMessage() {
    assertThat(StartFailure.message(new Exception("defect"), List.of())).isEmpty();
  }
}
