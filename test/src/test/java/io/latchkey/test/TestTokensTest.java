package io.latchkey.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.tokens.Scheme;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.mockito.Mockito;

class TestTokensTest {
  @Test
  void callerWithRoles_isAcceptedByTheFilter() throws Exception {
    try (TestFilter filter = new TestFilter("latchkey.psk", TestTokens.psk())) {
      HttpServletRequest seen =
          filter.send(TestTokens.with("alice").roles("admin", "ops").header()).orElseThrow();

      assertThat(seen.getRemoteUser()).isEqualTo("alice");
      assertThat(seen.isUserInRole("admin")).isTrue();
      assertThat(seen.isUserInRole("ops")).isTrue();
      assertThat(seen.isUserInRole("service")).isFalse();
    }
  }

  @Test
  void expiredToken_isRejectedByTheFilter() throws Exception {
    try (TestFilter filter = new TestFilter("latchkey.psk", TestTokens.psk())) {
      assertThat(filter.send(TestTokens.with("alice").expired().header())).isEmpty();
      assertThat(filter.rejection()).contains("\"reason\":\"expired\"");
    }
    assertThat(TestTokens.with("alice").expired().isValid()).isFalse();
    assertThatThrownBy(() -> TestTokens.with("alice").expired().verified())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the token is rejected with the reason expired");
  }

  @Test
  void tokenOfOtherKey_isRejectedByFilter() throws Exception {
    TestKey other = TestKey.preShared("another pre-shared key of 32 chars", 1000);
    try (TestFilter filter = new TestFilter("latchkey.psk", TestTokens.psk())) {
      assertThat(filter.send(other.with("alice").header())).isEmpty();
      assertThat(filter.rejection()).contains("\"reason\":\"signature\"");
    }
  }

  @Test
  void keyPairToken_isAcceptedWithPublicKey() throws Exception {
    TestKey issuer = TestKey.generatePair();
    try (TestFilter filter = new TestFilter("latchkey.public-key", issuer.setting())) {
      HttpServletRequest seen = filter.send(issuer.with("alice").header()).orElseThrow();

      assertThat(seen.getRemoteUser()).isEqualTo("alice");
      assertThat(seen.isUserInRole("service")).isFalse();
    }
  }

  @Test
  void callerWithoutRolesClaim_isAComponent() {
    assertThat(TestTokens.with("worker-1").verified().roles()).containsExactly("service");
    assertThat(TestTokens.with("worker-1").roles().verified().roles()).isEmpty();
  }

  @Test
  void claims_areInTheToken() {
    TestToken token =
        TestTokens.with("alice").claim("tenant", "acme").claim("groups", List.of("a", "b"));

    assertThat(token.verified().claims())
        .containsAllEntriesOf(Map.of("sub", "alice", "tenant", "acme", "groups", List.of("a", "b")))
        .containsKeys("iat", "exp");
    assertThat(token.verified().scheme()).isEqualTo(Scheme.PSK);
  }

  @Test
  void claimOfTheSigner_isRejected() {
    assertThatThrownBy(() -> TestTokens.with("alice").claim("exp", 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("exp is set in every token; use expired()");
  }

  @Test
  void callerOnMock_isShownToServlet() throws Exception {
    HttpServletRequest mock = Mockito.mock(HttpServletRequest.class);

    HttpServletRequest seen = TestTokens.with("alice").roles("admin").on(mock);

    assertThat(seen.getUserPrincipal().getName()).isEqualTo("alice");
    assertThat(seen.getRemoteUser()).isEqualTo("alice");
    assertThat(seen.getAuthType()).isEqualTo("Bearer");
    assertThat(seen.isUserInRole("admin")).isTrue();
    assertThat(seen.isUserInRole("**")).isTrue();
    assertThat(seen.isUserInRole("*")).isFalse();
    assertThat(seen.isUserInRole(null)).isFalse();
    assertThat(seen.authenticate(null)).isTrue();
  }

  @Test
  void texts_containNoKey() {
    TestKey key = TestKey.preShared("a pre-shared key that is not shown", 1000);

    assertThat(key.toString() + key.with("alice")).doesNotContain("that is not shown");
  }
}
