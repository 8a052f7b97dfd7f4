package io.latchkey.tokens;

import io.latchkey.base.text.ClockDifference;
import io.latchkey.tokens.component.ComponentCredential;
import io.latchkey.tokens.component.ComponentKey;
import io.latchkey.tokens.component.ComponentPath;
import io.latchkey.tokens.component.RevokedComponents;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Authenticates component keys in other messages than tokens, and checks keys that were presented
 * earlier. Immutable and safe for use by several threads.
 */
public final class ComponentKeys {
  private final List<ComponentRoot> roots;
  private final RevokedComponents revoked;
  private final Clock clock;

  /**
   * Creates an object.
   *
   * @param roots the roots of the configured pre-shared keys, newest first; empty if all of them
   *     are weak
   * @param revoked the keys that are revoked
   */
  public ComponentKeys(List<ComponentRoot> roots, RevokedComponents revoked, Clock clock) {
    this.roots = List.copyOf(roots);
    this.revoked = revoked;
    this.clock = clock;
  }

  /** Whether there are no component keys, because no pre-shared key is strong. */
  public boolean isEmpty() {
    return roots.isEmpty();
  }

  /** Tests whether a message was made with the secret of a component key. */
  @FunctionalInterface
  public interface Proof {
    /**
     * Tests a message.
     *
     * @throws InvalidTokenException with {@link Reason#BUSY}, if the test is not possible now
     */
    boolean holds(ComponentKey key) throws InvalidTokenException;
  }

  /**
   * Authenticates the holder of a component key.
   *
   * @param proof whether a message was made with the secret of this key; called once for each
   *     pre-shared key until it is true
   * @throws InvalidTokenException if the proof fails with all keys or cannot be tested now, or the
   *     key is revoked or has ended
   */
  public ComponentCredential authenticate(ComponentPath path, Proof proof)
      throws InvalidTokenException {
    if (roots.isEmpty()) {
      throw InvalidTokenException.unsupported("This server has no component keys.");
    }
    for (ComponentRoot root : roots) {
      if (proof.holds(root.key(path))) {
        checkCurrent(path);
        return new ComponentCredential(path, root.fingerprint());
      }
    }
    throw new InvalidTokenException(
        Reason.SIGNATURE, "The message is not authenticated by the component key that it names.");
  }

  /**
   * Checks again a key that was presented earlier.
   *
   * @throws InvalidTokenException if the key is revoked or has ended, or its pre-shared key is no
   *     longer configured
   */
  public void check(ComponentCredential credential) throws InvalidTokenException {
    if (!isConfigured(credential)) {
      throw new InvalidTokenException(
          Reason.SIGNATURE,
          "The component key belongs to a pre-shared key that this server no longer has.");
    }
    checkCurrent(credential.path());
  }

  boolean isConfigured(ComponentCredential credential) throws InvalidTokenException {
    for (ComponentRoot root : roots) {
      if (root.fingerprint().equals(credential.pskFingerprint())) {
        return true;
      }
    }
    return false;
  }

  /** Rejects a key that is revoked or has ended. No clock skew applies. */
  void checkCurrent(ComponentPath path) throws InvalidTokenException {
    if (revoked.contains(path)) {
      throw new InvalidTokenException(Reason.REVOKED, "The component key is revoked.");
    }
    Instant now = clock.instant();
    Optional<Instant> end = path.notAfter().filter(each -> !now.isBefore(each));
    if (end.isPresent()) {
      throw new InvalidTokenException(
          Reason.EXPIRED,
          "The component key ended %d s ago by this server's clock; get a new one from your operator, or check the clocks."
              .formatted(ClockDifference.seconds(end.get(), now)));
    }
  }

  /**
   * Derives keys that all servers with the same pre-shared keys have, and no component.
   *
   * @param purpose separates the keys of different purposes
   * @return one key of 32 bytes for each pre-shared key, newest first
   * @throws InvalidTokenException with {@link Reason#BUSY}, if the roots are not derived in time
   */
  public List<byte[]> keysOfServers(String purpose) throws InvalidTokenException {
    List<byte[]> keys = new ArrayList<>();
    for (ComponentRoot root : roots) {
      keys.add(root.keyOfServers(purpose));
    }
    return keys;
  }
}
