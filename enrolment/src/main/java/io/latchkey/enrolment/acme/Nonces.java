package io.latchkey.enrolment.acme;

import io.latchkey.base.crypto.Hmac;
import io.latchkey.base.http.ProblemReasons;
import io.latchkey.base.text.Base64Url;
import io.latchkey.ca.caller.CallerIdentity;
import io.latchkey.ca.caller.OneTimeUse;
import io.latchkey.ca.enrolment.AcmeRecords;
import io.latchkey.tokens.ComponentKeys;
import io.latchkey.tokens.InvalidTokenException;
import io.latchkey.tokens.Reason;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * The anti-replay nonces (RFC 8555 section 6.5). A nonce is a time, random bytes, and their MAC
 * with a key that all nodes derive from the pre-shared key, so that every node accepts the nonces
 * of every other. Nothing is stored until a nonce is used; then the store records it for all nodes.
 * Safe for use by several threads.
 */
final class Nonces {
  /** How long a nonce can be used. */
  static final Duration LIFETIME = Duration.ofHours(1);

  /** How far the clock of the node that made a nonce may be ahead. */
  private static final Duration AHEAD = Duration.ofMinutes(1);

  private static final String PURPOSE = "acme nonces";
  private static final CallerIdentity SCOPE = new CallerIdentity("acme", "nonces");
  private static final int CONTENT_BYTES = 24;
  private static final int MAC_BYTES = 16;

  private final Supplier<ComponentKeys> keys;
  private final AcmeRecords records;
  private final Clock clock;
  private final SecureRandom random;

  Nonces(Supplier<ComponentKeys> keys, AcmeRecords records, Clock clock, SecureRandom random) {
    this.keys = keys;
    this.records = records;
    this.clock = clock;
    this.random = random;
  }

  /** Returns a new nonce. */
  String next() throws AcmeProblem {
    ByteBuffer content = ByteBuffer.allocate(CONTENT_BYTES);
    content.putLong(clock.millis());
    byte[] bytes = new byte[CONTENT_BYTES - Long.BYTES];
    random.nextBytes(bytes);
    content.put(bytes);
    byte[] mac = mac(keys().get(0), content.array());
    return Base64Url.encode(
        ByteBuffer.allocate(CONTENT_BYTES + MAC_BYTES).put(content.array()).put(mac).array());
  }

  private List<byte[]> keys() throws AcmeProblem {
    List<byte[]> all;
    try {
      all = keys.get().keysOfServers(PURPOSE);
    } catch (InvalidTokenException e) {
      throw AcmeProblem.unavailable(Reason.BUSY.wireName(), e.detail());
    }
    if (all.isEmpty()) {
      throw AcmeProblem.unavailable(
          ProblemReasons.CONFIGURATION, "This server has no component keys.");
    }
    return all;
  }

  private static byte[] mac(byte[] key, byte[] content) {
    return Arrays.copyOf(Hmac.sha256(key, content), MAC_BYTES);
  }

  /** A nonce of this CA that has not ended. Only {@link #check} makes one. */
  static final class Checked {
    private final String text;
    private final Instant expiresAt;

    private Checked(String text, Instant expiresAt) {
      this.text = text;
      this.expiresAt = expiresAt;
    }
  }

  /**
   * Checks the nonce of a message. Writes nothing, so that it can precede the authentication.
   *
   * @throws AcmeProblem {@code badNonce}
   */
  Checked check(Optional<String> nonce) throws AcmeProblem {
    byte[] bytes =
        nonce
            .flatMap(Base64Url::decode)
            .filter(decoded -> decoded.length == CONTENT_BYTES + MAC_BYTES)
            .orElseThrow(Nonces::bad);
    byte[] content = Arrays.copyOf(bytes, CONTENT_BYTES);
    byte[] mac = Arrays.copyOfRange(bytes, CONTENT_BYTES, bytes.length);
    boolean ours = false;
    for (byte[] key : keys()) {
      ours |= MessageDigest.isEqual(mac(key, content), mac);
    }
    if (!ours) {
      throw bad();
    }
    Instant madeAt = Instant.ofEpochMilli(ByteBuffer.wrap(content).getLong());
    Instant now = clock.instant();
    Instant expiresAt = madeAt.plus(LIFETIME);
    if (!now.isBefore(expiresAt) || now.plus(AHEAD).isBefore(madeAt)) {
      throw bad();
    }
    return new Checked(nonce.orElseThrow(), expiresAt);
  }

  /**
   * Uses a nonce. Call this only for a message that is authenticated, because it writes to the
   * store.
   *
   * @throws AcmeProblem {@code badNonce} if the nonce was used before, on any node
   */
  void use(Checked nonce) throws AcmeProblem {
    if (!records.use(SCOPE, new OneTimeUse(nonce.text, nonce.expiresAt))) {
      throw bad();
    }
  }

  private static AcmeProblem bad() {
    return new AcmeProblem(
        AcmeError.BAD_NONCE, "The nonce is missing, not of this server, too old, or was used.");
  }
}
