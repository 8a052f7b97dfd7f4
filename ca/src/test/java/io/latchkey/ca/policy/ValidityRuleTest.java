package io.latchkey.ca.policy;

import static io.latchkey.ca.caller.CallerRestrictions.NONE;
import static io.latchkey.ca.policy.Rejections.reason;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.ca.AuthorityUnavailableException;
import io.latchkey.ca.issuance.RejectionReason;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ValidityRuleTest {
  private static final Instant CA_BEGINS = Instant.parse("2026-01-01T00:00:00Z");
  private static final Instant CA_ENDS = Instant.parse("2036-01-01T00:00:00Z");
  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00.123Z");
  private static final Duration YEAR = Duration.ofDays(365);
  private static final ValidityPeriod CA = new ValidityPeriod(CA_BEGINS, CA_ENDS);

  private final ValidityRule rule = new ValidityRule(Duration.ofDays(90), YEAR, CA);

  @Test
  void noRequestedValidity_usesTheDefault() throws Exception {
    assertThat(rule.period(Optional.empty(), NONE, NOW))
        .isEqualTo(
            new ValidityPeriod(
                Instant.parse("2026-06-01T11:59:00Z"), Instant.parse("2026-08-30T12:00:00Z")));
  }

  @ParameterizedTest
  @CsvSource({"P1D, P1D", "P364D, P364D", "P365D, P365D", "P366D, P365D"})
  void defaultValidity_isCappedByTheMaximum(Duration maximum, Duration expected) {
    assertThat(ValidityRule.of(Optional.empty(), maximum, CA).standard()).isEqualTo(expected);
  }

  @Test
  void setValidityAboveTheMaximum_isNotCapped() {
    Duration maximum = Duration.ofDays(90);

    assertThat(ValidityRule.of(Optional.of(maximum), maximum, CA).standard()).isEqualTo(maximum);
    assertThatThrownBy(() -> ValidityRule.of(Optional.of(maximum.plusSeconds(1)), maximum, CA))
        .isInstanceOf(AuthorityUnavailableException.class)
        .hasMessageContaining("latchkey.cert.max-validity");
  }

  @Test
  void validityUpToTheMaximum_isGranted() throws Exception {
    assertThat(rule.period(Optional.of(Duration.ofDays(1)), NONE, NOW).notAfter())
        .isEqualTo(Instant.parse("2026-06-02T12:00:00Z"));
    assertThat(rule.period(Optional.of(YEAR), NONE, NOW).notAfter())
        .isEqualTo(Instant.parse("2027-06-01T12:00:00Z"));
  }

  @Test
  void zeroNegativeAndTooLong_areRejected() {
    for (Duration asked :
        new Duration[] {
          Duration.ZERO,
          Duration.ofDays(-1),
          Duration.ofMillis(999),
          YEAR.plusSeconds(1),
          Duration.ofSeconds(Long.MAX_VALUE)
        }) {
      assertThat(reason(() -> rule.period(Optional.of(asked), NONE, NOW)))
          .isEqualTo(RejectionReason.VALIDITY);
    }
  }

  @Test
  void validity_endsNoLaterThanTheCa() throws Exception {
    assertThat(rule.period(Optional.empty(), NONE, CA_ENDS.minusSeconds(1)).notAfter())
        .isEqualTo(CA_ENDS);
  }

  @Test
  void hugeMaximum_endsWithTheCa() throws Exception {
    Duration huge = Duration.ofSeconds(Long.MAX_VALUE);
    ValidityRule generous = new ValidityRule(YEAR, huge, CA);

    assertThat(generous.period(Optional.of(huge), NONE, NOW).notAfter()).isEqualTo(CA_ENDS);
  }

  @Test
  void validity_startsNoEarlierThanTheCa() throws Exception {
    assertThat(rule.period(Optional.empty(), NONE, CA_BEGINS.plusSeconds(59)).notBefore())
        .isEqualTo(CA_BEGINS);
    assertThat(rule.period(Optional.empty(), NONE, CA_BEGINS.plusSeconds(61)).notBefore())
        .isEqualTo(CA_BEGINS.plusSeconds(1));
  }

  @Test
  void caThatIsNotValid_signsNothing() {
    assertThat(reason(() -> rule.period(Optional.empty(), NONE, CA_ENDS)))
        .isEqualTo(RejectionReason.VALIDITY);
    assertThat(reason(() -> rule.period(Optional.empty(), NONE, CA_BEGINS.minusSeconds(1))))
        .isEqualTo(RejectionReason.VALIDITY);
  }

  @Test
  void standardAboveTheMaximum_isABadSetting() {
    assertThatThrownBy(() -> new ValidityRule(YEAR.plusDays(1), YEAR, CA))
        .isInstanceOf(AuthorityUnavailableException.class)
        .hasMessageContaining("maximum");
  }
}
