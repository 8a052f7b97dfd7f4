package io.latchkey.client.cli;

import io.latchkey.client.Credential;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A credential. Once a day, a warning says that a component key ends within 30 days. */
final class EndingCredential implements Supplier<Credential> {
  private static final Duration AHEAD = Duration.ofDays(30);
  private static final Duration REPEAT = Duration.ofDays(1);

  private final Supplier<Credential> source;
  private final Output output;
  private final Clock clock;
  private @Nullable Instant warned;

  EndingCredential(Supplier<Credential> source, Output output, Clock clock) {
    this.source = source;
    this.output = output;
    this.clock = clock;
    var unused = get();
  }

  /** Warns if the credential is a component key that ends within 30 days. */
  static void warn(Credential credential, Output output) {
    var unused = new EndingCredential(() -> credential, output, Clock.systemUTC());
  }

  @Override
  public Credential get() {
    Credential credential = source.get();
    Optional<Instant> end = credential.notAfter();
    if (end.isPresent() && isDue(end.get())) {
      output.note(
          "The component key %s ends at %s; ask your operator for a new one"
              .formatted(credential.path().orElseThrow().name(), end.get()));
    }
    return credential;
  }

  private synchronized boolean isDue(Instant end) {
    Instant now = clock.instant();
    boolean recent = warned != null && now.isBefore(warned.plus(REPEAT));
    if (recent || now.isBefore(end.minus(AHEAD))) {
      return false;
    }
    warned = now;
    return true;
  }
}
