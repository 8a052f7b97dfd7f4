package io.latchkey.filter.observe;

import io.latchkey.base.rate.FailureLog;
import io.latchkey.filter.rules.Outcome;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.CDI;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fires {@link AuthenticationEvent} for the CDI observers of the application. The observers are
 * resolved once, at the first request, when all beans are known; without observers no event is
 * created.
 */
final class CdiEvents implements AuthenticationObserver {
  private static final Logger LOGGER = LoggerFactory.getLogger(CdiEvents.class);

  /** An event to resolve the observers, which depend only on its type. */
  private static final AuthenticationEvent SAMPLE =
      new AuthenticationEvent(
          Optional.empty(),
          Optional.empty(),
          "",
          "",
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  private final FailureLog failures =
      new FailureLog(LOGGER, "An observer of AuthenticationEvent failed");
  private volatile Optional<BeanManager> manager = Optional.empty();
  private volatile boolean looked;

  @Override
  public boolean wants(Outcome outcome) {
    if (!looked) {
      manager = look();
      looked = true;
    }
    return manager.isPresent();
  }

  private static Optional<BeanManager> look() {
    try {
      BeanManager found = CDI.current().getBeanManager();
      return found.resolveObserverMethods(SAMPLE).isEmpty() ? Optional.empty() : Optional.of(found);
    } catch (IllegalStateException e) {
      LOGGER.debug("The application has no running CDI container");
      return Optional.empty();
    }
  }

  @Override
  public void decided(AuthenticationEvent event) {
    manager.ifPresent(
        found ->
            failures.guard(() -> found.getEvent().select(AuthenticationEvent.class).fire(event)));
  }
}
