package io.latchkey.filter.observe;

import io.latchkey.base.http.ApplicationAttributes;
import io.latchkey.base.rate.FailureLog;
import io.latchkey.filter.rules.Outcome;
import io.latchkey.settings.SettingsException;
import jakarta.servlet.ServletContext;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The {@link AuthenticationListener}s of an application, which receive the decisions of all its
 * filters. Safe for use by several threads.
 */
public final class AuthenticationListeners {
  private static final Logger LOGGER = LoggerFactory.getLogger(AuthenticationListeners.class);
  private static final String ATTRIBUTE = AuthenticationListeners.class.getName();

  private final List<AuthenticationListener> listeners;
  private final FailureLog failures = new FailureLog(LOGGER, "An AuthenticationListener failed");

  private AuthenticationListeners(List<AuthenticationListener> services) {
    listeners = new CopyOnWriteArrayList<>(services);
  }

  /**
   * Returns the listeners of an application.
   *
   * @return the same object for each call with the same context
   * @throws SettingsException if a service of the application cannot be loaded
   */
  public static AuthenticationListeners of(ServletContext context) {
    return new ApplicationAttributes(context::getAttribute, context::setAttribute)
        .getOrCreate(
            ATTRIBUTE, AuthenticationListeners.class, () -> services(context.getClassLoader()));
  }

  /**
   * Returns the services of a class loader.
   *
   * @param application null, which a servlet mock may return, means the class loader of this class
   * @throws SettingsException if a service cannot be loaded
   */
  private static AuthenticationListeners services(@Nullable ClassLoader application) {
    try {
      return new AuthenticationListeners(
          ServiceLoader.load(
                  AuthenticationListener.class,
                  application == null
                      ? AuthenticationListeners.class.getClassLoader()
                      : application)
              .stream()
              .map(ServiceLoader.Provider::get)
              .toList());
    } catch (ServiceConfigurationError e) {
      throw new SettingsException(
          "The application's %s cannot be loaded: %s"
              .formatted(AuthenticationListener.class.getName(), e.getMessage()));
    }
  }

  /** Adds a listener. */
  public void add(AuthenticationListener listener) {
    listeners.add(listener);
  }

  /** Removes a listener; does nothing if it was not added. */
  public void remove(AuthenticationListener listener) {
    listeners.remove(listener);
  }

  AuthenticationObserver observer() {
    return new AuthenticationObserver() {
      @Override
      public boolean wants(Outcome outcome) {
        return !listeners.isEmpty();
      }

      @Override
      public void decided(AuthenticationEvent event) {
        listeners.forEach(listener -> failures.guard(() -> tell(listener, event)));
      }
    };
  }

  private static void tell(AuthenticationListener listener, AuthenticationEvent event) {
    if (event.admitted()) {
      listener.admitted(event);
    } else {
      listener.rejected(event);
    }
  }
}
