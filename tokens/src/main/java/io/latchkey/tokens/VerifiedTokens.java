package io.latchkey.tokens;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Tokens found good before. Keeps no token itself, only its digest, its claims as JSON and the
 * caller; an entry's time window is checked on each use, so that remembering a token never prolongs
 * it. Bounded by the heap that the entries take: the size of a token is its sender's choice.
 */
final class VerifiedTokens {
  private static final long MOST_BYTES = 64L * 1024 * 1024;
  private static final int SHARE_OF_THE_HEAP = 16;

  /** An entry of the cache with its key, its time window and the parts of a token of fixed size. */
  private static final int FIXED_BYTES = 640;

  private final Cache<TokenDigest, Entry> entries;

  /**
   * @param maxBytes how much heap all entries may take, by {@link VerifiedToken#heapBytes}
   */
  VerifiedTokens(long maxBytes) {
    entries =
        Caffeine.newBuilder()
            .maximumWeight(maxBytes)
            .weigher((TokenDigest digest, Entry entry) -> FIXED_BYTES + entry.token().heapBytes())
            .expireAfter(Expiry.<TokenDigest, Entry>creating((digest, entry) -> entry.remaining()))
            .executor(Runnable::run)
            .build();
  }

  /** With a sixteenth of the largest heap of this runtime, at most 64 MiB. */
  static VerifiedTokens ofThisRuntime() {
    return new VerifiedTokens(
        Math.min(MOST_BYTES, Runtime.getRuntime().maxMemory() / SHARE_OF_THE_HEAP));
  }

  @Nullable Entry find(TokenDigest digest) {
    return entries.getIfPresent(digest);
  }

  void add(TokenDigest digest, Entry entry) {
    entries.put(digest, entry);
  }

  void remove(TokenDigest digest) {
    entries.invalidate(digest);
  }

  /**
   * A token found good.
   *
   * @param remaining how long it is worth keeping, the clock skew included
   */
  record Entry(VerifiedToken token, Validity validity, Duration remaining) {}
}
