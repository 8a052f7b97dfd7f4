package io.latchkey.filter;

import io.latchkey.tokens.Reason;
import io.latchkey.tokens.Scheme;
import io.latchkey.tokens.VerificationLoad;
import jakarta.servlet.ServletContext;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/**
 * Counts what the filters of one application have decided. Every counter is there from the start,
 * so that counting is one addition and a monitoring system sees each at 0 first. Safe for use by
 * several threads.
 */
public final class AuthenticationStatistics {
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
  private final LongAdder admittedByPsk = new LongAdder();
  private final LongAdder admittedByPublicKey = new LongAdder();
  private final Map<String, LongAdder> refused = new TreeMap<>();
  private final List<VerificationLoad> loads = new CopyOnWriteArrayList<>();

  AuthenticationStatistics() {
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
    synchronized (AuthenticationStatistics.class) {
      if (context.getAttribute(ATTRIBUTE) instanceof AuthenticationStatistics known) {
        return known;
      }
      AuthenticationStatistics made = new AuthenticationStatistics();
      context.setAttribute(ATTRIBUTE, made);
      return made;
    }
  }

  /** Requests that needed no token. */
  public long open() {
    return open.sum();
  }

  /** Requests that were let in with a token of this scheme. */
  public long admitted(Scheme scheme) {
    return counter(scheme).sum();
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

  /** What verifying tokens has cost, for each filter that verifies any. */
  public List<VerificationLoad> loads() {
    return List.copyOf(loads);
  }

  void add(VerificationLoad load) {
    loads.add(load);
  }

  void count(Outcome outcome) {
    if (outcome instanceof Outcome.Admitted good) {
      counter(good.caller().scheme()).increment();
    } else if (outcome instanceof Outcome.Refused bad) {
      LongAdder reason = refused.get(bad.problem().reason());
      if (reason != null) {
        reason.increment();
      }
    } else {
      open.increment();
    }
  }

  private LongAdder counter(Scheme scheme) {
    return switch (scheme) {
      case PSK -> admittedByPsk;
      case PUBLIC_KEY -> admittedByPublicKey;
    };
  }
}
