package io.latchkey.filter.observe;

import io.latchkey.base.http.ApplicationAttributes;
import io.latchkey.filter.rules.Outcome;
import io.latchkey.filter.rules.Problem;
import io.latchkey.filter.throttle.ApplicationLimiters;
import io.latchkey.tokens.KeyDerivationLimiter;
import io.latchkey.tokens.Reason;
import io.latchkey.tokens.Scheme;
import io.latchkey.tokens.VerificationStatistics;
import io.latchkey.tokens.VerifiedToken;
import jakarta.servlet.ServletContext;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;
import java.util.stream.Stream;

/**
 * Counts what the filters of one application have decided. Every counter is there from the start,
 * so that counting is one addition and a monitoring system sees each at 0 first. Safe for use by
 * several threads.
 */
public final class AuthenticationStatistics {
  /** The name that stands for the keys beyond {@link #MAX_KEYS}. */
  public static final String OTHER_KEYS = "other";

  /** How many keys of a scheme are counted apart from each other. */
  public static final int MAX_KEYS = 100;

  private static final String ATTRIBUTE = AuthenticationStatistics.class.getName();

  /** Refusals that {@link Reason} does not have, since they need no look into a token. */
  private static final List<Problem> BEFORE_THE_TOKEN =
      List.of(
          Problem.MISSING,
          Problem.AMBIGUOUS_CREDENTIALS,
          Problem.AMBIGUOUS_PATH,
          Problem.PREFIX,
          Problem.METHOD);

  private static final String THROTTLED = "throttled";

  private final LongAdder open = new LongAdder();
  private final KeyCounters preSharedKeys = new KeyCounters();
  private final KeyCounters publicKeys = new KeyCounters();
  private final Map<String, LongAdder> refused = new TreeMap<>();

  private final KeyDerivationLimiter keyDerivations;

  /**
   * Creates statistics whose counters are 0.
   *
   * @param keyDerivations counts the key derivations of the same application
   */
  public AuthenticationStatistics(KeyDerivationLimiter keyDerivations) {
    this.keyDerivations = keyDerivations;
    preSharedKeys.register("psk");
    preSharedKeys.register("previous-psk");
    Stream.concat(
            Stream.of(Reason.values()).map(Reason::wireName),
            Stream.concat(BEFORE_THE_TOKEN.stream().map(Problem::reason), Stream.of(THROTTLED)))
        .forEach(reason -> refused.put(reason, new LongAdder()));
  }

  /**
   * Those of an application.
   *
   * @return the same for each call with one context
   */
  public static AuthenticationStatistics of(ServletContext context) {
    return new ApplicationAttributes(context::getAttribute, context::setAttribute)
        .getOrCreate(
            ATTRIBUTE,
            AuthenticationStatistics.class,
            () -> new AuthenticationStatistics(ApplicationLimiters.of(context).keyDerivations()));
  }

  /** Requests that needed no token. */
  public long open() {
    return open.sum();
  }

  /** Requests that were let in with a token. */
  public long admitted() {
    return preSharedKeys.total() + publicKeys.total();
  }

  /**
   * Requests that were let in with a token of this key.
   *
   * @param key see {@link VerifiedToken#verifiedBy}; {@value #OTHER_KEYS} for those beyond the
   *     first {@value #MAX_KEYS} of a scheme, since keys may change for ever
   */
  public long admitted(Scheme scheme, String key) {
    return counters(scheme).count(key);
  }

  /**
   * Names every key that has let a request in: at once those that there are, and each other one the
   * first time that it does. The two pre-shared keys are there from the start.
   */
  public void forEachKey(BiConsumer<Scheme, String> listener) {
    preSharedKeys.forEach(key -> listener.accept(Scheme.PSK, key));
    publicKeys.forEach(key -> listener.accept(Scheme.PUBLIC_KEY, key));
  }

  /** Every reason that there is, as in the {@code reason} of an answer, in alphabetical order. */
  public List<String> reasons() {
    return List.copyOf(refused.keySet());
  }

  /**
   * Requests that were refused for this reason.
   *
   * @throws IllegalArgumentException if there is no such reason
   */
  public long refused(String reason) {
    LongAdder count = refused.get(reason);
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

  void count(Outcome outcome) {
    if (outcome instanceof Outcome.Admitted good) {
      counters(good.caller().scheme()).increment(good.caller().verifiedBy());
    } else if (outcome instanceof Outcome.Refused bad) {
      LongAdder reason = refused.get(bad.problem().reason());
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
      case PUBLIC_KEY -> publicKeys;
    };
  }
}
