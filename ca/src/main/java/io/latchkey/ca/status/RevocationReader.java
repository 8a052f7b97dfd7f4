package io.latchkey.ca.status;

import io.latchkey.ca.store.RevocationStore;
import io.latchkey.ca.store.RevocationStore.Changes;
import io.latchkey.ca.store.RevocationStore.State;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads the revocations of the store into memory: the changes that it does not know, or all
 * revocations if the store may have lost changes that it knows. One thread uses it.
 */
final class RevocationReader {
  private static final Logger LOG = LoggerFactory.getLogger(Revocations.class);

  /**
   * How often all revocations are read. The store removes those of certificates that ended long
   * ago, and this is no change.
   */
  private static final Duration COMPLETE_READING = Duration.ofHours(1);

  private final RevocationStore store;
  private final RevokedCertificates revoked;
  private final InstantSource clock;
  private Instant completeAt = Instant.MIN;
  private long known;
  private long knownTag;

  /** How the revocations in memory relate to what was in memory before. */
  enum Reading {
    /** The store contains all changes that were known. */
    CONTINUED,
    /** It is not known whether it does. */
    RELOADED,
    /** It does not: other changes have their numbers. */
    OTHER_CHANGES
  }

  RevocationReader(RevocationStore store, RevokedCertificates revoked, InstantSource clock) {
    this.store = store;
    this.revoked = revoked;
    this.clock = clock;
  }

  /**
   * Reads what is missing.
   *
   * @param state the state of the store, read just before
   */
  Reading read(State state) {
    Instant now = clock.instant();
    boolean lost = state.changes() < known;
    Reading reading = lost || completeAt.equals(Instant.MIN) ? Reading.RELOADED : readNewer(state);
    if (reading != Reading.CONTINUED || isDue(now)) {
      revoked.replace(store.changesFrom(0).list());
      completeAt = now;
    }
    if (lost || reading == Reading.OTHER_CHANGES) {
      LOG.warn(
          "The certificate store has lost revocations, for example in a failover or by a restore;"
              + " repeat the revocations that it lacks");
    }
    known = state.changes();
    knownTag = state.changeTag();
    return reading;
  }

  /** A clock that was set back by more than the period counts as well. */
  private boolean isDue(Instant now) {
    return Duration.between(completeAt, now).abs().compareTo(COMPLETE_READING) >= 0;
  }

  /** Reads the newest known change again, to compare its tag. */
  private Reading readNewer(State state) {
    if (state.changes() == known) {
      return state.changeTag() == knownTag ? Reading.CONTINUED : Reading.OTHER_CHANGES;
    }
    Changes newer = store.changesFrom(known);
    if (newer.tag().isEmpty()) {
      // The certificate was changed again, or its row was removed.
      return Reading.RELOADED;
    }
    if (newer.tag().get() != knownTag) {
      return Reading.OTHER_CHANGES;
    }
    revoked.apply(newer.list());
    return Reading.CONTINUED;
  }
}
