package io.latchkey.test;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.tokens.VerifiedToken;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@WithCaller(value = "alice", roles = "admin")
class WithCallerTest {
  @Test
  void annotationOfTheClass_givesTheCaller(TestToken caller, VerifiedToken verified) {
    assertThat(verified.name()).isEqualTo("alice");
    assertThat(verified.roles()).containsExactly("admin");
    assertThat(TestTokens.current()).hasToString("Optional[" + caller + "]");
  }

  @Test
  @WithCaller("worker-1")
  void testAnnotation_replacesClassAnnotation(VerifiedToken caller) {
    assertThat(caller.name()).isEqualTo("worker-1");
    assertThat(caller.roles()).containsExactly("service");
  }

  @Test
  @WithCaller(
      value = "bob",
      roles = {})
  void noRoles_giveNoRole(VerifiedToken caller) {
    assertThat(caller.roles()).isEmpty();
  }

  @Nested
  class Inner {
    @Test
    void annotationOfTheOuterClass_isUsed(VerifiedToken caller) {
      assertThat(caller.name()).isEqualTo("alice");
    }
  }

  @Nested
  @WithCaller("carol")
  class OtherInner {
    @Test
    void nestedClassAnnotation_replacesOuterClassAnnotation(VerifiedToken caller) {
      assertThat(caller.name()).isEqualTo("carol");
    }
  }
}
