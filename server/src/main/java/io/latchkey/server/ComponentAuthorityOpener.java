package io.latchkey.server;

import io.latchkey.jaxrs.RemoteAuthorityOpener;
import io.latchkey.jaxrs.RemoteTrustedAuthority;
import io.latchkey.settings.Settings;
import jakarta.enterprise.context.Dependent;

/** Makes this application a component of the CA that {@code latchkey.ca.url} names. */
@Dependent
public class ComponentAuthorityOpener implements RemoteAuthorityOpener {
  @Override
  public RemoteTrustedAuthority open(Settings settings) {
    return RemoteAuthority.open(RemoteCa.of(settings).orElseThrow());
  }
}
