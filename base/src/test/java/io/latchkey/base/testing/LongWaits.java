package io.latchkey.base.testing;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/**
 * Lets each test of Awaitility wait for two minutes before it fails, instead of ten seconds. On a
 * busy machine a process, a thread or the derivation of a key can take much longer than usual. A
 * test that succeeds does not wait longer. JUnit finds this class with a {@code ServiceLoader} in
 * each module that has the test-jar of {@code base}.
 */
public final class LongWaits implements LauncherSessionListener {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  @Override
  public void launcherSessionOpened(LauncherSession session) {
    Awaitility.setDefaultTimeout(LIMIT);
  }
}
