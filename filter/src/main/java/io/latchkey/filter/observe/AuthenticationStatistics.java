package io.latchkey.filter.observe;

import io.latchkey.base.http.ApplicationAttributes;
import io.latchkey.base.http.ProblemReasons;
import io.latchkey.filter.rules.Outcome;
import io.latchkey.filter.rules.Problem;
import io.latchkey.filter.throttle.ApplicationLimiters;
import io.latchkey.tokens.KeyDerivationLimiter;
import io.latchkey.tokens.Reason;
import io.latchkey.tokens.Scheme;
import io.latchkey.tokens.VerificationStatistics;
import io.latchkey.tokens.VerifiedToken;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Counts the decisions of all filters of an application. All counters exist from the start, so that
 * a monitoring system sees each at 0 first. Safe for use by several threads.
 */
public final class AuthenticationStatistics {
  /** The name for all keys beyond {@link #MAX_KEYS}. */
  public static final String OTHER_KEYS = "other";

  /** The number of keys of a scheme that have their own counters. */
  public static final int MAX_KEYS = 100;

  private static final String ATTRIBUTE = AuthenticationStatistics.class.getName();

  /** Rejections that need no token and therefore have no {@link Reason}. */
  private static final List<Problem> BEFORE_THE_TOKEN =
      List.of(
          Problem.MISSING,
          Problem.AMBIGUOUS_CREDENTIALS,
          Problem.AMBIGUOUS_PATH,
          Problem.PREFIX,
          Problem.USE,
          Problem.METHOD,
          Problem.MISCONFIGURED);

  /** Rejections whose response is not constant. */
  private static final List<String> OTHER_REASONS =
      List.of(ProblemReasons.THROTTLED, ProblemReasons.ROLE);

  private final LongAdder open = new LongAdder();
  private final KeyCounters preSharedKeys = new KeyCounters();
  private final KeyCounters componentKeys = new KeyCounters();
  private final KeyCounters publicKeys = new KeyCounters();
  private final Map<String, LongAdder> rejected = new TreeMap<>();

  private final KeyDerivationLimiter keyDerivations;

  /** Null until {@link #recordCallers} is called. */
  private volatile @Nullable RecentCallers callers;

  /**
   * Creates statistics whose counters are 0.
   *
   * @param keyDerivations counts the key derivations of the same application
   */
  private AuthenticationStatistics(KeyDerivationLimiter keyDerivations) {
    this.keyDerivations = keyDerivations;
    for (String key : List.of(VerifiedToken.NEWEST_PSK, VerifiedToken.PREVIOUS_PSK)) {
      preSharedKeys.register(key);
      componentKeys.register(key);
    }
    Stream.concat(
            Stream.of(Reason.values()).map(Reason::wireName),
            Stream.concat(BEFORE_THE_TOKEN.stream().map(Problem::reason), OTHER_REASONS.stream()))
        .forEach(reason -> rejected.put(reason, new LongAdder()));
  }

  /**
   * Returns the statistics of an application.
   *
   * @return the same object for each call with the same context
   */
  public static AuthenticationStatistics of(ServletContext context) {
    return new ApplicationAttributes(context::getAttribute, context::setAttribute)
        .getOrCreate(
            ATTRIBUTE,
            AuthenticationStatistics.class,
            () -> new AuthenticationStatistics(ApplicationLimiters.of(context).keyDerivations()));
  }

  /** Returns the number of requests that needed no token. */
  public long open() {
    return open.sum();
  }

  /** Returns the number of requests that were accepted with a token. */
  public long admitted() {
    return preSharedKeys.total() + componentKeys.total() + publicKeys.total();
  }

  /**
   * Returns the number of requests that were accepted with a token of a key.
   *
   * @param key see {@link VerifiedToken#verifiedBy}; {@value #OTHER_KEYS} for all keys beyond the
   *     first {@value #MAX_KEYS} of a scheme, because keys may change any number of times
   */
  public long admitted(Scheme scheme, String key) {
    return counters(scheme).count(key);
  }

  /**
   * Calls the listener for each key that has verified a token: at once for the known keys, and
   * later for each new key. The two pre-shared keys and their component keys are known from the
   * start.
   */
  public void forEachKey(BiConsumer<Scheme, String> listener) {
    preSharedKeys.forEach(key -> listener.accept(Scheme.PSK, key));
    componentKeys.forEach(key -> listener.accept(Scheme.COMPONENT, key));
    publicKeys.forEach(key -> listener.accept(Scheme.PUBLIC_KEY, key));
  }

  /** Returns all reasons, as in the {@code reason} of a response, in alphabetical order. */
  public List<String> reasons() {
    return List.copyOf(rejected.keySet());
  }

  /**
   * Returns the number of requests that were rejected for a reason.
   *
   * @throws IllegalArgumentException if the reason is unknown
   */
  public long rejected(String reason) {
    LongAdder count = rejected.get(reason);
    if (count == null) {
      throw new IllegalArgumentException("there is no reason '" + reason + "'");
    }
    return count.sum();
  }

  /** Returns the limiter of key derivations of the application. */
  public KeyDerivationLimiter keyDerivationLimiter() {
    return keyDerivations;
  }

  /** Returns the counters of key derivations and caches, of all filters of the application. */
  public VerificationStatistics verifications() {
    return keyDerivations.statistics();
  }

  /** Records from now on which caller uses which key. Further calls have no effect. */
  public void recordCallers() {
    synchronized (this) {
      if (callers == null) {
        callers = new RecentCallers(System::currentTimeMillis);
      }
    }
  }

  /**
   * Returns the last use of each key by each caller since {@link #recordCallers} was called, newest
   * first, at most 1000. Empty if the method was not called.
   */
  public List<CallerUse> callers() {
    RecentCallers recorded = callers;
    return recorded == null ? List.of() : recorded.list();
  }

  /**
   * Records the use of a key, if the callers are recorded.
   *
   * @param address returns the address of the client; null if unknown
   */
  void record(
      VerifiedToken caller,
      HttpServletRequest request,
      Function<HttpServletRequest, @Nullable String> address) {
    RecentCallers recorded = callers;
    if (recorded != null) {
      recorded.record(caller, address.apply(request));
    }
  }

  void count(Outcome outcome) {
    if (outcome instanceof Outcome.Admitted good) {
      counters(good.caller().scheme()).increment(good.caller().verifiedBy());
    } else if (outcome instanceof Outcome.Rejected bad) {
      LongAdder reason = rejected.get(bad.problem().reason());
      if (reason != null) {
        reason.increment();
      }
    } else {
      open.increment();
    }
  }

  private KeyCounters counters(Scheme scheme) {
    return switch (scheme) {
      case PSK -> preSharedKeys;
      case COMPONENT -> componentKeys;
      case PUBLIC_KEY -> publicKeys;
    };
  }
}
