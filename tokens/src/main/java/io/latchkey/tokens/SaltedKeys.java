package io.latchkey.tokens;

import io.latchkey.base.threads.DaemonThreads;
import io.latchkey.tokens.TokenSigner.SigningKey;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import org.jose4j.keys.HmacKey;

/** The keys with which a signer of a pre-shared key signs, one salt after the other. */
final class SaltedKeys {
  private static final Duration REPLACE_SALT_AFTER = Duration.ofHours(12);
  private static final Duration MAX_SALT_AGE = Duration.ofHours(24);

  private final PreSharedKey psk;
  private final KeyDerivation derivation;
  private final Clock clock;
  private final SecureRandom random = new SecureRandom();
  private final AtomicBoolean replacing = new AtomicBoolean();
  private final ReentrantLock replacingOutdated = new ReentrantLock();
  private volatile SaltedKey current;

  SaltedKeys(PreSharedKey psk, KeyDerivation derivation, Clock clock) {
    this.psk = psk;
    this.derivation = derivation;
    this.clock = clock;
    current = newKey();
  }

  /** Returns the key for a token that is signed now. */
  SigningKey at(Instant now) {
    SaltedKey key = freshKey(now);
    return new SigningKey(Salt.MEMBER, key.salt().base64(), key.key(), psk.keyId());
  }

  private SaltedKey freshKey(Instant now) {
    SaltedKey key = current;
    Duration age = Duration.between(key.since(), now);
    if (age.compareTo(MAX_SALT_AGE) >= 0) {
      return replaceOutdated(now);
    }
    if (age.compareTo(REPLACE_SALT_AFTER) >= 0 && replacing.compareAndSet(false, true)) {
      DaemonThreads.named("latchkey-signer-salt").newThread(this::replaceAhead).start();
    }
    return key;
  }

  /**
   * Replaces the key of a signer that was not used for half a day. The caller waits for one
   * derivation.
   */
  private SaltedKey replaceOutdated(Instant now) {
    replacingOutdated.lock();
    try {
      if (Duration.between(current.since(), now).compareTo(MAX_SALT_AGE) >= 0) {
        current = newKey();
      }
      return current;
    } finally {
      replacingOutdated.unlock();
    }
  }

  private void replaceAhead() {
    try {
      current = newKey();
    } finally {
      replacing.set(false);
    }
  }

  private SaltedKey newKey() {
    Salt salt = Salt.random(random);
    return new SaltedKey(salt, derivation.derive(psk, salt.bytes()), clock.instant());
  }

  private record SaltedKey(Salt salt, HmacKey key, Instant since) {}
}
