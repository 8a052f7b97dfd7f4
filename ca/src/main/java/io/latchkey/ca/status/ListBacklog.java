package io.latchkey.ca.status;

import io.latchkey.ca.store.RevocationStore.State;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Detects that no node signs the next revocation list, although the newest list lacks changes. One
 * thread observes; any thread asks.
 */
final class ListBacklog {
  private static final Logger LOG = LoggerFactory.getLogger(Revocations.class);

  /** How long the newest list may lack changes. A node signs a list within seconds. */
  static final Duration LONGEST = Duration.ofMinutes(1);

  private final InstantSource clock;
  private volatile Optional<Backlog> current = Optional.empty();
  private boolean reported;

  /**
   * @param listNumber the number of the list that lacks changes
   * @param since when this node found out
   */
  private record Backlog(long listNumber, Instant since) {}

  ListBacklog(InstantSource clock) {
    this.clock = clock;
  }

  /** Takes the state that the node has read. Each new list begins the time again. */
  void observe(State state) {
    if (state.listChanges() == state.changes()) {
      current = Optional.empty();
    } else if (current.filter(each -> each.listNumber() == state.listNumber()).isEmpty()) {
      current = Optional.of(new Backlog(state.listNumber(), clock.instant()));
    }
    boolean overdue = isOverdue();
    if (overdue && !reported) {
      LOG.warn(
          "The newest revocation list, number {}, lacks changes for more than {} s, because no"
              + " node signs the next list; check the logs and the clocks of all nodes",
          state.listNumber(),
          LONGEST.toSeconds());
    } else if (reported && !overdue) {
      LOG.info("The next revocation list, number {}, is signed", state.listNumber());
    }
    reported = overdue;
  }

  /** Whether the newest list lacks changes for longer than {@link #LONGEST}. */
  boolean isOverdue() {
    return current.filter(each -> clock.instant().isAfter(each.since().plus(LONGEST))).isPresent();
  }
}
