package io.latchkey.filter;

import io.latchkey.tokens.KeyDerivation;
import io.latchkey.tokens.PreSharedKey;
import io.latchkey.tokens.TokenSigner;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/** Tokens for the servers of the tests, good and bad, with a derivation that takes no time. */
public final class Tokens {
  public static final String PSK = "only-for-the-tests-of-the-filter";
  static final KeyDerivation FAST = new KeyDerivation(KeyDerivation.MIN_ITERATIONS);

  private static final SecureRandom RANDOM = new SecureRandom();
  private static final TokenSigner SIGNER = signer(PSK);

  private Tokens() {}

  public static TokenSigner signer(String psk) {
    return TokenSigner.of(PreSharedKey.of(psk), FAST, Clock.systemUTC());
  }

  /** A component's token: no roles claim, so role {@code service}. */
  public static String of(String subject) {
    return SIGNER.sign(Map.of("sub", subject));
  }

  public static String withRoles(String subject, String roles) {
    return SIGNER.sign(Map.of("sub", subject, "roles", roles));
  }

  /** A token with one more claim. */
  static String withClaim(String subject, String claim, String value) {
    return SIGNER.sign(Map.of("sub", subject, claim, value));
  }

  /** Good, with a salt that no server has seen. */
  public static String withNewSalt(String subject) {
    return signer(PSK).sign(Map.of("sub", subject));
  }

  public static String signedWithAnotherKey() {
    return signer("another key than the server has").sign(Map.of("sub", "stranger"));
  }

  public static String expired() {
    return at(Duration.ofHours(-2)).sign(Map.of("sub", "late"));
  }

  static String notYetValid() {
    return at(Duration.ofHours(2)).sign(Map.of("sub", "early"));
  }

  public static String ofTheAuthority() {
    return SIGNER.signCaCertificate("AA:BB", Optional.empty());
  }

  /** A good token of this many characters. */
  static String ofLength(int length) {
    for (String id : new String[] {"", "k", "kk", "kkk"}) {
      TokenSigner signer =
          TokenSigner.of(PreSharedKey.of(PSK).withKeyId(id), FAST, Clock.systemUTC());
      int padding = (length - signer.sign(Map.of("pad", "")).length()) * 3 / 4;
      for (int n = padding - 4; n < padding + 4; n++) {
        String token = signer.sign(Map.of("pad", "x".repeat(n)));
        if (token.length() == length) {
          return token;
        }
      }
    }
    throw new IllegalArgumentException("no token has " + length + " characters");
  }

  /** Well formed, with a salt and a signature out of the blue: it costs a whole derivation. */
  static String forged() {
    byte[] salt = new byte[16];
    byte[] signature = new byte[32];
    RANDOM.nextBytes(salt);
    RANDOM.nextBytes(signature);
    String header =
        "{\"alg\":\"HS256\",\"salt\":\"" + Base64.getEncoder().encodeToString(salt) + "\"}";
    return url(header) + "." + url("{\"exp\":4102444800}") + "." + url(signature);
  }

  /** Well formed, with a {@code kid}, and signed with no key. */
  static String withKeyId(String id) {
    String header = "{\"alg\":\"HS256\",\"kid\":\"" + id + "\"}";
    return url(header) + "." + url("{\"exp\":4102444800}") + "." + url(new byte[32]);
  }

  static String withAlgorithm(String algorithm) {
    String header = "{\"alg\":\"" + algorithm + "\",\"salt\":\"AAECAwQFBgcICQoLDA0ODw==\"}";
    return url(header) + "." + url("{\"exp\":4102444800}") + "." + url(new byte[32]);
  }

  private static TokenSigner at(Duration offset) {
    return TokenSigner.of(PreSharedKey.of(PSK), FAST, Clock.offset(Clock.systemUTC(), offset));
  }

  private static String url(String text) {
    return url(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String url(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
  }
}
