package io.latchkey.filter.observe;

import com.github.benmanes.caffeine.cache.Ticker;
import io.latchkey.base.text.Printable;
import io.latchkey.filter.rules.Outcome;
import io.latchkey.tokens.Scheme;
import io.latchkey.tokens.log.LogLimit;
import java.util.OptionalLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes one log line for each decision: rejections at {@code WARN}, limited by {@link LogLimit};
 * others at {@code DEBUG}. A line contains no token; of a token it contains only {@code kid} and
 * the name of the caller.
 */
final class AuthenticationLog implements AuthenticationObserver {
  /** The name of the logger. */
  static final String LOGGER_NAME = "io.latchkey.authentication";

  private static final Logger LOGGER = LoggerFactory.getLogger(LOGGER_NAME);

  private final LogLimit limit;

  AuthenticationLog(Ticker ticker) {
    limit = new LogLimit(ticker::read);
  }

  @Override
  public boolean wants(Outcome outcome) {
    return outcome instanceof Outcome.Refused ? LOGGER.isWarnEnabled() : LOGGER.isDebugEnabled();
  }

  @Override
  public void decided(AuthenticationEvent event) {
    if (event.admitted()) {
      LOGGER.debug(
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
    OptionalLong left = limit.next(reason, event.address());
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
