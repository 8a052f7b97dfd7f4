package io.latchkey.filter;

import io.latchkey.base.http.RequestAttributes;
import io.latchkey.base.text.PercentEncoding;
import io.latchkey.filter.rules.Outcome;
import io.latchkey.filter.rules.Problem;
import io.latchkey.tokens.OpenRequestCaller;
import io.latchkey.tokens.VerifiedToken;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * The caller of one request, through all forwards, includes, error pages and asynchronous
 * continuations. It is an attribute of the request. A client cannot set an attribute of this type,
 * and an identity of another authenticator is ignored.
 */
class RequestIdentity {
  private final BearerAuthenticator authenticator;
  private volatile Outcome outcome;
  private volatile @Nullable HttpServletRequest dispatched;

  private RequestIdentity(BearerAuthenticator authenticator, Outcome outcome) {
    this.authenticator = authenticator;
    this.outcome = outcome;
  }

  /** The attribute name for one filter of an application; each filter has its own. */
  static String attribute(String filterName) {
    return RequestIdentity.class.getName() + '.' + filterName;
  }

  /**
   * Returns the identity that this authenticator has determined before; null if it has not seen the
   * request.
   */
  static @Nullable RequestIdentity find(
      HttpServletRequest request, String attribute, BearerAuthenticator authenticator) {
    return request.getAttribute(attribute) instanceof RequestIdentity identity
            && identity.authenticator == authenticator
        ? identity
        : null;
  }

  /** Stores the outcome of a request that continues to the application. */
  static RequestIdentity keep(
      HttpServletRequest request,
      String attribute,
      BearerAuthenticator authenticator,
      Outcome outcome) {
    RequestIdentity identity =
        outcome instanceof Outcome.Open
            ? new OpenIdentity(authenticator, outcome)
            : new RequestIdentity(authenticator, outcome);
    request.setAttribute(attribute, identity);
    show(request, outcome);
    if (outcome instanceof Outcome.Open) {
      OpenRequestCaller caller = () -> identity.require(request);
      request.setAttribute(RequestAttributes.OPEN_REQUEST_CALLER, caller);
      request.setAttribute(RequestAttributes.OPEN_REQUEST, unwrapped(request));
    }
    return identity;
  }

  private static ServletRequest unwrapped(ServletRequest request) {
    ServletRequest layer = request;
    while (layer instanceof ServletRequestWrapper wrapper) {
      layer = wrapper.getRequest();
    }
    return layer;
  }

  /** The request that the filter has last passed on, with the servlet that handles it now. */
  Optional<HttpServletRequest> dispatched() {
    return Optional.ofNullable(dispatched);
  }

  /** Stores the request that the filter passes on, and returns the previous one. */
  @Nullable HttpServletRequest dispatch(@Nullable HttpServletRequest request) {
    HttpServletRequest before = dispatched;
    dispatched = request;
    return before;
  }

  /**
   * The caller if it is known already; null if the request is anonymous, or if the token on an open
   * path was not verified yet.
   */
  @Nullable VerifiedToken knownCaller() {
    return outcome instanceof Outcome.Admitted admitted ? admitted.caller() : null;
  }

  /** The caller, also on an open path; null if the request is anonymous. */
  @Nullable VerifiedToken caller(HttpServletRequest request) {
    return resolve(request) instanceof Outcome.Admitted admitted ? admitted.caller() : null;
  }

  /**
   * The same.
   *
   * @param report receives the decision about the token on an open path, unless it is known already
   */
  @Nullable VerifiedToken caller(
      HttpServletRequest request, BiConsumer<HttpServletRequest, Outcome> report) {
    return resolve(request, report) instanceof Outcome.Admitted admitted ? admitted.caller() : null;
  }

  /** The response to an anonymous request that needs a caller. */
  Problem problem(HttpServletRequest request) {
    return resolve(request) instanceof Outcome.Rejected rejected
        ? rejected.problem()
        : Problem.MISSING;
  }

  private VerifiedToken require(HttpServletRequest request)
      throws OpenRequestCaller.RejectedException {
    if (resolve(request) instanceof Outcome.Admitted admitted) {
      return admitted.caller();
    }
    throw problem(request).asException();
  }

  /** Makes the request anonymous from now on. */
  void drop(HttpServletRequest request) {
    outcome = new Outcome.Rejected(Problem.MISSING);
    request.removeAttribute(VerifiedToken.ATTRIBUTE);
    request.removeAttribute(BearerTokenFilter.CALLER_NAME_ATTRIBUTE);
  }

  private Outcome resolve(HttpServletRequest request) {
    Outcome known = outcome;
    return known instanceof Outcome.Open ? resolve(request, authenticator::report) : known;
  }

  /** Determines the caller, also on an open path: never returns {@link Outcome.Open}. */
  Outcome resolve(HttpServletRequest request, BiConsumer<HttpServletRequest, Outcome> report) {
    return outcome;
  }

  /**
   * The identity of a request on an open path. The token is verified only when the application asks
   * for the caller. That may wait for a key derivation; before Java 24, a virtual thread that waits
   * with a monitor occupies its carrier thread, so there is a lock instead.
   */
  private static final class OpenIdentity extends RequestIdentity {
    private final ReentrantLock resolving = new ReentrantLock();

    OpenIdentity(BearerAuthenticator authenticator, Outcome outcome) {
      super(authenticator, outcome);
    }

    @Override
    void drop(HttpServletRequest request) {
      resolving.lock();
      try {
        super.drop(request);
      } finally {
        resolving.unlock();
      }
    }

    @Override
    Outcome resolve(HttpServletRequest request, BiConsumer<HttpServletRequest, Outcome> report) {
      Outcome known = super.resolve(request, report);
      return known instanceof Outcome.Open ? resolveOpen(request, report) : known;
    }

    private Outcome resolveOpen(
        HttpServletRequest request, BiConsumer<HttpServletRequest, Outcome> report) {
      resolving.lock();
      try {
        Outcome known = super.resolve(request, report);
        return known instanceof Outcome.Open ? identify(request, report) : known;
      } finally {
        resolving.unlock();
      }
    }
  }

  /** Verifies the token of a request on an open path. */
  Outcome identify(HttpServletRequest request, BiConsumer<HttpServletRequest, Outcome> report) {
    Outcome identified = authenticator.identify(request, report);
    outcome = identified;
    show(request, identified);
    return identified;
  }

  private static void show(HttpServletRequest request, Outcome outcome) {
    if (outcome instanceof Outcome.Admitted admitted) {
      request.setAttribute(VerifiedToken.ATTRIBUTE, admitted.caller());
      request.setAttribute(
          BearerTokenFilter.CALLER_NAME_ATTRIBUTE, forLog(admitted.caller().name()));
    }
  }

  /**
   * Encodes a name as one word of printable ASCII: all other characters, spaces, quotes,
   * backslashes and percent signs are percent-encoded as UTF-8. The name {@code -} is encoded too,
   * because it would mean no caller.
   */
  static String forLog(String name) {
    return name.equals("-") ? "%2D" : PercentEncoding.encode(name, RequestIdentity::isForLog);
  }

  private static boolean isForLog(int c) {
    return c > ' ' && c < 0x7f && "\"\\%'".indexOf(c) < 0;
  }
}
