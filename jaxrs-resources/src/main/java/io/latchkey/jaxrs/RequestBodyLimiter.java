package io.latchkey.jaxrs;

import io.latchkey.base.http.ApplicationAttributes;
import jakarta.servlet.ServletContext;
import java.util.HashMap;
import java.util.Map;

/**
 * Limits the request bodies that are incomplete at the same time, each of which holds a thread of
 * the server. All resources of an application share two limiters. The sum of their limits is less
 * than the threads of any server by default; other applications on the same server have limiters of
 * their own. Safe for use by several threads.
 */
final class RequestBodyLimiter {
  private final int max;
  private final int maxOfOne;
  private final Map<String, Integer> byCaller = new HashMap<>();
  private int all;

  /**
   * @param max bodies of all callers
   * @param maxOfOne bodies of one caller
   */
  RequestBodyLimiter(int max, int maxOfOne) {
    this.max = max;
    this.maxOfOne = maxOfOne;
  }

  /** The callers whose bodies one limiter counts. */
  enum Callers {
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
   * @throws RequestRefusedException if there are too many
   */
  synchronized void acquire(String caller) {
    int ofCaller = byCaller.getOrDefault(caller, 0);
    if (ofCaller >= maxOfOne) {
      throw new RequestRefusedException(
          Refusal.RATE, "Too many request bodies of this caller are incomplete; try again later.");
    }
    if (all >= max) {
      throw new RequestRefusedException(
          Refusal.BUSY, "Too many request bodies are incomplete; try again later.");
    }
    byCaller.put(caller, ofCaller + 1);
    all++;
  }

  synchronized void release(String caller) {
    all--;
    byCaller.computeIfPresent(caller, (name, count) -> count == 1 ? null : count - 1);
  }
}
