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
 * One line for each request to sign: refusals at {@code WARN}, as many as {@link LogLimit} lets
 * through, signatures at {@code INFO}. Lines hold no token and nothing of one but its {@code kid}
 * and whom it names.
 */
final class SigningLog {
  /** What an operator switches these lines on and off by. */
  static final String LOGGER_NAME = "io.latchkey.signing";

  private static final Logger LOGGER = LoggerFactory.getLogger(LOGGER_NAME);

  /** A line is cut at the length of its texts; this spares joining names that do not show. */
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

  /** The names that clients accept, or the subject where there are none. */
  private static String names(IssuedCertificate certificate) {
    String names =
        Stream.of(certificate.dnsNames(), certificate.ipAddresses(), certificate.uris())
            .flatMap(List::stream)
            .limit(MAX_NAMES)
            .collect(Collectors.joining(","));
    return names.isEmpty() ? certificate.subject() : names;
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
          Printable.quoted(name),
          Printable.quoted(origin.path()),
          origin.address().orElse("-"),
          Printable.quoted(origin.keyId()),
          Printable.quoted(origin.caller()),
          left.getAsLong());
    }
  }
}
