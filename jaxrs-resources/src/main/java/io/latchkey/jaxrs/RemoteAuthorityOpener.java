package io.latchkey.jaxrs;

import io.latchkey.ca.AuthorityUnavailableException;
import io.latchkey.ca.CertificateAuthority;
import io.latchkey.settings.Settings;
import io.latchkey.settings.SettingsException;

/**
 * Comes to trust the authority of another server, the one that {@code latchkey.ca.url} names, for
 * an application that is only a component of it. An application that allows the setting has a bean
 * of this type.
 */
public interface RemoteAuthorityOpener {
  /**
   * Opens it. What it gives publishes the other authority's certificates; to sign and to look into
   * the record it answers with {@link io.latchkey.ca.IssuedElsewhereException}.
   *
   * @throws SettingsException if a setting has a bad value or does not go with the URL
   * @throws AuthorityUnavailableException if the other server does not answer, or cannot prove that
   *     it has the pre-shared key
   */
  CertificateAuthority open(Settings settings);
}
