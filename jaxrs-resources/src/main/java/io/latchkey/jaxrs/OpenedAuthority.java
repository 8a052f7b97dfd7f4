package io.latchkey.jaxrs;

import io.latchkey.ca.CertificateAuthority;
import io.latchkey.ca.DataDirectory;
import io.latchkey.settings.Setting;
import io.latchkey.settings.Settings;
import io.latchkey.settings.SettingsException;
import jakarta.enterprise.inject.Instance;
import jakarta.servlet.ServletContext;
import java.util.Optional;

/**
 * The authority of an application, and how to close it.
 *
 * @param authority the authority
 * @param whenClosed closes what was opened for the application
 */
record OpenedAuthority(ApplicationAuthority authority, Runnable whenClosed) {
  /**
   * Returns the authority that the code that runs the application provides. The application does
   * not close it.
   *
   * @return empty if none is provided
   */
  static Optional<OpenedAuthority> provided(ServletContext context) {
    if (context.getAttribute(CertificateAuthorityProducer.OWN_AUTHORITY)
        instanceof CertificateAuthority own) {
      return Optional.of(new OpenedAuthority(ApplicationAuthority.own(own), () -> {}));
    }
    if (context.getAttribute(CertificateAuthorityProducer.REMOTE_AUTHORITY)
        instanceof RemoteTrustedAuthority remote) {
      return Optional.of(new OpenedAuthority(ApplicationAuthority.remote(remote), () -> {}));
    }
    return Optional.empty();
  }

  /**
   * Opens the authority that the settings describe.
   *
   * @param remote opens the authority of another server
   * @throws SettingsException if a setting has a bad value
   * @throws io.latchkey.ca.AuthorityUnavailableException if the authority cannot be used
   */
  static OpenedAuthority ofSettings(Settings settings, Instance<RemoteAuthorityOpener> remote) {
    return settings.text(Setting.CA_URL).isPresent()
        ? openRemote(settings, remote)
        : openOwn(settings);
  }

  private static OpenedAuthority openRemote(
      Settings settings, Instance<RemoteAuthorityOpener> remote) {
    settings.publicUrl(); // a bad value stops the start here too
    if (remote.isUnsatisfied()) {
      throw settings.bad(
          Setting.CA_URL,
          "has no use in this application, which has no bean of type RemoteAuthorityOpener;"
              + " remove it, or take latchkey.war");
    }
    RemoteTrustedAuthority opened = remote.get().open(settings);
    return new OpenedAuthority(ApplicationAuthority.remote(opened), opened::close);
  }

  private static OpenedAuthority openOwn(Settings settings) {
    DataDirectory directory = DataDirectory.open(settings.dataDirectory());
    CertificateAuthority opened;
    try {
      opened = ConfiguredAuthority.open(settings, directory);
    } catch (RuntimeException | Error e) {
      directory.close();
      throw e;
    }
    return new OpenedAuthority(
        ApplicationAuthority.own(opened),
        () -> {
          try {
            opened.close();
          } finally {
            directory.close();
          }
        });
  }

  void close() {
    whenClosed.run();
  }
}
