package io.latchkey.enrolment;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.ca.caller.CallerIdentity;
import io.latchkey.ca.certificate.IssuedCertificate;
import io.latchkey.ca.issuance.IssuanceRejectedException;
import io.latchkey.pki.RevocationReason;
import io.latchkey.tokens.FailedTokenRateLimiter;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class KnownSendersTest {
  private final AtomicLong nanos = new AtomicLong();
  private final FailedTokenRateLimiter failures = new FailedTokenRateLimiter(() -> 0);
  private final KnownSenders known = new KnownSenders(nanos::get);

  private static final EnrolmentWatch NONE =
      new EnrolmentWatch() {
        @Override
        public IssuedCertificate sign(CallerIdentity caller, Signing signing)
            throws IssuanceRejectedException {
          return signing.sign();
        }

        @Override
        public void rejected(String reason) {
          // Nothing is logged.
        }

        @Override
        public void revoked(
            IssuedCertificate certificate, RevocationReason reason, CallerIdentity caller) {
          // Nothing is revoked.
        }
      };

  private Sender throttled(String address) {
    Sender sender = new Sender(Optional.of(address), failures, NONE);
    while (sender.waitTime().isEmpty()) {
      sender.recordFailure("signature");
    }
    return sender;
  }

  private void use(String sender, Sender from, int times) {
    for (int i = 0; i < times; i++) {
      assertThat(known.waitTime(sender, from)).isEmpty();
    }
  }

  @Test
  void knownSender_isExempt() {
    Sender from = throttled("192.0.2.1");
    assertThat(known.waitTime("a", from)).isPresent();

    known.add("a");

    assertThat(known.waitTime("a", from)).isEmpty();
    assertThat(known.waitTime("b", from)).isPresent();
  }

  @Test
  void exemption_isLimitedForEachSenderAndAddress() {
    Sender from = throttled("192.0.2.1");
    known.add("a");
    known.add("b");
    use("a", from, KnownSenders.MAX_EXEMPT);

    assertThat(known.waitTime("a", from)).isPresent();
    use("b", from, 1);
    use("a", throttled("192.0.2.2"), KnownSenders.MAX_EXEMPT);

    nanos.addAndGet(Duration.ofMinutes(1).toNanos() - 1);
    assertThat(known.waitTime("a", from)).isPresent();
    nanos.addAndGet(1);
    use("a", from, KnownSenders.MAX_EXEMPT);
  }

  @Test
  void addressThatIsNotThrottled_usesUpNothing() {
    Sender open = new Sender(Optional.of("192.0.2.1"), failures, NONE);
    known.add("a");
    use("a", open, KnownSenders.MAX_EXEMPT + 1);

    use("a", throttled("192.0.2.1"), KnownSenders.MAX_EXEMPT);
  }

  @Test
  void sender_isForgottenOneDayAfterLastProof() {
    Sender from = throttled("192.0.2.1");
    known.add("a");
    nanos.addAndGet(Duration.ofDays(1).toNanos() - 1);
    use("a", from, 1);
    nanos.addAndGet(1);

    assertThat(known.waitTime("a", from)).isPresent();
  }
}
