package io.latchkey.jaxrs;

import io.latchkey.ca.caller.CallerRestrictions.Usage;
import io.latchkey.ca.issuance.PendingCertificate;
import java.time.Instant;
import java.util.Set;

/**
 * The CA is about to sign a certificate that complies with all its rules. The CA fires this CDI
 * event on the thread of the request, whichever protocol requests the certificate. An observer can
 * reject the certificate, let it end earlier, or remove extended key usages. It cannot extend
 * anything. An exception of an observer rejects the certificate.
 *
 * <pre>{@code
 * void check(@Observes IssuanceRequested request) {
 *   if (!inventory.contains(request.certificate().caller().name())) {
 *     request.reject();
 *   }
 *   request.endBy(Instant.now().plus(Duration.ofDays(7)));
 * }
 * }</pre>
 *
 * <p>For the thread of the request only; asynchronous observers are not called.
 */
public final class IssuanceRequested {
  private PendingCertificate certificate;
  private boolean rejected;

  /** Creates the event, for the CA and for tests of observers. */
  public IssuanceRequested(PendingCertificate certificate) {
    this.certificate = certificate;
  }

  /** The certificate as the observers that were called before have left it. */
  public PendingCertificate certificate() {
    return certificate;
  }

  /**
   * Rejects the certificate. The caller gets 403 with the reason {@code vetoed}. Later observers
   * cannot undo this.
   */
  public void reject() {
    rejected = true;
  }

  /** Whether an observer has rejected the certificate. */
  public boolean isRejected() {
    return rejected;
  }

  /**
   * Lets the certificate end earlier. A later end has no effect.
   *
   * @param end last instant of the validity; fractions of a second are dropped
   * @throws IllegalArgumentException if the certificate would end before it begins
   */
  public void endBy(Instant end) {
    certificate = certificate.endingBy(end);
  }

  /**
   * Removes the extended key usages that are not in a set.
   *
   * @throws IllegalArgumentException if no usage is left
   */
  public void retainUsages(Set<Usage> allowed) {
    certificate = certificate.withOnly(allowed);
  }
}
