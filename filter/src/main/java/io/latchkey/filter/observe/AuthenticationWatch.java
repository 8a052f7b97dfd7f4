package io.latchkey.filter.observe;

import io.latchkey.base.http.AuthorizationHeader;
import io.latchkey.base.http.Credentials.Token;
import io.latchkey.base.net.IpAddress;
import io.latchkey.filter.rules.Outcome;
import io.latchkey.settings.Settings;
import io.latchkey.tokens.TokenVerifier;
import io.latchkey.tokens.VerifiedToken;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Counts the decisions about requests, and notifies the observers that need them. */
@SuppressWarnings(
    "exports") // Outcome is internal: only the Jakarta Security mechanism calls this type
public final class AuthenticationWatch {
  private static final String CDI_API = "jakarta.enterprise.inject.spi.CDI";

  private final AuthenticationStatistics statistics;
  private final Function<HttpServletRequest, @Nullable String> address;
  private final List<AuthenticationObserver> observers = new ArrayList<>();
  private final AuthenticationLog log;

  /**
   * Notifies the flight recorder, the log, the listeners and, if the application has CDI, the
   * observers of its events.
   *
   * @param statistics counts the decisions
   * @param address returns the address of the client of a request; null if it has none
   * @param application the class loader of the application
   * @param settings decide which decisions the log contains
   */
  public AuthenticationWatch(
      AuthenticationStatistics statistics,
      Function<HttpServletRequest, @Nullable String> address,
      ClassLoader application,
      AuthenticationListeners listeners,
      Settings settings) {
    this.statistics = statistics;
    this.address = address;
    observers.add(AuthenticationJfrEvent.observer());
    log = new AuthenticationLog(settings);
    observers.add(log);
    observers.add(listeners.observer());
    if (hasCdi(application)) {
      observers.add(new CdiEvents());
    }
  }

  private static boolean hasCdi(ClassLoader application) {
    try {
      Class.forName(CDI_API, false, application);
      Class.forName(CDI_API, false, AuthenticationWatch.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException | LinkageError e) {
      return false;
    }
  }

  /** Counts a decision about a request and notifies the observers, in the calling thread. */
  public void decided(HttpServletRequest request, Outcome outcome) {
    statistics.count(outcome);
    if (outcome instanceof Outcome.Admitted good) {
      statistics.record(good.caller(), request, address);
    }
    if (outcome instanceof Outcome.Open) {
      log.open(request, address);
      return;
    }
    AuthenticationEvent event = null;
    // An iterator would be an allocation.
    for (int n = 0; n < observers.size(); n++) {
      AuthenticationObserver observer = observers.get(n);
      if (observer.wants(outcome)) {
        event = event == null ? event(request, outcome) : event;
        observer.decided(event);
      }
    }
  }

  private AuthenticationEvent event(HttpServletRequest request, Outcome outcome) {
    Optional<VerifiedToken> caller = caller(outcome);
    Optional<String> reason =
        outcome instanceof Outcome.Rejected bad
            ? Optional.of(bad.problem().reason())
            : Optional.empty();
    return new AuthenticationEvent(
        reason,
        Optional.ofNullable(address.apply(request)).flatMap(IpAddress::remoteLiteral),
        Objects.requireNonNullElse(request.getMethod(), ""),
        Objects.requireNonNullElse(request.getRequestURI(), ""),
        keyId(request),
        caller.map(VerifiedToken::scheme),
        caller.map(VerifiedToken::verifiedBy),
        caller.map(VerifiedToken::name));
  }

  private static Optional<VerifiedToken> caller(Outcome outcome) {
    if (outcome instanceof Outcome.Rejected bad) {
      return Optional.ofNullable(bad.caller());
    }
    return outcome instanceof Outcome.Admitted good ? Optional.of(good.caller()) : Optional.empty();
  }

  private static Optional<String> keyId(HttpServletRequest request) {
    return AuthorizationHeader.parse(request.getHeaders(AuthorizationHeader.NAME))
            instanceof Token token
        ? TokenVerifier.claimedKeyId(token.value())
        : Optional.empty();
  }
}
