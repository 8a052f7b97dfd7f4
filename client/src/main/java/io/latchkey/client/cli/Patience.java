package io.latchkey.client.cli;

import io.latchkey.client.ClientException;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** Waits for a server that asks to be asked again soon. */
final class Patience {
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);
  private static final int MAX_TRIES = 4;

  private Patience() {}

  /** Something asked of a server. */
  interface Question<T> {
    T ask() throws ClientException, IOException;
  }

  /**
   * The answer, if need be that of a later try.
   *
   * @throws ClientException the last one, if the server did not say when to try again, wants more
   *     than 30 seconds, or has refused four times
   */
  static <T> T ask(Output output, Question<T> question)
      throws ClientException, IOException, InterruptedException {
    for (int tries = 1; ; tries++) {
      try {
        return question.ask();
      } catch (ClientException e) {
        Optional<Duration> wait = e.retryAfter().filter(w -> w.compareTo(LONGEST_WAIT) <= 0);
        if (wait.isEmpty() || tries == MAX_TRIES) {
          throw e;
        }
        long millis = Math.max(0, wait.get().toMillis());
        output.progress("The server is busy; trying again in %d s …".formatted(millis / 1000));
        Thread.sleep(millis);
      }
    }
  }
}
