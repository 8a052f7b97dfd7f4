package io.latchkey.jaxrs.http;

import io.latchkey.base.http.ApplicationAttributes;
import io.latchkey.jaxrs.problem.Rejection;
import io.latchkey.jaxrs.problem.RequestRejectedException;
import jakarta.servlet.ServletContext;

/**
 * Limits the request bodies that are incomplete at the same time, each of which holds a thread of
 * the server. All resources of an application share two limiters. The sum of their limits is less
 * than the threads of any server by default; other applications on the same server have limiters of
 * their own. Safe for use by several threads.
 */
public final class RequestBodyLimiter {
  private final ConcurrentRequests bodies;

  /**
   * @param max bodies of all callers
   * @param maxOfOne bodies of one caller
   */
  RequestBodyLimiter(int max, int maxOfOne) {
    this.bodies = new ConcurrentRequests(max, maxOfOne);
  }

  /** The callers whose bodies one limiter counts. */
  public enum Callers {
    /** Of resources that need authentication. */
    AUTHENTICATED(64, 32),
    /** Of resources that need no authentication. They cannot use up the threads of the others. */
    ANONYMOUS(16, 8);

    private final int max;
    private final int maxOfOne;

    Callers(int max, int maxOfOne) {
      this.max = max;
      this.maxOfOne = maxOfOne;
    }

    /** Returns the limiter of an application for these callers. */
    RequestBodyLimiter limiter(ServletContext context) {
      return limiter(new ApplicationAttributes(context::getAttribute, context::setAttribute));
    }

    RequestBodyLimiter limiter(ApplicationAttributes application) {
      return application.getOrCreate(
          RequestBodyLimiter.class.getName() + "." + name(),
          RequestBodyLimiter.class,
          () -> new RequestBodyLimiter(max, maxOfOne));
    }
  }

  /**
   * Counts a body. Call {@link #release} at its end.
   *
   * @throws RequestRejectedException if there are too many
   */
  void acquire(String caller) {
    bodies
        .begin(caller)
        .ifPresent(
            excess -> {
              throw switch (excess) {
                case OF_CALLER ->
                    new RequestRejectedException(
                        Rejection.RATE,
                        "Too many request bodies of this caller are incomplete; try again later.");
                case OF_ALL ->
                    new RequestRejectedException(
                        Rejection.BUSY, "Too many request bodies are incomplete; try again later.");
              };
            });
  }

  void release(String caller) {
    bodies.end(caller);
  }
}
