package io.latchkey.jaxrs;

import io.latchkey.ca.CertificateAuthority;
import io.latchkey.ca.DataDirectory;
import io.latchkey.settings.Setting;
import io.latchkey.settings.Settings;
import io.latchkey.settings.SettingsException;
import jakarta.enterprise.inject.Instance;
import org.jspecify.annotations.Nullable;

/**
 * The authority of an application, and how to close it.
 *
 * @param authority the authority
 * @param whenClosed closes what was opened for the application
 */
record OpenedAuthority(ApplicationAuthority authority, Runnable whenClosed) {
  /**
   * Opens the authority that the settings describe, unless the code that runs the application
   * provides one.
   *
   * @param given the provided authority, which the application does not close; null if there is
   *     none
   * @param remote opens the authority of another server
   * @throws SettingsException if a setting has a bad value
   * @throws io.latchkey.ca.AuthorityUnavailableException if the authority cannot be used
   */
  static OpenedAuthority open(
      Settings settings, @Nullable Object given, Instance<RemoteAuthorityOpener> remote) {
    if (given instanceof CertificateAuthority own) {
      return new OpenedAuthority(ApplicationAuthority.own(own), () -> {});
    }
    if (given instanceof RemoteTrustedAuthority other) {
      return new OpenedAuthority(ApplicationAuthority.remote(other), () -> {});
    }
    return settings.text(Setting.CA_URL).isPresent()
        ? ofServer(settings, remote)
        : ofSettings(settings);
  }

  private static OpenedAuthority ofServer(
      Settings settings, Instance<RemoteAuthorityOpener> remote) {
    PublicUrl.of(settings); // a bad value stops the start here too
    if (remote.isUnsatisfied()) {
      throw settings.bad(
          Setting.CA_URL,
          "has no use in this application, which has no bean of type RemoteAuthorityOpener;"
              + " remove it, or take latchkey.war");
    }
    RemoteTrustedAuthority opened = remote.get().open(settings);
    return new OpenedAuthority(ApplicationAuthority.remote(opened), opened::close);
  }

  private static OpenedAuthority ofSettings(Settings settings) {
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
          opened.close();
          directory.close();
        });
  }

  void close() {
    whenClosed.run();
  }
}
