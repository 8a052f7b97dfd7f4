package io.latchkey.ca.status;

import io.latchkey.base.threads.DaemonThreads;
import io.latchkey.base.threads.RepeatedTask;
import io.latchkey.ca.AuthorityUnavailableException;
import io.latchkey.ca.policy.CaKeys;
import io.latchkey.ca.policy.Issuer;
import io.latchkey.ca.revocation.RevocationList;
import io.latchkey.ca.status.RevocationReader.Reading;
import io.latchkey.ca.store.RevocationStore;
import io.latchkey.ca.store.RevocationStore.Change;
import io.latchkey.ca.store.RevocationStore.Outcome;
import io.latchkey.ca.store.RevocationStore.State;
import io.latchkey.pki.RevocationReason;
import java.math.BigInteger;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Revokes certificates and keeps the revocation lists fresh. A daemon thread reads the changes of
 * all nodes from the store every second. It signs a new list after a change, at half the validity
 * of the newest list, and when a key has no copy. The store lets one node sign each list.
 *
 * <p>Requests read only memory, so that the lists stay available while the database is not. What a
 * node has read counts for {@link #maxAge}: another node may have revoked a certificate since. Safe
 * for use by several threads.
 */
public final class Revocations implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Revocations.class);

  private static final Duration PERIOD = Duration.ofSeconds(1);

  /** How long a node may take to sign a list before another node signs it. */
  private static final Duration LEASE = Duration.ofSeconds(15);

  /** The longest {@link #maxAge}. */
  private static final Duration LONGEST_AGE = Duration.ofHours(1);

  /** A node that has read the revocations within this time is healthy. */
  private static final Duration HEALTHY_AGE = Duration.ofSeconds(30);

  private final RevocationStore store;
  private final CaKeys keys;
  private final Duration validity;
  private final Clock clock;
  private final RevokedCertificates revoked = new RevokedCertificates();
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("latchkey-revocation"));
  private final AtomicBoolean woken = new AtomicBoolean();
  private volatile Instant readAt = Instant.EPOCH;
  private final RevocationReader reader;

  /** How many changes the newest list of each key contains, if this node has signed it. */
  private final Map<String, Long> signedChanges = new HashMap<>();

  private final RevocationListSigner signer;
  private final ListBacklog backlog;
  private final RepeatedTask refresh =
      new RepeatedTask(
          this::refreshNow,
          this::warn,
          () -> LOG.info("The revocations can be read and written again"));
  private volatile Lists lists = new Lists(0, Map.of());

  /** The highest number of a list that this node has read or signed before the newest. */
  private long highestNumber;

  /** The least number that the newest list has to have. */
  private long leastNumber;

  private boolean reloadLists;

  /**
   * The newest lists that this node has read.
   *
   * @param number the number of the newest
   */
  private record Lists(long number, Map<String, RevocationList> bySki) {}

  private Revocations(RevocationStore store, CaKeys keys, Duration validity, Clock clock) {
    this.store = store;
    this.keys = keys;
    this.validity = validity;
    this.signer = new RevocationListSigner(store, keys, validity, clock);
    this.backlog = new ListBacklog(clock);
    this.clock = clock;
    this.reader = new RevocationReader(store, revoked, clock);
  }

  /**
   * Reads the revocations, signs a list if one is due, and starts the thread.
   *
   * @param validity of a list
   * @throws AuthorityUnavailableException if the store fails
   */
  public static Revocations start(
      RevocationStore store, CaKeys keys, Duration validity, Clock clock) {
    Revocations started = new Revocations(store, keys, validity, clock);
    try {
      started.refresh();
    } catch (RuntimeException e) {
      started.close();
      throw e;
    }
    var unused =
        started.thread.scheduleWithFixedDelay(
            started.refresh, PERIOD.toMillis(), PERIOD.toMillis(), TimeUnit.MILLISECONDS);
    return started;
  }

  /**
   * Changes the revocation of a certificate. Returns once the change is on disk; the thread signs
   * the next list.
   *
   * @return empty if there is no such certificate
   */
  public Optional<Outcome> change(BigInteger serial, RevocationReason reason) {
    Optional<Outcome> outcome =
        store.change(serial, reason, clock.instant().truncatedTo(ChronoUnit.MILLIS));
    if (outcome.filter(Outcome.CHANGED::equals).isPresent() && woken.compareAndSet(false, true)) {
      wake();
    }
    return outcome;
  }

  private void wake() {
    try {
      thread.execute(refresh);
    } catch (RejectedExecutionException e) {
      // This node stops. The change is on disk: another node, or the next start, signs the list.
      LOG.debug("The revocation list is signed after the next start", e);
    }
  }

  /** Returns the newest list of each key that is in use, that of the current key first. */
  public List<RevocationList> lists() {
    Map<String, RevocationList> all = lists.bySki();
    List<RevocationList> found = new ArrayList<>();
    for (Issuer issuer : keys.inUse()) {
      RevocationList list = all.get(issuer.keyIdentifier());
      if (list != null) {
        found.add(list);
      }
    }
    return List.copyOf(found);
  }

  /** Returns the newest list of a key, also if the key was deleted. */
  public Optional<RevocationList> list(String ski) {
    return Optional.ofNullable(lists.bySki().get(ski));
  }

  /** Returns the revocation of a certificate, as this node knows it. */
  public Optional<Change> revocation(BigInteger serial) {
    return revoked.find(serial);
  }

  /** Whether a certificate is revoked or on hold, as this node knows it. */
  public boolean isRevoked(X509Certificate certificate) {
    return revocation(certificate.getSerialNumber()).isPresent();
  }

  /**
   * How long this node uses the revocations that it has read, if it cannot read them again: one
   * hour, or the validity of a revocation list if that is shorter.
   */
  public Duration maxAge() {
    return validity.compareTo(LONGEST_AGE) < 0 ? validity : LONGEST_AGE;
  }

  /** Returns when this node last read the revocations. All earlier changes are known. */
  public Instant readAt() {
    return readAt;
  }

  /**
   * Returns {@link #readAt} if the revocations still count.
   *
   * @throws AuthorityUnavailableException if this node has not read the revocations within {@link
   *     #maxAge}
   */
  public Instant usableSince() {
    Instant last = readAt;
    if (isOlder(last, maxAge())) {
      throw new AuthorityUnavailableException(
          "The revocations could not be read for %d s; check the database"
              .formatted(Duration.between(last, clock.instant()).toSeconds()));
    }
    return last;
  }

  /**
   * Requires that the revocations are known well enough for a decision.
   *
   * @throws AuthorityUnavailableException as {@link #usableSince}
   */
  public void requireUsable() {
    Instant unused = usableSince();
  }

  /** A clock that was set back by more than the limit counts as well. */
  private boolean isOlder(Instant time, Duration limit) {
    return Duration.between(time, clock.instant()).abs().compareTo(limit) >= 0;
  }

  /**
   * Whether this node has read the revocations within half a minute, no list of a key in use has
   * expired, and the newest list contains all changes or is not older than a minute. A node without
   * keys signs no list.
   */
  public boolean isHealthy() {
    Instant now = clock.instant();
    List<Issuer> inUse = keys.inUse();
    return !isOlder(readAt, HEALTHY_AGE)
        && (inUse.isEmpty() || !backlog.isOverdue())
        && inUse.stream()
            .map(issuer -> list(issuer.keyIdentifier()))
            .allMatch(list -> list.map(each -> now.isBefore(each.nextUpdate())).orElse(true));
  }

  /** Returns how many certificates are revoked or on hold. */
  public int count() {
    return revoked.size();
  }

  private void refreshNow() {
    woken.set(false);
    refresh();
  }

  private void warn(Throwable failure) {
    LOG.warn(
        "The revocations cannot be read or written; the last revocation list, number {}, is"
            + " served: {}",
        lists.number(),
        failure instanceof AuthorityUnavailableException
            ? String.valueOf(failure.getMessage())
            : failure.toString());
  }

  /** Reads what other nodes have changed, and signs the next list if it is due. */
  synchronized void refresh() {
    Instant begun = clock.instant();
    State state = store.state();
    readChanges(state);
    readAt = begun;
    readLists(state);
    backlog.observe(state);
    // A list from the future would hide certificates that expire before it, on all nodes.
    Instant now = state.earlier(clock.instant()).truncatedTo(ChronoUnit.SECONDS);
    if (isDue(state, now) && store.claim(state.listNumber(), now, LEASE)) {
      sign(state, now);
    }
  }

  private void readChanges(State state) {
    Reading reading = reader.read(state);
    if (reading != Reading.CONTINUED) {
      signedChanges.clear();
      reloadLists = true;
    }
    if (reading == Reading.OTHER_CHANGES) {
      leastNumber = lists.number() + 1;
    }
  }

  private void readLists(State state) {
    Lists before = lists;
    if (state.listNumber() == before.number() && !reloadLists) {
      return;
    }
    highestNumber = Math.max(highestNumber, before.number());
    boolean goesOn = state.listNumber() > before.number() && !reloadLists;
    lists =
        with(
            goesOn ? before.bySki() : Map.of(),
            state.listNumber(),
            store.listsAfter(goesOn ? before.number() : 0));
    reloadLists = false;
  }

  private static Lists with(
      Map<String, RevocationList> before, long number, List<RevocationList> newer) {
    Map<String, RevocationList> bySki = new HashMap<>(before);
    newer.forEach(list -> bySki.put(list.ski(), list));
    return new Lists(number, Map.copyOf(bySki));
  }

  private boolean isDue(State state, Instant now) {
    List<Issuer> inUse = keys.inUse();
    return !inUse.isEmpty()
        && (state.listChanges() != state.changes()
            || state.listNumber() < Math.max(highestNumber, leastNumber)
            || inUse.stream().anyMatch(issuer -> isDue(issuer.keyIdentifier(), state, now)));
  }

  /**
   * Whether the list of a key is due. A node that has other keys may have signed the newest list,
   * without a copy of this key. The copy before is due only if it lacks a change: otherwise both
   * nodes would sign in turn without end. For the same reason the clock of the store decides
   * whether a list is not yet valid: it was signed while a clock was ahead.
   */
  private boolean isDue(String ski, State state, Instant now) {
    if (signer.isPaused(ski)) {
      return false;
    }
    Optional<RevocationList> list = list(ski);
    return list.isEmpty()
        || (list.get().number() < state.listNumber()
            && signedChanges.getOrDefault(ski, -1L) != state.changes())
        || list.get()
            .signedAt()
            .minus(RevocationListBuilder.BACKDATED)
            .isAfter(state.serverTime().orElse(now))
        || !now.isBefore(list.get().signedAt().plus(validity.dividedBy(2)));
  }

  private void sign(State state, Instant now) {
    long began = System.nanoTime();
    long number = Math.max(Math.max(state.listNumber(), highestNumber) + 1, leastNumber);
    List<Change> entries = signer.entries(revoked.all(), lastSignedAt(now));
    List<RevocationList> copies = signer.sign(number, now, entries);
    if (store.publish(state.listNumber(), number, state.changes(), copies)) {
      lists = with(lists.bySki(), number, copies);
      copies.forEach(copy -> signedChanges.put(copy.ski(), state.changes()));
      LOG.debug(
          "Signed revocation list {} with {} entries in {} ms",
          number,
          entries.size(),
          Duration.ofNanos(System.nanoTime() - began).toMillis());
    }
  }

  /**
   * When the newest list was signed. One that was signed while a clock was ahead counts as signed
   * now: the certificates that expire before its time are valid again.
   */
  private Instant lastSignedAt(Instant now) {
    return lists.bySki().values().stream()
        .filter(list -> list.number() == lists.number())
        .map(RevocationList::signedAt)
        .map(signedAt -> signedAt.isAfter(now) ? now : signedAt)
        .findFirst()
        .orElse(Instant.EPOCH);
  }

  /** Stops the thread. A list that is being signed may be lost; another node signs it. */
  @Override
  public void close() {
    if (!DaemonThreads.end(thread, LEASE)) {
      LOG.warn("The thread of the revocations does not end");
    }
  }
}
