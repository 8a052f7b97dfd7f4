package io.latchkey.enrolment;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.ca.issuance.NamePrivilege;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SigningRolesTest {
  @Test
  void serviceAndAdmin_maySign() {
    assertThat(SigningRoles.maySign(Set.of("service")::contains)).isTrue();
    assertThat(SigningRoles.maySign(Set.of("admin")::contains)).isTrue();
    assertThat(SigningRoles.maySign(Set.of("metrics", "Service")::contains)).isFalse();
    assertThat(SigningRoles.REJECTION)
        .isEqualTo("The caller needs one of the roles: service, admin.");
  }

  @Test
  void onlyAdmin_mayHaveNamesOfTheServer() {
    assertThat(SigningRoles.privilege(Set.of("service", "admin")::contains))
        .isEqualTo(NamePrivilege.OWN_NAMES);
    assertThat(SigningRoles.privilege(Set.of("service")::contains)).isEqualTo(NamePrivilege.NONE);
  }
}
