package io.latchkey.ca.authority;

import io.latchkey.base.rate.FailureLog;
import io.latchkey.ca.CertificateAuthority;
import io.latchkey.ca.certificate.IssuedCertificate;
import io.latchkey.ca.issuance.IssuanceListener;
import io.latchkey.ca.issuance.IssuanceRejectedException;
import io.latchkey.ca.issuance.IssuanceTerms;
import io.latchkey.ca.issuance.NamePrivilege;
import io.latchkey.ca.issuance.PendingCertificate;
import io.latchkey.ca.policy.AlternativeNames;
import io.latchkey.ca.policy.IssuancePolicy;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The listeners of the issuance. Safe for use by several threads. */
final class IssuanceListeners {
  private static final Logger LOG = LoggerFactory.getLogger(CertificateAuthority.class);

  private final List<IssuanceListener> listeners = new CopyOnWriteArrayList<>();
  private final FailureLog failures =
      new FailureLog(
          LOG, "A listener of the issuance failed; the certificate is issued nevertheless");

  void add(IssuanceListener listener) {
    listeners.add(listener);
  }

  void remove(IssuanceListener listener) {
    listeners.remove(listener);
  }

  /** Asks the listeners, each with what those before it have left. */
  IssuancePolicy.Admission reviewed(
      IssuancePolicy.Admission admission, IssuanceTerms terms, Instant now)
      throws IssuanceRejectedException {
    if (listeners.isEmpty() || terms.privilege() == NamePrivilege.SERVER) {
      return admission;
    }
    IssuancePolicy.Admission left = admission;
    for (IssuanceListener listener : listeners) {
      PendingCertificate narrowed = listener.requested(pending(left, terms));
      left = left.narrowedTo(narrowed.notAfter(), narrowed.usages(), now);
    }
    return left;
  }

  private static PendingCertificate pending(
      IssuancePolicy.Admission admission, IssuanceTerms terms) {
    AlternativeNames names = admission.subject().names();
    return new PendingCertificate(
        terms.caller(),
        terms.origin(),
        admission.subjectText(),
        names.dnsTexts(),
        names.ipTexts(),
        names.uriTexts(),
        admission.period().notBefore(),
        admission.period().notAfter(),
        admission.usages());
  }

  /** Tells the listeners about a certificate that is recorded, which they cannot undo. */
  void tell(IssuedCertificate issued) {
    listeners.forEach(listener -> failures.guard(() -> listener.issued(issued)));
  }
}
