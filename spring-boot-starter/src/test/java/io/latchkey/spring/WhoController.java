package io.latchkey.spring;

import io.latchkey.tokens.VerifiedToken;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Shows the caller according to Spring Security, or without it according to the request. */
@RestController
final class WhoController {
  @RequestMapping({"/who", "/open", "/admin/x"})
  String who(HttpServletRequest request) {
    Authentication caller = SecurityContextHolder.getContext().getAuthentication();
    String shown =
        caller == null
            ? "%s [] token=%s"
                .formatted(
                    request.getRemoteUser(), request.getUserPrincipal() instanceof VerifiedToken)
            : "%s %s token=%s"
                .formatted(
                    caller.getName(),
                    authorities(caller),
                    caller.getPrincipal() instanceof VerifiedToken);
    return shown + " admin=" + request.isUserInRole("admin");
  }

  private static Set<String> authorities(Authentication caller) {
    return new TreeSet<>(
        caller.getAuthorities().stream()
            .map(GrantedAuthority::getAuthority)
            .filter(authority -> authority.startsWith("ROLE_"))
            .toList());
  }

  @RequestMapping("/later")
  Callable<String> later(HttpServletRequest request) {
    return () -> who(request);
  }
}
