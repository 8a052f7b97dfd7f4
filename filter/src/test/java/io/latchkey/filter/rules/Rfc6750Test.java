package io.latchkey.filter.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.base.http.AuthorizationHeader;
import io.latchkey.base.http.Credentials;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The examples of RFC 6750, The OAuth 2.0 Authorization Framework: Bearer Token Usage. */
class Rfc6750Test {

  @Test
  void section2_1_headerField_isRead() {
    Credentials credentials =
        AuthorizationHeader.parse(Collections.enumeration(List.of("Bearer mF_9.B5f-4.1JqM")));

    assertThat(credentials)
        .isInstanceOfSatisfying(
            Credentials.Token.class,
            token -> assertThat(token.value()).isEqualTo("mF_9.B5f-4.1JqM"));
  }

  @Test
  void section3_anonymousChallenge_hasNoErrorCode() {
    assertThat(Problem.MISSING.status()).isEqualTo(401);
    assertThat(Problem.MISSING.headers())
        .containsEntry("WWW-Authenticate", "Bearer realm=\"latchkey\"");
  }

  @Test
  void section3_1_errorCodes_haveTheirStatus() {
    assertThat(Problem.AMBIGUOUS_CREDENTIALS.status()).isEqualTo(400);
    assertThat(Problem.AMBIGUOUS_CREDENTIALS.headers().get("WWW-Authenticate"))
        .endsWith("error=\"invalid_request\"");
    assertThat(Problem.MALFORMED.status()).isEqualTo(401);
    assertThat(Problem.MALFORMED.headers().get("WWW-Authenticate"))
        .endsWith("error=\"invalid_token\"");
  }
}
