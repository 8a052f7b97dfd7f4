package io.latchkey.samples.secured;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.anyString;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import io.latchkey.test.TestToken;
import io.latchkey.test.WithCaller;
import io.latchkey.tokens.VerifiedToken;
import jakarta.ejb.SessionContext;
import jakarta.security.enterprise.SecurityContext;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The code of the application with a caller. The server checks the roles; see docs/testing.md. */
@WithCaller(value = "alice", roles = "admin")
class LedgerTest {
  @Test
  void booking_containsTheNameOfTheCaller(VerifiedToken caller) {
    Ledger ledger = new Ledger();
    ledger.session = mock(SessionContext.class);
    when(ledger.session.getCallerPrincipal()).thenReturn(caller);

    assertThat(ledger.book()).isEqualTo("booked by alice");
  }

  @Test
  @SuppressWarnings("UnnecessaryAssignment") // no container injects the field
  void me_showsCallerOfRequestAndSecurityContext(TestToken token, VerifiedToken caller) {
    LedgerResource resource = new LedgerResource();
    resource.security = mock(SecurityContext.class);
    when(resource.security.getPrincipalsByType(VerifiedToken.class)).thenReturn(Set.of(caller));
    when(resource.security.getCallerPrincipal()).thenReturn(caller);
    when(resource.security.isCallerInRole(anyString()))
        .thenAnswer(call -> caller.roles().contains(call.getArgument(0, String.class)));

    assertThat(resource.me(token.on(mock(HttpServletRequest.class))))
        .isEqualTo("request=alice [admin], security=alice [admin], scheme=psk");
  }
}
