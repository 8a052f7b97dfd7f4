package io.latchkey.jaxrs;

import io.latchkey.ca.IssuedCertificate;
import io.latchkey.tokens.log.LogLimit;
import io.latchkey.tokens.log.LogText;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One line for each request to sign: refusals at {@code WARN}, as many as {@link LogLimit} lets
 * through, signatures at {@code DEBUG}. Lines hold no token and nothing of one but its {@code kid}
 * and whom it names.
 */
final class SigningLog {
  /** What an operator switches these lines on and off by. */
  static final String LOGGER_NAME = "io.latchkey.signing";

  private static final Logger LOGGER = LoggerFactory.getLogger(LOGGER_NAME);

  private final LogLimit limit;

  SigningLog(LongSupplier nanoTime) {
    limit = new LogLimit(nanoTime);
  }

  void signed(IssuedCertificate certificate, SigningOrigin origin) {
    LOGGER.debug(
        "signed serial={} not-after={} path={} address={} kid={} caller={}",
        certificate.serial(),
        certificate.notAfter(),
        LogText.quoted(origin.path()),
        origin.address().orElse("-"),
        LogText.quoted(origin.keyId()),
        LogText.quoted(origin.caller()));
  }

  /**
   * Nothing was signed.
   *
   * @param name which could not be had, if that is why
   */
  void refused(String reason, Optional<String> name, SigningOrigin origin) {
    OptionalLong left = limit.next(reason, origin.address());
    if (left.isPresent()) {
      LOGGER.warn(
          "refused reason={} name={} path={} address={} kid={} caller={} left-out={}",
          reason,
          LogText.quoted(name),
          LogText.quoted(origin.path()),
          origin.address().orElse("-"),
          LogText.quoted(origin.keyId()),
          LogText.quoted(origin.caller()),
          left.getAsLong());
    }
  }
}
