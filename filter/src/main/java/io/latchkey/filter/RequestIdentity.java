package io.latchkey.filter;

import io.latchkey.filter.rules.Outcome;
import io.latchkey.filter.rules.Problem;
import io.latchkey.tokens.VerifiedToken;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who one request is from, for as long as the request lasts, through every forward, include, error
 * page and asynchronous continuation. Travels as an attribute of the request: whoever sends a
 * request cannot set one of this type, and one made by another authenticator does not count.
 */
final class RequestIdentity {
  private final BearerAuthenticator authenticator;
  private volatile Outcome outcome;
  private volatile @Nullable HttpServletRequest dispatched;

  private RequestIdentity(BearerAuthenticator authenticator, Outcome outcome) {
    this.authenticator = authenticator;
    this.outcome = outcome;
  }

  /** The attribute for one of an application's filters; several must not overwrite each other. */
  static String attribute(String filterName) {
    return RequestIdentity.class.getName() + '.' + filterName;
  }

  /** What this authenticator has found out about the request before, if it has seen it. */
  static @Nullable RequestIdentity find(
      HttpServletRequest request, String attribute, BearerAuthenticator authenticator) {
    return request.getAttribute(attribute) instanceof RequestIdentity identity
            && identity.authenticator == authenticator
        ? identity
        : null;
  }

  /** Keeps the outcome of a request that goes on to the application. */
  static RequestIdentity keep(
      HttpServletRequest request,
      String attribute,
      BearerAuthenticator authenticator,
      Outcome outcome) {
    RequestIdentity identity = new RequestIdentity(authenticator, outcome);
    request.setAttribute(attribute, identity);
    show(request, outcome);
    return identity;
  }

  /** The request as the filter has passed it on last, with the servlet that has it now. */
  Optional<HttpServletRequest> dispatched() {
    return Optional.ofNullable(dispatched);
  }

  /** Notes the request that the filter passes on, and returns the one before. */
  @Nullable HttpServletRequest dispatch(@Nullable HttpServletRequest request) {
    HttpServletRequest before = dispatched;
    dispatched = request;
    return before;
  }

  /** What was decided when the request came by, or has been found out since. */
  Outcome outcome() {
    return outcome;
  }

  /** The caller, or null when the request is anonymous. */
  @Nullable VerifiedToken caller(HttpServletRequest request) {
    return resolve(request) instanceof Outcome.Admitted admitted ? admitted.caller() : null;
  }

  /** What an anonymous request has to be answered when it needs a caller after all. */
  Problem problem(HttpServletRequest request) {
    return resolve(request) instanceof Outcome.Refused refused
        ? refused.problem()
        : Problem.MISSING;
  }

  /** Makes the request anonymous from here on. */
  synchronized void drop(HttpServletRequest request) {
    outcome = new Outcome.Refused(Problem.MISSING);
    request.removeAttribute(VerifiedToken.ATTRIBUTE);
    request.removeAttribute(BearerTokenFilter.CALLER_NAME_ATTRIBUTE);
  }

  /** Who sent the request, whether or not its path is open: not {@link Outcome.Open}. */
  Outcome resolve(HttpServletRequest request) {
    Outcome known = outcome;
    return known instanceof Outcome.Open ? resolveOpen(request) : known;
  }

  /** On an open path a token is looked at only once somebody asks: most never cost a thing. */
  private synchronized Outcome resolveOpen(HttpServletRequest request) {
    if (outcome instanceof Outcome.Open) {
      outcome = authenticator.identify(request);
      show(request, outcome);
    }
    return outcome;
  }

  private static void show(HttpServletRequest request, Outcome outcome) {
    if (outcome instanceof Outcome.Admitted admitted) {
      request.setAttribute(VerifiedToken.ATTRIBUTE, admitted.caller());
      request.setAttribute(
          BearerTokenFilter.CALLER_NAME_ATTRIBUTE, forLog(admitted.caller().name()));
    }
  }

  /**
   * A name as one word of printable ASCII: every other character, spaces, quotes, backslashes and
   * percent signs are percent-encoded as UTF-8. A name {@code -} would read as no caller.
   */
  static String forLog(String name) {
    if (name.equals("-")) {
      return "%2D";
    }
    StringBuilder text = new StringBuilder();
    for (byte each : name.getBytes(StandardCharsets.UTF_8)) {
      if (each > ' ' && each < 0x7f && "\"\\%'".indexOf(each) < 0) {
        text.append((char) each);
      } else {
        text.append('%').append(HexFormat.of().withUpperCase().toHexDigits(each));
      }
    }
    return text.toString();
  }
}
