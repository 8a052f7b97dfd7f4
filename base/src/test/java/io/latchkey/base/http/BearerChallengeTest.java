package io.latchkey.base.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BearerChallengeTest {

  @Test
  void missingToken_isChallengedWithoutAnError() {
    assertThat(BearerChallenge.of(401, "missing")).contains("Bearer realm=\"latchkey\"");
  }

  @ParameterizedTest
  @CsvSource({
    "401, expired, invalid_token",
    "401, role, invalid_token",
    "400, ambiguous_credentials, invalid_request",
    "403, prefix, insufficient_scope",
    "403, role, insufficient_scope",
    "403, use, insufficient_scope",
  })
  void rejectedCredentials_areNamedInTheError(int status, String reason, String error) {
    assertThat(BearerChallenge.of(status, reason))
        .contains("Bearer realm=\"latchkey\", error=\"" + error + "\"");
  }

  @ParameterizedTest
  @CsvSource({"400, malformed", "403, name_not_allowed", "429, throttled", "503, busy"})
  void otherRejection_hasNoChallenge(int status, String reason) {
    assertThat(BearerChallenge.of(status, reason)).isEmpty();
  }

  @Test
  void scope_containsOnlyRolesThatItCan() {
    assertThat(BearerChallenge.insufficientScope(List.of("a", "b c", "d")))
        .isEqualTo("Bearer realm=\"latchkey\", error=\"insufficient_scope\", scope=\"a d\"");
    assertThat(BearerChallenge.insufficientScope(List.of("b c")))
        .isEqualTo("Bearer realm=\"latchkey\", error=\"insufficient_scope\"");
  }
}
