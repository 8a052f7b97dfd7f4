package io.latchkey.test.spring;

import io.latchkey.tokens.VerifiedToken;
import jakarta.servlet.http.HttpServletRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Shows the caller of its request. */
@RestController
final class WhoController {
  @GetMapping("/who")
  String who(HttpServletRequest request) {
    VerifiedToken caller = (VerifiedToken) request.getUserPrincipal();
    return "%s admin=%s service=%s %s"
        .formatted(
            caller == null ? "anonymous" : caller.name(),
            request.isUserInRole("admin"),
            request.isUserInRole("service"),
            caller == null ? null : caller.text("tenant").orElse(null));
  }
}
