package io.latchkey.jaxrs.observe;

import io.latchkey.base.rate.FailureLog;
import io.latchkey.base.text.Printable;
import io.latchkey.ca.caller.CallerIdentity;
import io.latchkey.ca.certificate.IssuedCertificate;
import io.latchkey.jaxrs.CertificateRevoked;
import io.latchkey.jaxrs.caller.SigningOrigin;
import io.latchkey.pki.RevocationReason;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs revocations, and fires a {@link CertificateRevoked} for each. Safe for use by several
 * threads.
 */
@Singleton
public class RevocationWatch {
  private static final Logger LOG = LoggerFactory.getLogger(RevocationWatch.class);

  /** The logger that also has a line for each signature. */
  private static final Logger SIGNING = LoggerFactory.getLogger(SigningLog.LOGGER_NAME);

  private final Consumer<CertificateRevoked> observers;
  private final FailureLog failures =
      new FailureLog(LOG, "An observer of CertificateRevoked failed");

  @Inject
  RevocationWatch(Event<CertificateRevoked> events) {
    this((Consumer<CertificateRevoked>) events::fire);
  }

  /**
   * Watches without CDI.
   *
   * @param observers get each event
   */
  public RevocationWatch(Consumer<CertificateRevoked> observers) {
    this.observers = observers;
  }

  /**
   * Reports a revocation that is on record, a hold, or a release. An exception or error of an
   * observer is logged, at most one each minute: an observer cannot undo a revocation.
   */
  public void revoked(
      IssuedCertificate certificate,
      RevocationReason reason,
      CallerIdentity caller,
      SigningOrigin origin) {
    SIGNING.info(
        "revoked serial={} reason={} address={} kind={} caller={}",
        certificate.serial(),
        reason.wireName(),
        origin.address().orElse("-"),
        Printable.quoted(caller.kind()),
        Printable.quoted(caller.name()));
    failures.guard(
        () -> observers.accept(new CertificateRevoked(certificate, reason, caller.name())));
  }
}
