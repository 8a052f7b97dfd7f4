package io.latchkey.ca.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.latchkey.ca.caller.CallerRestrictions;
import io.latchkey.ca.issuance.IssuanceRejectedException;
import io.latchkey.ca.issuance.RejectionReason;
import io.latchkey.ca.issuance.SubjectPolicy;
import io.latchkey.ca.testing.RequestBuilder;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The names in a segment of a component key, which count as a name policy. */
class NameRuleTest {
  private static void check(CallerRestrictions.Names names, String subject) throws Exception {
    CallerRestrictions.Segment segment =
        new CallerRestrictions.Segment(
            "team-a", Optional.of(names), Optional.empty(), OptionalInt.empty(), Optional.empty());
    NameRule.ofSegment(segment, names, SubjectPolicy.standard())
        .check(
            new SubjectRule()
                .read(RequestBuilder.request().subject(subject).dns("a.example").build()));
  }

  private static CallerRestrictions.Names any() {
    return new CallerRestrictions.Names(List.of("*"), List.of("*"), List.of());
  }

  @ParameterizedTest
  @ValueSource(strings = {"CN=free text", "O=Example,CN=a.example", "OU=x,CN=a.example"})
  void segmentWithAnyName_restrictsSubject(String subject) {
    IssuanceRejectedException rejected =
        catchThrowableOfType(IssuanceRejectedException.class, () -> check(any(), subject));

    assertThat(rejected.reason()).isEqualTo(RejectionReason.NAME_NOT_ALLOWED);
  }

  @Test
  void segmentWithAnyName_allowsNames() {
    assertThatCode(() -> check(any(), "CN=a.example")).doesNotThrowAnyException();
  }
}
