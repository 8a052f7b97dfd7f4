package io.latchkey.ca.authority;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.latchkey.ca.CallerIdentity;
import io.latchkey.ca.IssuanceRefusedException;
import io.latchkey.ca.IssuanceTerms;
import io.latchkey.ca.RefusalReason;
import io.latchkey.ca.RequestOrigin;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class SignatureRateTest {
  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
  private static final IssuanceTerms ALICE = terms("psk", "alice", "192.0.2.1");

  private final SignatureRate rate = new SignatureRate(OptionalInt.of(2));

  @Test
  void limit_isReachedWithTheSignatureAfterTheLast() throws Exception {
    rate.take(ALICE, NOW);
    rate.take(ALICE, NOW.plusSeconds(600));

    IssuanceRefusedException refused = refused(ALICE, NOW.plusSeconds(1200));

    assertThat(refused.reason()).isEqualTo(RefusalReason.RATE);
    assertThat(refused.retryAfter()).contains(Duration.ofMinutes(40));
  }

  @Test
  void limit_isLiftedAnHourAfterTheFirstSignature() throws Exception {
    rate.take(ALICE, NOW);
    rate.take(ALICE, NOW);

    assertThat(refused(ALICE, NOW.plusSeconds(3600).minusMillis(1)).retryAfter())
        .contains(Duration.ofMillis(1));
    rate.take(ALICE, NOW.plusSeconds(3600));
  }

  @Test
  void rejectedAttempts_doNotProlongTheWait() throws Exception {
    rate.take(ALICE, NOW);
    rate.take(ALICE, NOW);
    for (int i = 0; i < 10; i++) {
      refused(ALICE, NOW);
    }
    rate.giveBack(ALICE);

    assertThatCode(() -> rate.take(ALICE, NOW)).doesNotThrowAnyException();
  }

  @Test
  void callers_areCountedByKindAndName() throws Exception {
    exhaust(ALICE);

    rate.take(terms("psk", "bob", "192.0.2.1"), NOW);
    rate.take(terms("public-key", "alice", "192.0.2.1"), NOW);
    refused(terms("psk", "alice", "192.0.2.9"), NOW);
  }

  @Test
  void namelessCallers_areCountedByAddress() throws Exception {
    exhaust(terms("psk", "service", "192.0.2.1"));

    refused(terms("psk", "service", "192.0.2.1"), NOW);
    rate.take(terms("psk", "service", "192.0.2.2"), NOW);
  }

  @Test
  void serverItself_isNotLimited() throws Exception {
    for (int i = 0; i < 5; i++) {
      rate.take(IssuanceTerms.of(CallerIdentity.SERVER), NOW);
    }
  }

  @Test
  void noLimit_limitsNothing() throws Exception {
    SignatureRate unlimited = new SignatureRate(OptionalInt.empty());
    for (int i = 0; i < 5; i++) {
      unlimited.take(ALICE, NOW);
    }
  }

  private void exhaust(IssuanceTerms terms) throws IssuanceRefusedException {
    rate.take(terms, NOW);
    rate.take(terms, NOW);
  }

  private IssuanceRefusedException refused(IssuanceTerms terms, Instant now) {
    IssuanceRefusedException refused =
        catchThrowableOfType(IssuanceRefusedException.class, () -> rate.take(terms, now));
    assertThat(refused).isNotNull();
    return refused;
  }

  private static IssuanceTerms terms(String kind, String name, String address) {
    return IssuanceTerms.of(new CallerIdentity(kind, name))
        .from(new RequestOrigin(Optional.of(address), Optional.empty()));
  }
}
