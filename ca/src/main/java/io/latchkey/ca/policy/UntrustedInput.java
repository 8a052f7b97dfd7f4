package io.latchkey.ca.policy;

import io.latchkey.ca.CertificateAuthority;
import io.latchkey.ca.issuance.IssuanceRejectedException;
import io.latchkey.ca.issuance.RejectionReason;
import java.io.IOException;
import java.security.GeneralSecurityException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one place that turns what parsing a request, or building a certificate from it, throws into a
 * rejection. Bouncy Castle and the JDK report bad structure with a dozen kinds of exceptions, most
 * of them unchecked. Their messages are dropped, because they may quote what was sent, and that may
 * have been a private key.
 *
 * <p>Only code that reads the request runs here. Signing and the store do not: their faults are
 * faults of the server.
 */
public final class UntrustedInput {
  private static final Logger LOG = LoggerFactory.getLogger(CertificateAuthority.class);

  private UntrustedInput() {}

  /** Something that reads a request. */
  @FunctionalInterface
  public interface Reading<T> {
    T read() throws IssuanceRejectedException, IOException, GeneralSecurityException;
  }

  /** Something that checks a request. */
  @FunctionalInterface
  interface Checking {
    void check() throws IssuanceRejectedException, IOException, GeneralSecurityException;
  }

  /**
   * Returns what is read.
   *
   * @param reason the reason of the rejection if the reading fails
   * @param detail its detail, one fixed sentence
   */
  public static <T> T read(RejectionReason reason, String detail, Reading<T> reading)
      throws IssuanceRejectedException {
    try {
      return reading.read();
    } catch (IOException
        | GeneralSecurityException
        | RuntimeException
        | StackOverflowError unreadable) {
      log(reason, unreadable);
      throw new IssuanceRejectedException(reason, detail);
    }
  }

  /** The same for a check that gives no result. */
  static void check(RejectionReason reason, String detail, Checking checking)
      throws IssuanceRejectedException {
    read(
        reason,
        detail,
        () -> {
          checking.check();
          return true;
        });
  }

  private static void log(RejectionReason reason, Throwable unreadable) {
    StackTraceElement[] trace = unreadable.getStackTrace();
    LOG.debug(
        "A request is rejected ({}) after {} at {}",
        reason.wireName(),
        unreadable.getClass().getName(),
        trace.length == 0 ? "an unknown place" : trace[0]);
  }
}
