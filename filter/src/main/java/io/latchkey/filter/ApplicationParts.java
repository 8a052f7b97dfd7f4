package io.latchkey.filter;

import com.github.benmanes.caffeine.cache.Ticker;
import io.latchkey.base.http.ApplicationAttributes;
import io.latchkey.base.io.FilePoller;
import io.latchkey.base.rate.ElapsedTime;
import io.latchkey.filter.keys.ContextCertificateKeys;
import io.latchkey.filter.observe.AuthenticationListeners;
import io.latchkey.filter.observe.AuthenticationStatistics;
import io.latchkey.filter.rules.OwnResources;
import io.latchkey.filter.throttle.ApplicationLimiters;
import io.latchkey.filter.warn.ApplicationWarnings;
import io.latchkey.tokens.CertificateKeys;
import io.latchkey.tokens.FailedTokenRateLimiter;
import io.latchkey.tokens.KeyDerivationLimiter;
import io.latchkey.tokens.secrets.ApplicationSecrets;
import jakarta.servlet.ServletContext;

/**
 * The objects that all authenticators of one application share.
 *
 * @param classLoader the class loader of the application, which may have a {@link
 *     ResourceIdentifier}
 * @param certificates finds the certificates of the CA in the same application
 * @param keySetTime measures the age of fetched key sets
 */
record ApplicationParts(
    ClassLoader classLoader,
    AuthenticationStatistics statistics,
    AuthenticationListeners listeners,
    ApplicationLimiters limiters,
    CertificateKeys certificates,
    ApplicationWarnings warnings,
    OwnResources ownResources,
    FilePoller poller,
    ApplicationSecrets secrets,
    Ticker keySetTime) {

  /** Returns the objects of a web application, which are attributes of its servlet context. */
  static ApplicationParts of(ServletContext context) {
    ApplicationLimiters limiters = ApplicationLimiters.of(context);
    ApplicationAttributes attributes =
        new ApplicationAttributes(context::getAttribute, context::setAttribute);
    return new ApplicationParts(
        FilterSettings.classLoader(context),
        AuthenticationStatistics.of(context),
        AuthenticationListeners.of(context),
        limiters,
        new ContextCertificateKeys(context),
        ApplicationWarnings.of(context),
        new OwnResources(name -> context.getAttribute(name) != null),
        FilePoller.of(attributes),
        ApplicationSecrets.of(attributes),
        ElapsedTime.system()::getAsLong);
  }

  /** Creates the objects of an authenticator that shares none, and has no CA. */
  static ApplicationParts unshared(ClassLoader classLoader) {
    return unshared(classLoader, Ticker.systemTicker(), ElapsedTime.system()::getAsLong);
  }

  /** The same, with a ticker that measures all elapsed time. */
  static ApplicationParts unshared(ClassLoader classLoader, Ticker ticker) {
    return unshared(classLoader, ticker, ticker);
  }

  private static ApplicationParts unshared(
      ClassLoader classLoader, Ticker ticker, Ticker keySetTime) {
    ApplicationLimiters limiters =
        new ApplicationLimiters(
            new FailedTokenRateLimiter(ticker::read), new KeyDerivationLimiter(1));
    FilePoller poller = new FilePoller();
    return new ApplicationParts(
        classLoader,
        new AuthenticationStatistics(limiters.keyDerivations()),
        AuthenticationListeners.services(classLoader),
        limiters,
        sha256 -> {
          throw new IllegalStateException("there is no CA here");
        },
        new ApplicationWarnings(),
        new OwnResources(name -> false),
        poller,
        new ApplicationSecrets(poller),
        keySetTime);
  }
}
