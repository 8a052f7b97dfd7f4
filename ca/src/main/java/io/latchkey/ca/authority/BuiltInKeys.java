package io.latchkey.ca.authority;

import io.latchkey.base.rate.Backoff;
import io.latchkey.base.rate.FailureLog;
import io.latchkey.ca.AuthorityUnavailableException;
import io.latchkey.ca.CertificateAuthority;
import io.latchkey.ca.RotationRejectedException;
import io.latchkey.ca.RotationStatus;
import io.latchkey.ca.policy.Issuer;
import io.latchkey.ca.policy.RootProfile;
import io.latchkey.ca.policy.ValidityPeriod;
import io.latchkey.ca.store.ClockBound;
import io.latchkey.ca.store.GenerationStore.StoredGeneration;
import io.latchkey.pki.KeyIdentifiers;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys of the built-in CA. {@link #check} reads the store again, begins a rotation when it is
 * due, and deletes the former key at its end. Every node runs it; the store lets one of them
 * succeed. The switch needs no write, because the store contains its time. The phases follow a
 * {@link RotationClock}.
 */
final class BuiltInKeys implements AuthorityKeys {
  private static final Logger LOG = LoggerFactory.getLogger(CertificateAuthority.class);

  private final BuiltInCa ca;
  private final RotationTimes times;
  private final BiFunction<Issuer, ValidityPeriod, Signer> signers;
  private final RotationClock clock;
  private final ClockBound bound;
  private final List<Consumer<RotationStatus>> listeners = new CopyOnWriteArrayList<>();
  private final FailureLog failures = new FailureLog(LOG, "A listener of the rotation failed");

  private final KeyThread thread = new KeyThread();
  private final Backoff untilNextLoad;
  private final ReentrantLock lock = new ReentrantLock();
  private volatile State state;
  private RotationStatus reported;
  private boolean warned;
  private Optional<AuthorityUnavailableException> loadProblem = Optional.empty();

  /** The generations, and a signer for each chain by the first certificate of the chain. */
  private record State(Generations generations, Map<X509Certificate, Limited> signers) {}

  /** A signer of certificates in a period, which an announcement shortens. */
  private record Limited(Signer signer, ValidityPeriod period) {}

  /**
   * Loads the keys, and creates the CA if the store is empty.
   *
   * @param signers creates the signer of an issuer, for certificates in a period
   * @param nanoTime a monotonic clock in nanoseconds, to detect leaps of the clock
   * @throws AuthorityUnavailableException if the CA cannot be loaded or created
   */
  BuiltInKeys(
      BuiltInCa ca,
      RotationTimes times,
      BiFunction<Issuer, ValidityPeriod, Signer> signers,
      Clock clock,
      LongSupplier nanoTime) {
    this.ca = ca;
    this.times = times;
    this.signers = signers;
    this.clock = new RotationClock(clock);
    this.untilNextLoad = Backoff.growing(nanoTime);
    this.clock.compare(ca::serverTimeAtStart);
    Instant now = this.clock.now();
    // A CA that has signed nothing for longer begins and ends no rotation until the next start.
    this.bound = ca.clockBound(ClockBound.LONGEST_PAUSE, now, nanoTime);
    this.state = state(ca.loadOrCreate(now), Map.of());
    this.reported = status(now);
    if (reported.phase() != RotationStatus.Phase.NONE) {
      RotationLog.log(reported, now);
    } else if (!RootProfile.canBeRotated(reported.root())) {
      RotationLog.notRotatable(reported.root());
    }
  }

  private State state(Generations generations, Map<X509Certificate, Limited> known) {
    Map<X509Certificate, Limited> all = new HashMap<>();
    for (Generation each : generations.all()) {
      each.issuer()
          .ifPresent(
              key ->
                  generations
                      .chains(each)
                      .map(key::under)
                      .forEach(
                          issuer ->
                              all.put(
                                  issuer.certificate(),
                                  signer(issuer, generations.validity(each, issuer), known))));
    }
    return new State(generations, Map.copyOf(all));
  }

  private Limited signer(
      Issuer issuer, ValidityPeriod period, Map<X509Certificate, Limited> known) {
    Limited signer = known.get(issuer.certificate());
    return signer != null && signer.period().equals(period)
        ? signer
        : new Limited(thread.waitFor(() -> signers.apply(issuer, period)), period);
  }

  @Override
  public Signer signer() {
    State now = state;
    Limited signer = now.signers().get(now.generations().chain(clock.now()).get(0));
    if (signer == null) {
      throw noKey();
    }
    return signer.signer();
  }

  private AuthorityUnavailableException noKey() {
    return new AuthorityUnavailableException(
        state.generations().current(clock.now()).isNotLoaded()
            ? "This node cannot load the key of the current root; the log gives the reason"
            : "The key of the current root was deleted; check the clock of this host");
  }

  @Override
  public boolean isComplete() {
    return state.generations().all().stream().noneMatch(Generation::isNotLoaded);
  }

  @Override
  public Issuer current() {
    return state.generations().current(clock.now()).issuer().orElseThrow(this::noKey);
  }

  @Override
  public List<Issuer> inUse() {
    return state.generations().inUse(clock.now());
  }

  @Override
  public Optional<X509Certificate> certificate(String ski) {
    return issuers().stream().filter(each -> KeyIdentifiers.hex(each).equals(ski)).findFirst();
  }

  @Override
  public X509Certificate root() {
    return state.generations().current(clock.now()).root();
  }

  @Override
  public List<X509Certificate> published() {
    return state.generations().published(clock.now());
  }

  @Override
  public List<X509Certificate> issuers() {
    return state.generations().all().stream().map(Generation::root).toList();
  }

  @Override
  public RotationStatus status() {
    return status(clock.now());
  }

  private RotationStatus status(Instant now) {
    Generations all = state.generations();
    Generation current = all.current(now);
    return switch (all.phase(now)) {
      case ANNOUNCED -> {
        Generation next = all.announced(now).orElseThrow();
        yield new RotationStatus(
            RotationStatus.Phase.ANNOUNCED,
            current.root(),
            Optional.of(next.root()),
            Optional.of(next.stored().currentAt()));
      }
      case SWITCHED ->
          new RotationStatus(
              RotationStatus.Phase.SWITCHED,
              current.root(),
              all.former(now).map(Generation::root),
              Optional.of(current.stored().formerUntil()));
      case NONE ->
          new RotationStatus(
              RotationStatus.Phase.NONE,
              current.root(),
              Optional.empty(),
              Optional.of(current.root()).filter(RootProfile::canBeRotated).map(times::begin));
    };
  }

  @Override
  public RotationStatus rotate(boolean switchNow) throws RotationRejectedException {
    return thread.call(() -> rotateInThread(switchNow));
  }

  private RotationStatus rotateInThread(boolean switchNow) throws RotationRejectedException {
    Optional<RotationStatus> change;
    lock.lock();
    try {
      untilNextLoad.reset();
      throwIfPresent(refresh());
      Instant now = clock.now();
      Generations all = state.generations();
      Generation current = all.current(now);
      Optional<Generation> announced = all.announced(now);
      boolean done;
      if (announced.isPresent() && switchNow) {
        RotationRules.checkSwitch(announced.get(), now);
        done = thread.waitFor(() -> ca.switchNow(current, announced.get(), now, times));
      } else {
        RotationRules.checkAnnouncement(status(now));
        done = announce(current, now, switchNow);
      }
      throwIfPresent(refresh());
      if (!done) {
        throw RotationRules.underWay(status(clock.now()));
      }
      change = change();
    } finally {
      lock.unlock();
    }
    change.ifPresent(this::tell);
    return status();
  }

  /**
   * Reads the store, and does what is due. A node that cannot load a key follows the rotation
   * without that key, and begins none.
   *
   * @throws AuthorityUnavailableException if the store fails or a key cannot be loaded
   */
  void check() {
    Optional<RotationStatus> change;
    Optional<AuthorityUnavailableException> problem;
    lock.lock();
    try {
      problem = refresh();
      if (problem.isEmpty()) {
        problem = begin(clock.now());
      }
      Optional<AuthorityUnavailableException> inEnd = end(clock.now());
      problem = problem.isPresent() ? problem : inEnd;
      if (problem.isEmpty()) {
        ca.deleteRetiredKeys(state.generations());
      }
      change = change();
    } finally {
      lock.unlock();
    }
    change.ifPresent(this::tell);
    throwIfPresent(problem);
  }

  /** Announces a root if a rotation is due, unless the clock may be wrong. */
  private Optional<AuthorityUnavailableException> begin(Instant now) {
    Generations all = state.generations();
    if (!isDue(all, now)) {
      return Optional.empty();
    }
    if (!bound.admits(now)) {
      if (!warned) {
        RotationLog.warnOfClock(now);
        warned = true;
      }
      return Optional.empty();
    }
    boolean unused = announce(all.current(now), now, false);
    return refresh();
  }

  private boolean announce(Generation current, Instant now, boolean switchNow) {
    BuiltInCa.Successor successor = ca.successor(current, now);
    return thread.waitFor(() -> ca.announce(current, successor, now, times, switchNow));
  }

  /** Deletes former keys at the end of a rotation. */
  private Optional<AuthorityUnavailableException> end(Instant now) {
    List<Generation> ended = bound.admits(now) ? state.generations().keysToDelete(now) : List.of();
    if (ended.isEmpty()) {
      return Optional.empty();
    }
    int unusedCount =
        thread.waitFor(
            () -> {
              ended.forEach(ca::deleteKey);
              return ended.size();
            });
    return refresh();
  }

  private static void throwIfPresent(Optional<AuthorityUnavailableException> problem) {
    problem.ifPresent(
        each -> {
          throw each;
        });
  }

  private boolean isDue(Generations all, Instant now) {
    X509Certificate root = all.current(now).root();
    return all.phase(now) == RotationStatus.Phase.NONE
        && RootProfile.canBeRotated(root)
        && !now.isBefore(times.begin(root));
  }

  /** Reads the store. Returns why a key could not be loaded. */
  private Optional<AuthorityUnavailableException> refresh() {
    clock.compare(() -> thread.waitFor(ca::serverTime));
    State before = state;
    List<StoredGeneration> known =
        before.generations().all().stream().map(Generation::stored).toList();
    List<StoredGeneration> stored = thread.waitFor(ca::stored);
    boolean changed = !stored.equals(known);
    if (stored.isEmpty() || (!changed && isComplete())) {
      return Optional.empty();
    }
    if (!changed && !untilNextLoad.isOver()) {
      return loadProblem;
    }
    BuiltInCa.Loaded loaded = ca.load(stored, before.generations().all());
    state = state(loaded.generations(), before.signers());
    loadProblem = loaded.problem();
    loadProblem.ifPresentOrElse(problem -> untilNextLoad.failed(), untilNextLoad::reset);
    return loadProblem;
  }

  /** Logs a change of the status, and returns it for the listeners. Needs the lock. */
  private Optional<RotationStatus> change() {
    Instant now = clock.now();
    RotationStatus status = status(now);
    if (status.equals(reported)) {
      return Optional.empty();
    }
    reported = status;
    RotationLog.log(status, now);
    leaveTrace(now);
    return Optional.of(status);
  }

  /** A listener must not stop the rotation. */
  private void tell(RotationStatus status) {
    listeners.forEach(listener -> failures.guard(() -> listener.accept(status)));
  }

  private void leaveTrace(Instant now) {
    try {
      ca.leaveTrace(state.generations(), now);
    } catch (AuthorityUnavailableException e) {
      LOG.warn("{}", e.getMessage());
    }
  }

  @Override
  public void removeListener(Consumer<RotationStatus> listener) {
    listeners.remove(listener);
  }

  @Override
  public void addListener(Consumer<RotationStatus> listener) {
    listeners.add(listener);
  }

  /** Runs {@link #check} every two seconds, until this is closed. */
  BuiltInKeys start() {
    thread.repeat(this::check);
    return this;
  }

  @Override
  public void close() {
    thread.close();
  }
}
