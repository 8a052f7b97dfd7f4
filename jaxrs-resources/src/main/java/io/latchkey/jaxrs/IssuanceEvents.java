package io.latchkey.jaxrs;

import io.latchkey.base.rate.LogLimit;
import io.latchkey.base.text.Printable;
import io.latchkey.ca.certificate.IssuedCertificate;
import io.latchkey.ca.issuance.IssuanceListener;
import io.latchkey.ca.issuance.IssuanceRejectedException;
import io.latchkey.ca.issuance.PendingCertificate;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fires an {@link IssuanceRequested} before the CA signs a certificate and a {@link
 * CertificateIssued} after its record is on disk. If an observer of the first fails, the
 * certificate is rejected, because the decision of the observer is unknown.
 */
final class IssuanceEvents implements IssuanceListener {
  private static final Logger LOG = LoggerFactory.getLogger(IssuanceEvents.class);

  private final Consumer<IssuanceRequested> before;
  private final Consumer<CertificateIssued> after;
  private final LogLimit limit;

  IssuanceEvents(
      Consumer<IssuanceRequested> before,
      Consumer<CertificateIssued> after,
      LongSupplier nanoTime) {
    this.before = before;
    this.after = after;
    this.limit = new LogLimit(nanoTime);
  }

  @Override
  public PendingCertificate requested(PendingCertificate certificate)
      throws IssuanceRejectedException {
    IssuanceRequested event = new IssuanceRequested(certificate);
    if (!ask(event) || event.isRejected()) {
      throw IssuanceRejectedException.vetoed();
    }
    return event.certificate();
  }

  /** Returns whether no observer failed. */
  @SuppressWarnings("IllegalCatch") // any failure of an observer rejects the certificate
  private boolean ask(IssuanceRequested event) {
    try {
      before.accept(event);
      return true;
    } catch (RuntimeException | Error e) {
      OptionalLong left =
          limit.next(e.getClass().getName(), event.certificate().origin().address());
      if (left.isPresent()) {
        LOG.warn(
            "A certificate was rejected because an observer of IssuanceRequested failed:"
                + " caller={} left-out={}",
            Printable.quoted(event.certificate().caller().name()),
            left.getAsLong(),
            e);
      }
      return false;
    }
  }

  @Override
  public void issued(IssuedCertificate certificate) {
    after.accept(new CertificateIssued(certificate));
  }
}
