package io.latchkey.benchmarks;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Tokens of the correct form, each with a different salt or component key and a random signature.
 */
final class ForgedTokens {
  private static final Base64.Encoder URL = Base64.getUrlEncoder().withoutPadding();
  private static final String PAYLOAD =
      URL.encodeToString(
          "{\"sub\":\"worker-1\",\"exp\":4102444800}".getBytes(StandardCharsets.UTF_8));

  private ForgedTokens() {}

  static String next() {
    byte[] salt = new byte[16];
    ThreadLocalRandom.current().nextBytes(salt);
    return token("\"salt\":\"" + Base64.getEncoder().encodeToString(salt) + "\"");
  }

  /** Names a component key with two segments. */
  static String nextComponent() {
    return token(
        "\"kid\":\"lk1.team-a;days=30~n" + ThreadLocalRandom.current().nextLong(1L << 60) + "\"");
  }

  private static String token(String member) {
    byte[] signature = new byte[32];
    ThreadLocalRandom.current().nextBytes(signature);
    String header = "{\"alg\":\"HS256\"," + member + ",\"typ\":\"JWT\"}";
    return URL.encodeToString(header.getBytes(StandardCharsets.UTF_8))
        + "."
        + PAYLOAD
        + "."
        + URL.encodeToString(signature);
  }
}
