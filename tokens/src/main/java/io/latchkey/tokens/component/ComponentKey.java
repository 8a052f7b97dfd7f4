package io.latchkey.tokens.component;

import io.latchkey.base.caller.ComponentKeyText;
import io.latchkey.base.crypto.Hmac;
import io.latchkey.base.text.Base64Url;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The secret of one component, which is derived from the pre-shared key. Its holder can derive keys
 * of components below it, which can do only what the restrictions of all segments allow. {@link
 * #toString()} never shows the secret, and {@link #equals} compares in constant time.
 *
 * <p>Immutable and safe for use by several threads.
 *
 * <pre>{@code
 * ComponentKey team = ComponentKey.parse(secret);
 * ComponentKey worker = team.derive("worker-1;dns=worker-1.team-a.example;days=30");
 * }</pre>
 */
public final class ComponentKey {
  /** What precedes the key and the path in the secret of a component. */
  public static final String SECRET_PREFIX = ComponentKeyText.SECRET_PREFIX;

  private static final int KEY_BYTES = 32;
  private static final int KEY_CHARACTERS = 43;
  private static final byte SEGMENT = 1;
  private static final byte USE = 2;
  private static final byte FINGERPRINT = 3;
  private static final byte SERVERS = 4;
  private static final int FINGERPRINT_BYTES = 8;

  private final byte[] key;
  private final ComponentPath path;

  private ComponentKey(byte[] key, ComponentPath path) {
    this.key = key;
    this.path = path;
  }

  /**
   * Whether a text begins like the secret of a component, so that it must not be logged: with
   * {@value #SECRET_PREFIX}, also behind {@link ComponentPath#ID_PREFIX}, which a secret has where
   * it was taken for a path.
   */
  public static boolean looksLikeIt(String text) {
    int at = 0;
    while (text.startsWith(ComponentPath.ID_PREFIX, at)) {
      at += ComponentPath.ID_PREFIX.length();
    }
    return text.startsWith(SECRET_PREFIX, at);
  }

  /**
   * Reads a secret: {@value #SECRET_PREFIX}, the base64url of the key, a dot and the path.
   *
   * @throws IllegalArgumentException if the text is not a secret or its path cannot be used; the
   *     message does not contain the key
   */
  public static ComponentKey parse(String secret) {
    int end = SECRET_PREFIX.length() + KEY_CHARACTERS;
    if (!secret.startsWith(SECRET_PREFIX) || secret.length() <= end || secret.charAt(end) != '.') {
      throw malformed();
    }
    return new ComponentKey(
        key(secret.substring(SECRET_PREFIX.length(), end)),
        ComponentPath.parse(secret.substring(end + 1)));
  }

  private static byte[] key(String text) {
    return Base64Url.decode(text)
        .filter(key -> key.length == KEY_BYTES)
        .orElseThrow(ComponentKey::malformed);
  }

  private static IllegalArgumentException malformed() {
    return new IllegalArgumentException(
        "This is not the secret of a component key: it has to be "
            + SECRET_PREFIX
            + ", 43 characters of base64url, a dot and a path");
  }

  /**
   * Derives the key of a path. This takes one HMAC for each segment.
   *
   * @param root the root of a pre-shared key, 32 bytes
   */
  public static ComponentKey ofRoot(byte[] root, ComponentPath path) {
    byte[] key = root;
    for (Segment segment : path.segments()) {
      key = child(key, segment);
    }
    return new ComponentKey(key, path);
  }

  /**
   * A fingerprint of a pre-shared key: 16 hex digits that are derived from its root. Guesses of the
   * key cannot be tested faster than with the root.
   */
  public static String fingerprint(byte[] root) {
    byte[] digest = hmac(root, FINGERPRINT, new byte[0]);
    return HexFormat.of().formatHex(digest, 0, FINGERPRINT_BYTES);
  }

  /**
   * Derives a key that all servers with the same pre-shared key have, and no component.
   *
   * @param root the root of the pre-shared key, 32 bytes
   * @param purpose separates the keys of different purposes
   * @return 32 bytes
   */
  public static byte[] ofServers(byte[] root, String purpose) {
    return hmac(root, SERVERS, purpose.getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] child(byte[] key, Segment segment) {
    return hmac(key, SEGMENT, segment.text().getBytes(StandardCharsets.US_ASCII));
  }

  private static byte[] hmac(byte[] key, byte domain, byte[] message) {
    return Hmac.sha256(key, new byte[] {domain}, message);
  }

  /**
   * Derives the key of a component below this one.
   *
   * @param segment a name and its restrictions, such as {@code worker-1;days=30}
   * @throws ComponentPathException if the text is not a segment, a restriction is unsupported, or
   *     the path becomes too long
   */
  public ComponentKey derive(String segment) {
    Segment last = Segment.parse(segment);
    return new ComponentKey(child(key, last), path.with(last));
  }

  /** The path, which is public. */
  public ComponentPath path() {
    return path;
  }

  /** Derives the secret of a protocol: 32 bytes. Do not log it. */
  public byte[] secret(DerivedSecret use) {
    return hmac(key, USE, use.label());
  }

  /** The same as base64url: 43 characters. Do not log it. */
  public String secretText(DerivedSecret use) {
    return Base64Url.encode(secret(use));
  }

  /** The secret. Do not log it. */
  public String reveal() {
    return SECRET_PREFIX + Base64Url.encode(key) + "." + path.text();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof ComponentKey that
        && path.equals(that.path)
        && MessageDigest.isEqual(key, that.key);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(key);
  }

  /** Shows the path without the secret. */
  @Override
  public String toString() {
    return "ComponentKey[" + path + "]";
  }
}
