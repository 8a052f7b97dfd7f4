package io.latchkey.base.testing;

import java.lang.management.ManagementFactory;
import java.lang.management.MonitorInfo;
import java.lang.management.ThreadInfo;
import java.time.Clock;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/**
 * The monitors of this project that a thread holds where a test notes them. Before Java 24, a
 * virtual thread that waits while it holds a monitor occupies its carrier thread.
 */
public final class HeldMonitors {
  private final List<String> seen = new CopyOnWriteArrayList<>();

  /** Notes the monitors that the current thread holds. */
  public void note() {
    long[] current = {Thread.currentThread().getId()};
    ThreadInfo thread = ManagementFactory.getThreadMXBean().getThreadInfo(current, true, false)[0];
    Stream.of(thread.getLockedMonitors())
        .map(MonitorInfo::getClassName)
        .filter(name -> name.startsWith("io.latchkey."))
        .forEach(seen::add);
  }

  /** Returns the classes of the monitors that were held. */
  public List<String> seen() {
    return seen;
  }

  /** Returns a clock that notes the monitors whenever it is read. */
  public Clock whenRead(InstantSource clock) {
    InstantSource noting =
        () -> {
          note();
          return clock.instant();
        };
    return noting.withZone(ZoneOffset.UTC);
  }
}
