package io.latchkey.samples.orders;

import io.latchkey.tokens.VerifiedToken;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;

/** The orders over HTTP. The filter rejects requests without a valid token. */
@RestController
public class OrderController {
  /** Returns the orders of the caller. */
  @GetMapping("/orders")
  public String orders(@AuthenticationPrincipal VerifiedToken caller) {
    return "Orders of " + caller.name();
  }

  /** Deletes an order; {@link OrderRules} require the role {@code admin}. */
  @DeleteMapping("/orders/{id}")
  public String delete(@PathVariable("id") String id) {
    return "Deleted order " + id;
  }
}
