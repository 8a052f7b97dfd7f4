package io.latchkey.filter.observe;

import io.latchkey.base.net.IpAddress;
import io.latchkey.base.rate.LogLimit;
import io.latchkey.base.text.Printable;
import io.latchkey.filter.rules.Outcome;
import io.latchkey.settings.Setting;
import io.latchkey.settings.Settings;
import io.latchkey.settings.SettingsException;
import io.latchkey.tokens.Scheme;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Writes one log line for each decision: rejections at {@code WARN}, limited by {@link LogLimit};
 * accepted tokens at {@code DEBUG}. With {@code latchkey.log.authentication=debug}, accepted
 * requests, also those that need no token, at {@code INFO}, and all rejections without a limit. A
 * line contains no token; of a token it contains only {@code kid} and the name of the caller.
 */
final class AuthenticationLog implements AuthenticationObserver {
  /** The name of the logger. */
  static final String LOGGER_NAME = "io.latchkey.authentication";

  private static final Logger LOGGER = LoggerFactory.getLogger(LOGGER_NAME);

  private final LogLimit limit = new LogLimit(System::nanoTime);

  /** Whether each decision is logged at a level that servers show by default. */
  private final boolean logsEach;

  /**
   * Reads {@link Setting#LOG_AUTHENTICATION}.
   *
   * @throws SettingsException if the value is neither {@code info} nor {@code debug}
   */
  AuthenticationLog(Settings settings) {
    logsEach = settings.oneOf(Setting.LOG_AUTHENTICATION, "info", "debug").equals("debug");
  }

  @Override
  public boolean wants(Outcome outcome) {
    if (logsEach) {
      return LOGGER.isInfoEnabled();
    }
    return outcome instanceof Outcome.Rejected ? LOGGER.isWarnEnabled() : LOGGER.isDebugEnabled();
  }

  /** Logs that a request needs no token, if each decision is logged. */
  void open(HttpServletRequest request, Function<HttpServletRequest, @Nullable String> address) {
    if (logsEach && LOGGER.isInfoEnabled()) {
      LOGGER.info(
          "open method={} path={} address={}",
          Printable.quoted(Objects.requireNonNullElse(request.getMethod(), "")),
          Printable.quoted(Objects.requireNonNullElse(request.getRequestURI(), "")),
          Optional.ofNullable(address.apply(request))
              .flatMap(IpAddress::remoteLiteral)
              .orElse("-"));
    }
  }

  @Override
  public void decided(AuthenticationEvent event) {
    if (event.admitted()) {
      LOGGER
          .atLevel(logsEach ? Level.INFO : Level.DEBUG)
          .log(
              "admitted method={} path={} address={} kid={} scheme={} key={} caller={}",
              Printable.quoted(event.method()),
              Printable.quoted(event.path()),
              event.address().orElse("-"),
              Printable.quoted(event.keyId()),
              event.scheme().map(Scheme::wireName).orElse("-"),
              Printable.quoted(event.key()),
              Printable.quoted(event.caller()));
      return;
    }
    String reason = event.reason().orElse("");
    OptionalLong left = logsEach ? OptionalLong.of(0) : limit.next(reason, event.address());
    if (left.isPresent()) {
      LOGGER.warn(
          "refused reason={} method={} path={} address={} kid={} left-out={}",
          reason,
          Printable.quoted(event.method()),
          Printable.quoted(event.path()),
          event.address().orElse("-"),
          Printable.quoted(event.keyId()),
          left.getAsLong());
    }
  }
}
