package io.latchkey.filter.throttle;

import io.latchkey.base.http.ApplicationAttributes;
import io.latchkey.base.http.ContextAttributes;
import io.latchkey.base.http.RequestAttributes;
import io.latchkey.tokens.FailedTokenRateLimiter;
import io.latchkey.tokens.KeyDerivationLimiter;
import io.latchkey.tokens.secrets.ConfiguredDerivation;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;

/**
 * The limiters of an application. All its filters and authentication mechanisms share them, so that
 * a client gets one limit for the application and not one for each filter. Safe for use by several
 * threads.
 *
 * @param failedTokens limits the rejected tokens of each client address
 * @param keyDerivations limits key derivations; allows one at a time until an authenticator raises
 *     it to {@code latchkey.kdf-concurrency}
 */
public record ApplicationLimiters(
    FailedTokenRateLimiter failedTokens, KeyDerivationLimiter keyDerivations) {

  /** Returns the limiters of an application: the same objects for each call with one context. */
  public static ApplicationLimiters of(ServletContext context) {
    ApplicationAttributes attributes =
        new ApplicationAttributes(context::getAttribute, context::setAttribute);
    return new ApplicationLimiters(
        attributes.getOrCreate(
            ContextAttributes.FAILED_TOKEN_RATE_LIMITER,
            FailedTokenRateLimiter.class,
            FailedTokenRateLimiter::new),
        ConfiguredDerivation.limiter(attributes));
  }

  /** Sets the limiters as attributes of a request, for code that does not know the filter. */
  public void addTo(HttpServletRequest request) {
    request.setAttribute(RequestAttributes.FAILED_TOKEN_RATE_LIMITER, failedTokens);
    request.setAttribute(RequestAttributes.KEY_DERIVATION_LIMITER, keyDerivations);
  }
}
