package io.latchkey.jaxrs.observe;

import io.latchkey.base.rate.LogLimit;
import io.latchkey.base.text.Printable;
import io.latchkey.ca.caller.RecordedCaller;
import io.latchkey.ca.certificate.IssuedCertificate;
import io.latchkey.jaxrs.caller.SigningOrigin;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs one line for each signing request: signatures at {@code INFO}, rejections at {@code WARN}.
 * {@link LogLimit} bounds the number of rejections. A line contains only the {@code kid} and the
 * caller name of a token. Safe for use by several threads.
 */
public final class SigningLog {
  /** The name of the logger, by which operators filter these lines. */
  static final String LOGGER_NAME = "io.latchkey.signing";

  private static final Logger LOGGER = LoggerFactory.getLogger(LOGGER_NAME);

  /** More names would be cut off, because the length of a line is limited. */
  private static final int MAX_NAMES = 20;

  private final LogLimit limit;

  /**
   * Creates the log.
   *
   * @param nanoTime the clock of {@link System#nanoTime}, for the limit of rejections
   */
  public SigningLog(LongSupplier nanoTime) {
    limit = new LogLimit(nanoTime);
  }

  void signed(IssuedCertificate certificate, SigningOrigin origin) {
    if (!LOGGER.isInfoEnabled()) {
      return;
    }
    RecordedCaller caller = certificate.requestedBy();
    // The parts are appended, because SLF4J would parse a message with parameters each time.
    StringBuilder line = new StringBuilder(320);
    line.append("signed serial=").append(certificate.serial());
    line.append(" names=").append(Printable.quoted(names(certificate)));
    line.append(" not-after=").append(certificate.notAfter());
    line.append(" path=").append(Printable.quoted(origin.path()));
    line.append(" address=").append(origin.address().orElse("-"));
    line.append(" kind=").append(Printable.quoted(caller.kind()));
    line.append(" key=").append(Printable.quoted(caller.key()));
    line.append(" caller=").append(Printable.quoted(origin.caller()));
    LOGGER.info(line.toString());
  }

  /** The subject alternative names, or the subject if there are none. */
  private static String names(IssuedCertificate certificate) {
    List<String> names = new ArrayList<>(certificate.dnsNames());
    names.addAll(certificate.ipAddresses());
    names.addAll(certificate.uris());
    return names.isEmpty()
        ? certificate.subject()
        : String.join(",", names.subList(0, Math.min(names.size(), MAX_NAMES)));
  }

  /**
   * Logs a rejection.
   *
   * @param name the name that was rejected, if the rejection is about a name
   */
  void rejected(String reason, Optional<String> name, SigningOrigin origin) {
    OptionalLong left = limit.next(reason, origin.address());
    if (left.isPresent()) {
      LOGGER.warn(
          "refused reason={} name={} path={} address={} kid={} caller={} left-out={}",
          reason,
          Printable.quoted(name),
          Printable.quoted(origin.path()),
          origin.address().orElse("-"),
          Printable.quoted(origin.keyId().get()),
          Printable.quoted(origin.caller()),
          left.getAsLong());
    }
  }
}
