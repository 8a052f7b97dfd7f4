package io.latchkey.tokens;

import io.latchkey.tokens.json.JsonText;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** The claims of a token to be signed, as JSON. */
final class Payload {
  private Payload() {}

  /**
   * Adds {@code iat} and {@code exp}.
   *
   * @throws IllegalArgumentException if the claims contain one of them, or the lifetime is too
   *     short
   */
  static String of(Map<String, ?> claims, Duration lifetime, Instant now) {
    if (lifetime.toSeconds() < 1) {
      throw new IllegalArgumentException(
          "the lifetime of a token must be at least 1 s, not " + lifetime);
    }
    if (claims.containsKey("iat") || claims.containsKey("exp")) {
      throw new IllegalArgumentException("iat and exp are set by the signer");
    }
    Map<String, Object> all = new LinkedHashMap<>(claims);
    all.put("iat", now.getEpochSecond());
    all.put("exp", now.getEpochSecond() + lifetime.toSeconds());
    return JsonText.of(all);
  }
}
