package io.latchkey.tokens;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import org.jspecify.annotations.Nullable;

/**
 * The parsed headers of verified tokens. A signer sends the same header in all its tokens, so that
 * its next token needs no decoding and parsing of the header. The header of a token that was not
 * verified is never added, and what a known header says is checked for each token.
 *
 * <p>Safe for use by several threads.
 */
final class KnownHeaders {
  private static final long MAX_BYTES = 4L * 1024 * 1024;

  /** An entry of the cache with the parts of a header of fixed size. */
  private static final int FIXED_BYTES = 512;

  /** The heap for one character of an encoded header: itself, its value and the parts of both. */
  private static final int BYTES_OF_A_CHARACTER = 4;

  private final Cache<String, JoseHeader> headers;

  KnownHeaders() {
    this(MAX_BYTES);
  }

  KnownHeaders(long maxBytes) {
    headers =
        Caffeine.newBuilder()
            .maximumWeight(maxBytes)
            .weigher(
                (String encoded, JoseHeader header) ->
                    FIXED_BYTES + BYTES_OF_A_CHARACTER * encoded.length() + header.pathBytes())
            .executor(Runnable::run)
            .build();
  }

  /** Returns the header with this encoding; null if no verified token had it. */
  @Nullable JoseHeader find(String encoded) {
    return headers.getIfPresent(encoded);
  }

  /** Adds the header of a token that was verified, if it was not known. */
  void add(CompactJws verified) {
    if (verified.hasNewHeader()) {
      headers.put(verified.encodedHeader(), verified.header());
    }
  }
}
