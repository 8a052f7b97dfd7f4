package io.latchkey.filter;

import io.latchkey.base.http.ApplicationAttributes;
import io.latchkey.base.io.FilePoller;
import io.latchkey.filter.keys.ContextCertificateKeys;
import io.latchkey.filter.observe.AuthenticationListeners;
import io.latchkey.filter.observe.AuthenticationStatistics;
import io.latchkey.filter.rules.OwnResources;
import io.latchkey.filter.throttle.ApplicationLimiters;
import io.latchkey.filter.warn.ApplicationWarnings;
import io.latchkey.tokens.CertificateKeys;
import io.latchkey.tokens.secrets.ApplicationSecrets;
import jakarta.servlet.ServletContext;

/**
 * The objects that all authenticators of one application share.
 *
 * @param classLoader the class loader of the application, which may have a {@link
 *     ResourceIdentifier}
 * @param certificates finds the certificates of the CA in the same application
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
    ApplicationSecrets secrets) {

  /** Returns the objects of a web application, which are attributes of its servlet context. */
  static ApplicationParts of(ServletContext context) {
    ApplicationAttributes attributes =
        new ApplicationAttributes(context::getAttribute, context::setAttribute);
    return new ApplicationParts(
        FilterSettings.classLoader(context),
        AuthenticationStatistics.of(context),
        AuthenticationListeners.of(context),
        ApplicationLimiters.of(context),
        new ContextCertificateKeys(context),
        ApplicationWarnings.of(context),
        new OwnResources(name -> context.getAttribute(name) != null),
        FilePoller.of(attributes),
        ApplicationSecrets.of(attributes));
  }
}
