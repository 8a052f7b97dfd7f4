package io.latchkey.base.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.net.URLClassLoader;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class DaemonThreadsTest {
  @Test
  void thread_isADaemonWithItsNameThatIsNotStarted() {
    Thread thread = DaemonThreads.named("latchkey-test").newThread(() -> {});

    assertThat(thread.isDaemon()).isTrue();
    assertThat(thread.getName()).isEqualTo("latchkey-test");
    assertThat(thread.getState()).isEqualTo(Thread.State.NEW);
  }

  @Test
  void threadLocalValues_areNotInherited() {
    InheritableThreadLocal<String> value = new InheritableThreadLocal<>();
    CompletableFuture<Boolean> inherited = new CompletableFuture<>();
    value.set("of the request");
    try {
      DaemonThreads.named("latchkey-test")
          .newThread(() -> inherited.complete(value.get() != null))
          .start();

      assertThat(inherited.join()).isFalse();
    } finally {
      value.remove();
    }
  }

  @Test
  void contextClassLoader_isThatOfTheCreatingThread() throws Exception {
    ClassLoader before = Thread.currentThread().getContextClassLoader();
    try (URLClassLoader application = new URLClassLoader(new URL[0])) {
      Thread.currentThread().setContextClassLoader(application);

      assertThat(DaemonThreads.named("latchkey-test").newThread(() -> {}).getContextClassLoader())
          .isSameAs(application);
    } finally {
      Thread.currentThread().setContextClassLoader(before);
    }
  }
}
