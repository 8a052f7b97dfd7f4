package io.latchkey.tokens;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The cache of verified tokens. It contains no tokens, but their digests, claims and callers. The
 * time window of an entry is checked on each use, so the cache never extends the life of a token.
 * The cache is limited by the heap that its entries need, because senders choose the size of
 * tokens.
 */
final class VerifiedTokenCache {
  private static final long MOST_BYTES = 64L * 1024 * 1024;
  private static final int SHARE_OF_THE_HEAP = 16;

  /** An entry of the cache with its key, its time window and the parts of a token of fixed size. */
  private static final int FIXED_BYTES = 640;

  private final Cache<TokenDigest, Entry> entries;

  /**
   * @param maxBytes the maximum heap of all entries, see {@link VerifiedToken#heapBytes}
   */
  VerifiedTokenCache(long maxBytes) {
    entries =
        Caffeine.newBuilder()
            .maximumWeight(maxBytes)
            .weigher((TokenDigest digest, Entry entry) -> FIXED_BYTES + entry.token().heapBytes())
            .expireAfter(Expiry.<TokenDigest, Entry>creating((digest, entry) -> entry.remaining()))
            .executor(Runnable::run)
            .build();
  }

  /** Creates a cache with a sixteenth of the maximum heap of this Java runtime, at most 64 MiB. */
  static VerifiedTokenCache ofThisRuntime() {
    return new VerifiedTokenCache(
        Math.min(MOST_BYTES, Runtime.getRuntime().maxMemory() / SHARE_OF_THE_HEAP));
  }

  @Nullable Entry find(TokenDigest digest) {
    return entries.getIfPresent(digest);
  }

  /**
   * The same for the token at the end of a text. Allocates no memory.
   *
   * @param from the index at which the token begins
   */
  @Nullable Entry find(String text, int from) {
    TokenDigest.Probe probe = TokenDigest.Probe.of(text, from);
    Entry entry = entries.getIfPresent(probe);
    probe.release();
    return entry;
  }

  void add(TokenDigest digest, Entry entry) {
    entries.put(digest, entry);
  }

  void remove(TokenDigest digest) {
    entries.invalidate(digest);
  }

  /**
   * A verified token.
   *
   * @param remaining the time until the token expires, including the clock skew
   * @param revoked returns whether the key of the token is revoked at that moment
   */
  record Entry(
      VerifiedToken token, Validity validity, Duration remaining, BooleanSupplier revoked) {
    /** Whether the token is valid at this moment. False if it is unknown whether it is revoked. */
    boolean isValid(long now, long skew) {
      try {
        return validity.contains(now, skew) && !revoked.getAsBoolean();
      } catch (IllegalStateException e) {
        return false;
      }
    }
  }
}
