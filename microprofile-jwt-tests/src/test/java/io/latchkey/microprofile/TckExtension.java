package io.latchkey.microprofile;

import org.jboss.arquillian.container.spi.client.container.DeployableContainer;
import org.jboss.arquillian.container.test.spi.client.deployment.ApplicationArchiveProcessor;
import org.jboss.arquillian.core.spi.LoadableExtension;

/** Tells Arquillian the server and the settings of its applications. */
public final class TckExtension implements LoadableExtension {
  /** Called by Arquillian. */
  public TckExtension() {}

  @Override
  public void register(ExtensionBuilder builder) {
    builder
        .service(DeployableContainer.class, TomcatContainer.class)
        .service(ApplicationArchiveProcessor.class, TckApplication.class);
  }
}
