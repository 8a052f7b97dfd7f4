package io.latchkey.server;

import io.latchkey.jaxrs.RemoteAuthorityOpener;
import io.latchkey.jaxrs.RemoteTrustedAuthority;
import io.latchkey.settings.Settings;
import jakarta.enterprise.context.Dependent;

/** Lets this application be a component of another server's authority: {@code latchkey.ca.url}. */
@Dependent
public class ComponentAuthorityOpener implements RemoteAuthorityOpener {
  @Override
  public RemoteTrustedAuthority open(Settings settings) {
    return RemoteAuthority.open(RemoteCa.of(settings).orElseThrow());
  }
}
