package io.latchkey.server.standalone;

import io.latchkey.ca.AuthorityUnavailableException;
import io.latchkey.settings.SettingsException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds the exception of a failed start whose message tells the operator what to do. */
final class StartFailure {
  private static final List<Class<? extends RuntimeException>> TELLING =
      List.of(StartException.class, SettingsException.class, AuthorityUnavailableException.class);

  private StartFailure() {}

  /**
   * The message of that exception, one line; empty if the cause is a defect of the server.
   *
   * @param failure the exception that ended the start
   * @param logged exceptions that were only logged, because Tomcat does not rethrow them
   */
  static Optional<String> message(Throwable failure, List<Throwable> logged) {
    return Stream.concat(Stream.of(failure), logged.stream())
        .flatMap(thrown -> Stream.iterate(thrown, t -> t != null, Throwable::getCause))
        .filter(thrown -> TELLING.stream().anyMatch(type -> type.isInstance(thrown)))
        .map(Throwable::getMessage)
        .findFirst();
  }
}
