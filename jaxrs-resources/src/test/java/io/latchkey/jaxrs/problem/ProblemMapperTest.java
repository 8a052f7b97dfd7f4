package io.latchkey.jaxrs.problem;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.ca.issuance.IssuanceRejectedException;
import io.latchkey.ca.issuance.RejectionReason;
import io.latchkey.enrolment.CallerRejectedException;
import io.latchkey.tokens.OpenRequestCaller;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class ProblemMapperTest {
  private static final Set<Rejection> TEMPORARY =
      EnumSet.of(Rejection.RATE, Rejection.THROTTLED, Rejection.BUSY, Rejection.UNAVAILABLE);

  private static Response response(RequestRejectedException rejected) {
    return new ProblemMapper().toResponse(rejected);
  }

  @ParameterizedTest
  @EnumSource
  void rejection_isRetriedIfTemporary(Rejection rejection) {
    Response response = response(new RequestRejectedException(rejection, "No."));

    assertThat(response.getHeaderString("Retry-After"))
        .isEqualTo(TEMPORARY.contains(rejection) ? "5" : null);
  }

  @ParameterizedTest
  @CsvSource({
    "CSR_MALFORMED, 400",
    "REPLAYED, 401",
    "NAME_NOT_ALLOWED, 403",
    "KEY_TOO_WEAK, 422",
    "RATE, 429"
  })
  void rejectionByAuthority_hasItsStatusAndReason(RejectionReason reason, int status) {
    RequestRejectedException rejected =
        new RequestRejectedException(new IssuanceRejectedException(reason, "No"));

    assertThat(response(rejected).getStatus()).isEqualTo(status);
    assertThat(rejected.reason()).isEqualTo(reason.wireName());
    assertThat(rejected.detail()).isEqualTo("No.");
  }

  @Test
  void rejectedCaller_isNotAuthenticated() {
    RequestRejectedException rejected =
        new RequestRejectedException(CallerRejectedException.notAuthenticated("revoked", "No."));

    Response response = response(rejected);

    assertThat(response.getStatus()).isEqualTo(401);
    assertThat(response.getHeaderString("WWW-Authenticate"))
        .isEqualTo("Bearer realm=\"latchkey\", error=\"invalid_token\"");
    assertThat(response.getEntity())
        .isEqualTo(
            "{\"type\":\"about:blank\",\"title\":\"Unauthorized\",\"status\":401,"
                + "\"detail\":\"No.\",\"reason\":\"revoked\"}\n");
  }

  @Test
  void rejectionByTheFilter_keepsItsWaitingTime() {
    Response response =
        response(
            new RequestRejectedException(
                new OpenRequestCaller.RejectedException(
                    503, "busy", "No.", Duration.ofMillis(2300))));

    assertThat(response.getStatus()).isEqualTo(503);
    assertThat(response.getHeaderString("Retry-After")).isEqualTo("3");
    assertThat(response.getHeaderString("WWW-Authenticate")).isNull();
  }

  @Test
  void signingReasons_areNotThoseBeforeSigning() {
    assertThat(Rejection.signingReasons())
        .contains("missing", "csr_binding", "name_not_allowed", "rate")
        .doesNotContain("purpose", "throttled", "content_type");
  }
}
