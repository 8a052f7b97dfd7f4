package io.latchkey.client;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * A credential that warns when it is a component key that ends within 30 days, at most once a day.
 * {@link CertificateAuthorityClient} and {@link TokenSource} log this warning. Safe for use by
 * several threads.
 */
public final class EndingCredential implements Supplier<Credential> {
  private static final Duration AHEAD = Duration.ofDays(30);
  private static final Duration REPEAT = Duration.ofDays(1);

  private final Supplier<Credential> source;
  private final Consumer<String> warning;
  private final Clock clock;
  private @Nullable Instant warned; // guarded by this

  /**
   * Reads the credential, and warns at once if it ends soon.
   *
   * @param source called for each use; its exceptions are passed on
   * @param warning receives the warning, one line without a full stop
   */
  public EndingCredential(Supplier<Credential> source, Consumer<String> warning, Clock clock) {
    this.source = source;
    this.warning = warning;
    this.clock = clock;
    var unused = get();
  }

  /** Logs the warnings of a credential, unless it already warns. */
  static Supplier<Credential> logged(Supplier<Credential> source, Clock clock) {
    return source instanceof EndingCredential
        ? source
        : new EndingCredential(source, EndingCredential::log, clock);
  }

  /** The logger is created only now, because a program without a provider would print a warning. */
  private static void log(String line) {
    LoggerFactory.getLogger(EndingCredential.class).warn("{}", line);
  }

  @Override
  public Credential get() {
    Credential credential = source.get();
    Optional<Instant> end = credential.notAfter();
    if (end.isPresent() && isDue(end.get())) {
      warning.accept(
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
