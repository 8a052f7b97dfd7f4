package io.latchkey.ca.authority;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.latchkey.ca.caller.CallerIdentity;
import io.latchkey.ca.caller.CallerRestrictions;
import io.latchkey.ca.caller.RequestOrigin;
import io.latchkey.ca.issuance.IssuanceRejectedException;
import io.latchkey.ca.issuance.IssuanceTerms;
import io.latchkey.ca.issuance.RejectionReason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class SignatureRateTest {
  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
  private static final IssuanceTerms ALICE = terms("psk", "alice", "192.0.2.1");

  private final SignatureRate rate = new SignatureRate(OptionalInt.of(2));

  @Test
  void signatureBeyondLimit_isRejectedWithRetryAfter() throws Exception {
    rate.take(ALICE, NOW);
    rate.take(ALICE, NOW.plusSeconds(600));

    IssuanceRejectedException rejected = rejected(ALICE, NOW.plusSeconds(1200));

    assertThat(rejected.reason()).isEqualTo(RejectionReason.RATE);
    assertThat(rejected.retryAfter()).contains(Duration.ofMinutes(40));
  }

  @Test
  void limit_isLiftedAnHourAfterFirstSignature() throws Exception {
    rate.take(ALICE, NOW);
    rate.take(ALICE, NOW);

    assertThat(rejected(ALICE, NOW.plusSeconds(3600).minusMillis(1)).retryAfter())
        .contains(Duration.ofMillis(1));
    exhaust(ALICE, NOW.plusSeconds(3600));
    rejected(ALICE, NOW.plusSeconds(3600));
  }

  @Test
  void rejectedAttempts_doNotProlongTheWait() throws Exception {
    rate.take(ALICE, NOW);
    rate.take(ALICE, NOW);
    for (int i = 0; i < 10; i++) {
      rejected(ALICE, NOW);
    }
    rate.giveBack(ALICE);

    rate.take(ALICE, NOW);
    assertThat(rejected(ALICE, NOW).retryAfter()).contains(Duration.ofHours(1));
  }

  @Test
  void callers_areCountedByKindAndName() throws Exception {
    exhaust(ALICE, NOW);

    assertHasItsOwnLimit(terms("psk", "bob", "192.0.2.1"));
    assertHasItsOwnLimit(terms("public-key", "alice", "192.0.2.1"));
    rejected(terms("psk", "alice", "192.0.2.9"), NOW);
  }

  @Test
  void namelessCallers_areCountedByAddress() throws Exception {
    exhaust(terms("psk", "service", "192.0.2.1"), NOW);

    rejected(terms("psk", "service", "192.0.2.1"), NOW);
    assertHasItsOwnLimit(terms("psk", "service", "192.0.2.2"));
  }

  @Test
  void serverItself_isNotLimited() throws Exception {
    assertThat(taken(rate, IssuanceTerms.of(CallerIdentity.SERVER))).isEqualTo(5);
    assertThat(taken(rate, IssuanceTerms.of(new CallerIdentity("server", "x")))).isEqualTo(2);
  }

  @Test
  void noLimit_limitsNothing() throws Exception {
    assertThat(taken(new SignatureRate(OptionalInt.empty()), ALICE)).isEqualTo(5);
    assertThat(taken(rate, ALICE)).isEqualTo(2);
  }

  @Test
  void keysDerivedFromOneKey_shareALimit() throws Exception {
    exhaust(component("team-a/w"), NOW);

    rejected(component("team-a/x"), NOW);
    assertHasItsOwnLimit(component("team-b/w"));
    assertHasItsOwnLimit(terms("psk", "team-a", "192.0.2.1"));
  }

  /** The number of five signatures that are within the limit. */
  private static int taken(SignatureRate rate, IssuanceTerms terms) {
    for (int n = 0; n < 5; n++) {
      try {
        rate.take(terms, NOW);
      } catch (IssuanceRejectedException e) {
        return n;
      }
    }
    return 5;
  }

  private void exhaust(IssuanceTerms terms, Instant now) throws IssuanceRejectedException {
    rate.take(terms, now);
    rate.take(terms, now);
  }

  private void assertHasItsOwnLimit(IssuanceTerms terms) {
    assertThat(taken(rate, terms)).isEqualTo(2);
  }

  private IssuanceRejectedException rejected(IssuanceTerms terms, Instant now) {
    IssuanceRejectedException rejected =
        catchThrowableOfType(IssuanceRejectedException.class, () -> rate.take(terms, now));
    assertThat(rejected).isNotNull();
    return rejected;
  }

  private static IssuanceTerms component(String name) {
    CallerRestrictions.Segment first =
        new CallerRestrictions.Segment(
            name.substring(0, name.indexOf('/')),
            Optional.empty(),
            Optional.empty(),
            OptionalInt.empty(),
            Optional.empty());
    return terms("component", name, "192.0.2.1").within(new CallerRestrictions(List.of(first)));
  }

  private static IssuanceTerms terms(String kind, String name, String address) {
    return IssuanceTerms.of(new CallerIdentity(kind, name))
        .from(new RequestOrigin(Optional.of(address), Optional.empty()));
  }
}
