package io.latchkey.jaxrs;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.context.control.RequestContextController;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.servlet.ServletContext;

/**
 * Opens the authority when the application starts, so that what is wrong stops the deployment. The
 * producer cannot observe the start itself: it asks for the servlet context, which belongs to
 * requests for CDI, and an observer whose bean cannot be made outside a request is passed over.
 */
@ApplicationScoped
public class AuthorityStart {
  /** Made by the container. */
  public AuthorityStart() {}

  /** Leaves it alone where somebody else opens it and has said so in the attribute. */
  void open(
      @Observes @Initialized(ApplicationScoped.class) ServletContext start,
      RequestContextController requests,
      Instance<CertificateAuthorityProducer> producer) {
    if (start.getAttribute(CertificateAuthorityProducer.ATTRIBUTE) != null) {
      return;
    }
    boolean activated = requests.activate();
    try {
      // That it exists by now is all that is needed.
      producer.get();
    } finally {
      if (activated) {
        requests.deactivate();
      }
    }
  }
}
