package io.latchkey.tokens;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Expiry;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Tokens found good before. Keeps no token itself, only its digest and what it said; an entry's
 * time window is checked on each use, so that remembering a token never prolongs it.
 */
final class VerifiedTokens {
  /** What all kept tokens may add up to, in characters: the claims take memory as they do. */
  private static final long MAX_CHARACTERS = 16L * 1024 * 1024;

  private final Cache<TokenDigest, Entry> entries =
      Caffeine.newBuilder()
          .maximumWeight(MAX_CHARACTERS)
          .weigher((TokenDigest digest, Entry entry) -> entry.length())
          .expireAfter(Expiry.<TokenDigest, Entry>creating((digest, entry) -> entry.remaining()))
          .executor(Runnable::run)
          .build();

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
   * @param length characters of the token
   * @param remaining how long it is worth keeping, the clock skew included
   */
  record Entry(VerifiedToken token, Validity validity, int length, Duration remaining) {}
}
