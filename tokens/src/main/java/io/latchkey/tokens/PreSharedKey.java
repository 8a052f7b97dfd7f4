package io.latchkey.tokens;

import io.latchkey.base.caller.ComponentKeyText;
import io.latchkey.base.text.Base64Url;
import io.latchkey.tokens.component.ComponentKey;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * The pre-shared key: the secret that all components share. {@link #toString()} never shows it, and
 * {@link #equals} compares in constant time.
 *
 * <p>Immutable and safe for use by several threads.
 */
public final class PreSharedKey {
  /** Below this number of characters a key is {@linkplain #weakness() weak}. */
  public static final int MIN_STRONG_LENGTH = 16;

  private static final int GENERATED_BYTES = 32;
  private static final int MIN_DISTINCT_CHARACTERS = 6;
  private static final Set<String> COMMON_WORDS =
      Set.of("changeme", "changeit", "password", "passw0rd", "secret", "default", "admin", "test");
  private static final Set<String> COMMON_KEYS =
      Set.of(
          "0123456789abcdef",
          "1234567890123456",
          "1234567890abcdef",
          "abcdefghijklmnop",
          "correct horse battery staple",
          "correcthorsebatterystaple",
          "this is a secret",
          "thisisasecretkey",
          "your-256-bit-secret",
          "your-secret-key-here",
          "qwertyuiopasdfgh");

  private final String secret;
  private final Optional<String> keyId;

  private PreSharedKey(String secret, Optional<String> keyId) {
    this.secret = secret;
    this.keyId = keyId;
  }

  /**
   * Creates a key from a secret. The UTF-8 bytes of the secret are the password of the key
   * derivation.
   *
   * @throws IllegalArgumentException if the secret is empty, is not valid Unicode text, or contains
   *     the character U+FFFD, which replaces a character that could not be decoded; or if it is the
   *     secret of a component key
   */
  public static PreSharedKey of(String secret) {
    if (secret.isEmpty()) {
      throw new IllegalArgumentException("the pre-shared key must not be empty");
    }
    if (ComponentKey.looksLikeIt(secret.strip())) {
      // It would be the key of a system of its own, which accepts no token of another component.
      throw new IllegalArgumentException(
          "the value is the secret of a component key; set the pre-shared key, from which it is"
              + " derived");
    }
    if (!StandardCharsets.UTF_8.newEncoder().canEncode(secret)) {
      throw new IllegalArgumentException("the pre-shared key is not valid Unicode text");
    }
    if (secret.indexOf('\uFFFD') >= 0) {
      throw new IllegalArgumentException(
          "the pre-shared key has the character U+FFFD, which replaces one that could not be"
              + " decoded; start this program with LC_ALL=C.UTF-8, or read the key from a file");
    }
    return new PreSharedKey(secret, Optional.empty());
  }

  /**
   * Generates a key of 256 random bits, written as 43 characters of base64url. The first character
   * is never {@code -}, because many programs take such a value for an option.
   */
  public static PreSharedKey generate() {
    SecureRandom random = new SecureRandom();
    String text = Base64Url.random(random, GENERATED_BYTES);
    while (text.startsWith("-")) {
      text = Base64Url.random(random, GENERATED_BYTES);
    }
    return of(text);
  }

  /**
   * Returns the same key with an id. A signer writes the id to {@code kid} (RFC 7515 section
   * 4.1.4). A verifier tries only this key for tokens with this {@code kid}.
   *
   * @throws IllegalArgumentException if the id begins with {@code lk1}, as those of component keys
   *     do
   */
  public PreSharedKey withKeyId(String id) {
    if (id.startsWith(ComponentKeyText.RESERVED)) {
      throw new IllegalArgumentException(
          "the id of a pre-shared key must not begin with "
              + ComponentKeyText.RESERVED
              + ", which names component keys");
    }
    return new PreSharedKey(secret, Optional.of(id));
  }

  /** The id given by {@link #withKeyId}; keys from the configuration have none. */
  public Optional<String> keyId() {
    return keyId;
  }

  /** The secret. Do not log it. */
  public String reveal() {
    return secret;
  }

  /**
   * Explains why this key is weak and how to generate a strong key; empty if the key is strong.
   * Every client can fetch a token of the CA and test guessed keys offline, so the security of the
   * CA depends on the strength of the key.
   */
  public Optional<String> weakness() {
    String problem = problem();
    return problem.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "The pre-shared key "
                + problem
                + ": it can be guessed. Make a better one with: openssl rand -base64 32");
  }

  private String problem() {
    if (secret.codePointCount(0, secret.length()) < MIN_STRONG_LENGTH) {
      return "has fewer than " + MIN_STRONG_LENGTH + " characters";
    }
    if (secret.codePoints().distinct().count() < MIN_DISTINCT_CHARACTERS) {
      return "repeats a few characters";
    }
    String lower = secret.toLowerCase(Locale.ROOT);
    boolean common =
        COMMON_KEYS.contains(lower)
            || COMMON_WORDS.stream().anyMatch(word -> lower.replace(word, "").isEmpty());
    return common ? "is a common one" : "";
  }

  byte[] utf8() {
    return secret.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof PreSharedKey that
        && keyId.equals(that.keyId)
        && MessageDigest.isEqual(utf8(), that.utf8());
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(utf8());
  }

  /** Returns a fixed text without the secret. */
  @Override
  public String toString() {
    return "PreSharedKey[redacted]";
  }
}
