package io.latchkey.server.standalone;

import io.latchkey.ca.AuthorityUnavailableException;
import io.latchkey.settings.SettingsException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds, in what was thrown while the server started, what the operator can do something about. */
final class StartFailure {
  private static final List<Class<? extends RuntimeException>> TELLING =
      List.of(StartException.class, SettingsException.class, AuthorityUnavailableException.class);

  private StartFailure() {}

  /**
   * The message that says why, one line; empty when this is a defect of the server itself.
   *
   * @param failure what ended the start
   * @param logged what was thrown and logged before, by a server that does not pass it on
   */
  static Optional<String> message(Throwable failure, List<Throwable> logged) {
    return Stream.concat(Stream.of(failure), logged.stream())
        .flatMap(thrown -> Stream.iterate(thrown, t -> t != null, Throwable::getCause))
        .filter(thrown -> TELLING.stream().anyMatch(type -> type.isInstance(thrown)))
        .map(Throwable::getMessage)
        .findFirst();
  }
}
