package io.latchkey.jaxrs;

import io.latchkey.base.text.Printable;
import io.latchkey.ca.IssuedCertificate;
import io.latchkey.ca.RecordedCaller;
import io.latchkey.tokens.log.LogLimit;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs one line for each signing request: signatures at {@code INFO}, rejections at {@code WARN}.
 * {@link LogLimit} bounds the number of rejections. A line contains only the {@code kid} and the
 * caller name of a token.
 */
final class SigningLog {
  /** The name of the logger, by which operators filter these lines. */
  static final String LOGGER_NAME = "io.latchkey.signing";

  private static final Logger LOGGER = LoggerFactory.getLogger(LOGGER_NAME);

  /** More names would be cut off, because the length of a line is limited. */
  private static final int MAX_NAMES = 20;

  private final LogLimit limit;

  SigningLog(LongSupplier nanoTime) {
    limit = new LogLimit(nanoTime);
  }

  void signed(IssuedCertificate certificate, SigningOrigin origin) {
    RecordedCaller caller = certificate.requestedBy();
    LOGGER.info(
        "signed serial={} names={} not-after={} path={} address={} kind={} key={} caller={}",
        certificate.serial(),
        Printable.quoted(names(certificate)),
        certificate.notAfter(),
        Printable.quoted(origin.path()),
        origin.address().orElse("-"),
        Printable.quoted(caller.kind()),
        Printable.quoted(caller.key()),
        Printable.quoted(origin.caller()));
  }

  /** The subject alternative names, or the subject if there are none. */
  private static String names(IssuedCertificate certificate) {
    String names =
        Stream.of(certificate.dnsNames(), certificate.ipAddresses(), certificate.uris())
            .flatMap(List::stream)
            .limit(MAX_NAMES)
            .collect(Collectors.joining(","));
    return names.isEmpty() ? certificate.subject() : names;
  }

  /**
   * Logs a rejection.
   *
   * @param name the name that was rejected, if the rejection is about a name
   */
  void refused(String reason, Optional<String> name, SigningOrigin origin) {
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
