package io.latchkey.ca.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.latchkey.ca.DataDirectory;
import io.latchkey.ca.OtherApplication;
import java.lang.management.LockInfo;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SqliteLibraryTest {
  @TempDir Path temporary;

  @Test
  void parallelApplications_loadOneAfterAnother() throws Exception {
    try (OtherApplication other = new OtherApplication()) {
      FutureTask<Boolean> load = new FutureTask<>(() -> load(other));
      Thread thread = new Thread(load);
      synchronized (SqliteLibrary.JVM_WIDE) {
        thread.start();
        await().until(() -> load.isDone() || waitsFor(thread, SqliteLibrary.JVM_WIDE));
        assertThat(load.isDone()).isFalse();
      }
      assertThat(load.get()).isTrue();
    }
    assertThat(System.getProperty("org.sqlite.tmpdir")).isNull();
  }

  private static boolean waitsFor(Thread thread, Object monitor) {
    return Optional.ofNullable(ManagementFactory.getThreadMXBean().getThreadInfo(thread.getId()))
        .map(ThreadInfo::getLockInfo)
        .map(LockInfo::getIdentityHashCode)
        .filter(hash -> hash == System.identityHashCode(monitor))
        .isPresent();
  }

  private boolean load(OtherApplication application) throws Exception {
    Class<?> directoryType = application.type(DataDirectory.class);
    try (AutoCloseable directory =
        (AutoCloseable)
            directoryType.getMethod("open", Path.class).invoke(null, temporary.resolve("data"))) {
      Method load = application.type(SqliteLibrary.class).getDeclaredMethod("load", directoryType);
      load.setAccessible(true);
      load.invoke(null, directory);
      return true;
    }
  }
}
