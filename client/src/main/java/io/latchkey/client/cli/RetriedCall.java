package io.latchkey.client.cli;

import io.latchkey.base.http.RetryPolicy;
import io.latchkey.client.ClientException;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** Calls a server again when the server asks for that; see {@link RetryPolicy#ofUser}. */
final class RetriedCall {
  private RetriedCall() {}

  /** A call to a server. */
  interface Call<T> {
    T call() throws ClientException, IOException;
  }

  /**
   * Returns the result of the first call that succeeds.
   *
   * @throws ClientException the last failure, if there is no further try
   */
  static <T> T of(Output output, Call<T> call)
      throws ClientException, IOException, InterruptedException {
    for (int tries = 1; ; tries++) {
      try {
        return call.call();
      } catch (ClientException e) {
        Optional<Duration> wait = RetryPolicy.ofUser(tries, e.retryAfter());
        if (wait.isEmpty()) {
          throw e;
        }
        long millis = wait.get().toMillis();
        output.progress("The server is busy; trying again in %d s …".formatted(millis / 1000));
        Thread.sleep(millis);
      }
    }
  }
}
