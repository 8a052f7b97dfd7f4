package io.latchkey.filter.warn;

import io.latchkey.base.http.ApplicationAttributes;
import io.latchkey.base.text.Printable;
import io.latchkey.settings.Settings;
import jakarta.servlet.ServletContext;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Warnings that are logged once for each application, independent of the number of its
 * authenticators and requests. Safe for use by several threads.
 */
public final class ApplicationWarnings {
  private static final Logger LOGGER = LoggerFactory.getLogger(ApplicationWarnings.class);
  private static final String ATTRIBUTE = ApplicationWarnings.class.getName();

  private final Set<String> written = ConcurrentHashMap.newKeySet();
  private final AtomicBoolean forwardedWritten = new AtomicBoolean();

  /** Returns the warnings of an application: the same object for each call with one context. */
  public static ApplicationWarnings of(ServletContext context) {
    return new ApplicationAttributes(context::getAttribute, context::setAttribute)
        .getOrCreate(ATTRIBUTE, ApplicationWarnings.class, ApplicationWarnings::new);
  }

  /** Warns of files with secrets that every user of the host can read, once for each mode. */
  public void exposedSecrets(Settings settings) {
    settings.exposedSecrets().forEach(this::once);
  }

  /** Logs a warning about the settings once. If the log fails, the next call logs the warning. */
  public void once(String warning) {
    if (written.add(warning)) {
      try {
        LOGGER.warn("{}", warning);
      } catch (RuntimeException | Error e) {
        written.remove(warning);
        throw e;
      }
    }
  }

  /** Whether the warning of {@link #ignoredForwarded} was not written yet. */
  public boolean awaitsForwarded() {
    return !forwardedWritten.get();
  }

  /**
   * Warns of a header that names the client but comes from an address that is not a trusted proxy.
   */
  public void ignoredForwarded(String peer, String header) {
    if (!forwardedWritten.getAndSet(true)) {
      LOGGER.warn(
          "A request from {} has the header {}, which is ignored, because latchkey.trusted-proxies"
              + " does not name this address. If it is your proxy, add the address to"
              + " latchkey.trusted-proxies. Otherwise all clients behind it share one limit of"
              + " rejected tokens. This warning is written once",
          Printable.quoted(peer),
          header);
    }
  }
}
