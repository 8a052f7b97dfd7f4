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
 * One line for each decision: refusals at {@code WARN}, as many as {@link LogLimit} lets through,
 * the others at {@code DEBUG}. Lines hold no token and nothing of one but its {@code kid} and whom
 * it names.
 */
final class AuthenticationLog implements AuthenticationObserver {
  /** What an operator switches these lines on and off by. */
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
