package io.latchkey.ca.authority;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.ca.AuthorityUnavailableException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class KeyThreadTest {
  /** As a call of a PKCS#11 library that does not return. */
  @Test
  @Timeout(120)
  void changeThatHangs_isNotWaitedForLonger() {
    CountDownLatch end = new CountDownLatch(1);
    try (KeyThread thread = new KeyThread(Duration.ofMillis(1))) {
      assertThatThrownBy(
              () ->
                  thread.call(
                      () -> {
                        end.await();
                        return true;
                      }))
          .isInstanceOf(AuthorityUnavailableException.class)
          .hasMessageContaining("does not end and may have begun");
      end.countDown();
    }
  }

  @Test
  void change_returnsItsResult() throws Exception {
    try (KeyThread thread = new KeyThread()) {
      assertThat(thread.call(() -> thread.waitFor(() -> "done"))).isEqualTo("done");
    }
  }
}
