package io.latchkey.filter.observe;

import io.latchkey.tokens.VerifiedToken;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * When each caller last used each key, in memory, for at most {@value #MAX_ENTRIES} pairs of a
 * caller and a key, and at most {@value #MAX_CHARACTERS} characters of names. The pair that was
 * used longest ago is dropped first. Safe for use by several threads.
 */
final class RecentCallers {
  static final int MAX_ENTRIES = 1000;
  static final int MAX_CHARACTERS = 500_000;

  private final LongSupplier clock;
  private final ConcurrentMap<Pair, Use> lastUses = new ConcurrentHashMap<>();
  private int characters;

  /**
   * Creates an empty list.
   *
   * @param clock returns milliseconds since 1970
   */
  RecentCallers(LongSupplier clock) {
    this.clock = clock;
  }

  /**
   * Records that a request was accepted.
   *
   * @param address the address of the client; null if unknown
   */
  void record(VerifiedToken caller, @Nullable String address) {
    Pair pair = new Pair(caller.callerKind(), caller.name(), caller.verifiedBy());
    Use use = new Use(clock.getAsLong(), address);
    if (lastUses.replace(pair, use) == null) {
      add(pair, use);
    }
  }

  private synchronized void add(Pair pair, Use use) {
    if (lastUses.put(pair, use) == null) {
      characters += pair.characters();
    }
    while (lastUses.size() > MAX_ENTRIES || (characters > MAX_CHARACTERS && lastUses.size() > 1)) {
      dropOldestExcept(pair);
    }
  }

  private void dropOldestExcept(Pair newest) {
    lastUses.entrySet().stream()
        .filter(entry -> !entry.getKey().equals(newest))
        .min(Comparator.comparingLong(entry -> entry.getValue().millis()))
        .map(Map.Entry::getKey)
        .ifPresent(
            oldest -> {
              lastUses.remove(oldest);
              characters -= oldest.characters();
            });
  }

  /** Returns the last uses, newest first. */
  List<CallerUse> list() {
    return lastUses.entrySet().stream()
        .map(entry -> entry.getKey().at(entry.getValue()))
        .sorted(Comparator.comparing(CallerUse::lastUsed).reversed())
        .toList();
  }

  private record Pair(String kind, String name, String key) {
    int characters() {
      return kind.length() + name.length() + key.length();
    }

    CallerUse at(Use use) {
      return new CallerUse(
          kind, name, key, Instant.ofEpochMilli(use.millis()), Optional.ofNullable(use.address()));
    }
  }

  private record Use(long millis, @Nullable String address) {}
}
