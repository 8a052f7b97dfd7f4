package io.latchkey.client.cli;

import io.latchkey.base.rate.RetryPolicy;
import io.latchkey.client.ClientException;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** Calls a server again if the server asks for it; see {@link RetryPolicy#interactiveDelay}. */
final class RetriedCall {
  private RetriedCall() {}

  /** A call to a server. */
  interface Call<T> {
    T call() throws ClientException, IOException;
  }

  /** Waits between two calls; ends early if the thread is interrupted. */
  interface Pause {
    void await(Duration duration) throws InterruptedException;
  }

  /**
   * Returns the result of the first call that succeeds.
   *
   * @throws ClientException the last failure, if the call is not tried again
   */
  static <T> T of(Output output, Call<T> call)
      throws ClientException, IOException, InterruptedException {
    return of(output, call, wait -> TimeUnit.NANOSECONDS.sleep(wait.toNanos()));
  }

  static <T> T of(Output output, Call<T> call, Pause pause)
      throws ClientException, IOException, InterruptedException {
    for (int tries = 1; ; tries++) {
      try {
        return call.call();
      } catch (ClientException e) {
        Optional<Duration> wait = RetryPolicy.interactiveDelay(tries, e.retryAfter());
        if (wait.isEmpty()) {
          throw e;
        }
        output.progress(
            "The server is busy; trying again in %d s …".formatted(wait.get().toSeconds()));
        pause.await(wait.get());
      }
    }
  }
}
