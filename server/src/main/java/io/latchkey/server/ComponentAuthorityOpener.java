package io.latchkey.server;

import io.latchkey.base.http.ApplicationAttributes;
import io.latchkey.base.io.FilePoller;
import io.latchkey.jaxrs.RemoteAuthorityOpener;
import io.latchkey.jaxrs.RemoteTrustedAuthority;
import io.latchkey.settings.Settings;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.servlet.ServletContext;

/** Makes this application a component of the CA that {@code latchkey.ca.url} names. */
@Dependent
public class ComponentAuthorityOpener implements RemoteAuthorityOpener {
  private final ServletContext context;

  /** For the container. */
  @Inject
  public ComponentAuthorityOpener(ServletContext context) {
    this.context = context;
  }

  @Override
  public RemoteTrustedAuthority open(Settings settings) {
    return RemoteAuthority.open(
        RemoteCaSettings.of(settings).orElseThrow(),
        FilePoller.of(new ApplicationAttributes(context::getAttribute, context::setAttribute)));
  }
}
