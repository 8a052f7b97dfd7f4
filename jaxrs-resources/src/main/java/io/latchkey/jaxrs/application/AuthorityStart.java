package io.latchkey.jaxrs.application;

import io.latchkey.base.http.ContextAttributes;
import io.latchkey.jaxrs.CertificateAuthorityProducer;
import io.latchkey.jaxrs.enrolment.Enrolment;
import io.latchkey.settings.AuthenticationSources;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.context.control.RequestContextController;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.servlet.ServletContext;

/**
 * Opens the authority when the application starts, so that an error stops the deployment. The
 * producer cannot observe the start itself: it injects the servlet context, which CDI provides to
 * requests only, and CDI skips an observer whose bean cannot be created outside a request.
 */
@ApplicationScoped
public class AuthorityStart {
  @Inject Instance<Enrolment> enrolment;

  /** Made by the container. */
  public AuthorityStart() {}

  /**
   * Announces the resources, and opens the authority, unless the code that runs the application
   * provides it.
   *
   * @throws io.latchkey.settings.SettingsException if a setting has a bad value, or is set where
   *     only the filter reads it
   */
  void open(
      @Observes @Initialized(ApplicationScoped.class) ServletContext start,
      RequestContextController requests,
      Instance<CertificateAuthorityProducer> producer) {
    start.setAttribute(ContextAttributes.AUTHORITY_RESOURCES, true);
    AuthenticationSources.of(start::getAttribute, start::setAttribute).addAuthority();
    if (start.getAttribute(CertificateAuthorityProducer.AUTHORITY_FOLLOWS) != null) {
      return;
    }
    boolean activated = requests.activate();
    try {
      // Creating the producer opens the authority.
      producer.get();
      startEnrolment();
    } finally {
      if (activated) {
        requests.deactivate();
      }
    }
  }

  /**
   * Starts the enrolment protocols, and the revocation of certificates that are not confirmed. The
   * code that has announced the authority with {@link
   * CertificateAuthorityProducer#AUTHORITY_FOLLOWS} calls this after it has set the attribute, with
   * an active request context. Further calls have no effect.
   *
   * @throws io.latchkey.settings.SettingsException if a setting has a bad value
   */
  public void startEnrolment() {
    enrolment.get();
  }
}
