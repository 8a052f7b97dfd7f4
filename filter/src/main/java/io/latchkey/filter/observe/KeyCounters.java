package io.latchkey.filter.observe;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

/** One counter for each key, up to a maximum number of keys. Safe for use by several threads. */
final class KeyCounters {
  private final ConcurrentMap<String, LongAdder> counters = new ConcurrentHashMap<>();
  private final List<Consumer<String>> listeners = new ArrayList<>();

  void increment(String key) {
    LongAdder counter = counters.get(key);
    (counter == null ? register(key) : counter).increment();
  }

  /** The counter of a key, or the common counter of all keys beyond the maximum. */
  synchronized LongAdder register(String key) {
    LongAdder known = counters.get(key);
    if (known != null) {
      return known;
    }
    boolean full = counters.size() >= AuthenticationStatistics.MAX_KEYS;
    if (full && !key.equals(AuthenticationStatistics.OTHER_KEYS)) {
      return register(AuthenticationStatistics.OTHER_KEYS);
    }
    LongAdder made = new LongAdder();
    counters.put(key, made);
    listeners.forEach(listener -> listener.accept(key));
    return made;
  }

  synchronized void forEach(Consumer<String> listener) {
    counters.keySet().forEach(listener);
    listeners.add(listener);
  }

  long total() {
    return counters.values().stream().mapToLong(LongAdder::sum).sum();
  }

  long count(String key) {
    LongAdder counter = counters.get(key);
    return counter == null ? 0 : counter.sum();
  }
}
