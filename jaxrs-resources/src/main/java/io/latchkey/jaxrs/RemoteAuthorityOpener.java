package io.latchkey.jaxrs;

import io.latchkey.ca.AuthorityUnavailableException;
import io.latchkey.settings.Settings;
import io.latchkey.settings.SettingsException;

/**
 * Connects to the CA of another server, the one that {@code latchkey.ca.url} names. An application
 * that allows this setting has a bean of this type.
 */
public interface RemoteAuthorityOpener {
  /**
   * Fetches and authenticates the CA certificate of that server, and keeps it current until the
   * authority is closed.
   *
   * @throws SettingsException if a setting has a bad value or contradicts the URL
   * @throws AuthorityUnavailableException if the other server does not answer, or does not prove
   *     that it has the pre-shared key
   */
  RemoteTrustedAuthority open(Settings settings);
}
