package io.latchkey.filter;

import com.github.benmanes.caffeine.cache.Ticker;
import io.latchkey.filter.Credentials.Token;
import io.latchkey.tokens.TokenVerifier;
import io.latchkey.tokens.VerifiedToken;
import jakarta.servlet.http.HttpServletRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Counts what is decided about requests and tells the observers, those that want to know. */
final class AuthenticationWatch {
  private static final String CDI_API = "jakarta.enterprise.inject.spi.CDI";

  private final AuthenticationStatistics statistics;
  private final ClientAddress addresses;
  private final List<AuthenticationObserver> observers = new ArrayList<>();

  AuthenticationWatch(
      AuthenticationStatistics statistics,
      ClientAddress addresses,
      ClassLoader application,
      Ticker ticker) {
    this.statistics = statistics;
    this.addresses = addresses;
    observers.add(RecordedAuthentication.observer());
    observers.add(new AuthenticationLog(ticker));
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

  void decided(HttpServletRequest request, Outcome outcome) {
    statistics.count(outcome);
    if (outcome instanceof Outcome.Open) {
      return;
    }
    AuthenticationEvent event = null;
    for (AuthenticationObserver observer : observers) {
      if (observer.wants(outcome)) {
        event = event == null ? event(request, outcome) : event;
        observer.decided(event);
      }
    }
  }

  private AuthenticationEvent event(HttpServletRequest request, Outcome outcome) {
    Optional<VerifiedToken> caller =
        outcome instanceof Outcome.Admitted good ? Optional.of(good.caller()) : Optional.empty();
    Optional<String> reason =
        outcome instanceof Outcome.Refused bad
            ? Optional.of(bad.problem().reason())
            : Optional.empty();
    return new AuthenticationEvent(
        reason,
        Optional.ofNullable(addresses.of(request)),
        Objects.requireNonNullElse(request.getMethod(), ""),
        Objects.requireNonNullElse(request.getRequestURI(), ""),
        keyId(request),
        caller.map(VerifiedToken::scheme),
        caller.map(VerifiedToken::verifiedBy),
        caller.map(VerifiedToken::name));
  }

  private static Optional<String> keyId(HttpServletRequest request) {
    return AuthorizationHeader.parse(request.getHeaders(AuthorizationHeader.NAME))
            instanceof Token token
        ? TokenVerifier.claimedKeyId(token.value())
        : Optional.empty();
  }
}
