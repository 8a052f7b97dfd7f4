package io.latchkey.enrolment.cmp;

import io.latchkey.base.crypto.Sha256;
import io.latchkey.base.text.Base64Url;
import io.latchkey.ca.caller.CallerIdentity;
import io.latchkey.ca.caller.OneTimeUse;
import io.latchkey.ca.certificate.IssuedCertificate;
import io.latchkey.enrolment.EnrolledCaller;
import java.time.Instant;
import java.util.Optional;

/**
 * A message whose protection is verified and whose caller is accepted now. Only {@link Senders}
 * makes one.
 *
 * @param message the message
 * @param caller the caller
 * @param holder the certificate that protects the message; empty if a shared secret does
 */
record Authenticated(
    CmpMessage message, EnrolledCaller caller, Optional<IssuedCertificate> holder) {
  /** One scope for all callers, because the store keeps a row for each scope for good. */
  static final CallerIdentity SCOPE = new CallerIdentity("cmp", "transactions");

  /** The permission that the transaction uses up. Other callers cannot use it up. */
  OneTimeUse transaction(Instant rememberedUntil) {
    return new OneTimeUse(transactionKey(), rememberedUntil);
  }

  /** Identifies the transaction among those of all callers. */
  String transactionKey() {
    return Base64Url.encode(
        Sha256.of(caller.identity().scope(Base64Url.encode(message.transactionId()))));
  }

  /** Identifies the key that protects the message. */
  String senderKey() {
    return holder
        .map(certificate -> "certificate " + certificate.serial())
        .orElseGet(() -> caller.credential().recorded());
  }
}
