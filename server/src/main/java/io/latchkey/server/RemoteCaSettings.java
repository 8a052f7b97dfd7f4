package io.latchkey.server;

import io.latchkey.base.io.FilePoller;
import io.latchkey.base.io.Reloadable;
import io.latchkey.base.net.ServerUrl;
import io.latchkey.ca.AuthorityUnavailableException;
import io.latchkey.client.CertificateAuthorityClient;
import io.latchkey.client.ClientException;
import io.latchkey.client.Credential;
import io.latchkey.jaxrs.ConfiguredAuthority;
import io.latchkey.settings.Setting;
import io.latchkey.settings.Settings;
import io.latchkey.settings.SettingsException;
import io.latchkey.tokens.component.ComponentKey;
import java.net.URI;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The server that is the CA, if this server is a component of it.
 *
 * @param url the base of its paths
 * @param settings the settings with the credential
 */
public record RemoteCaSettings(URI url, Settings settings) {
  /**
   * Reads {@code latchkey.ca.url}; empty if it is not set.
   *
   * @throws SettingsException if the URL is invalid, if there is no pre-shared key, or if a setting
   *     configures a CA on this server
   */
  public static Optional<RemoteCaSettings> of(Settings settings) {
    return settings
        .serverUrl(Setting.CA_URL, "https://ca.example.org:8900")
        .map(ServerUrl::uri)
        .map(
            url -> {
              Stream.of(Setting.values())
                  .filter(setting -> setting.scope() == Setting.Scope.OWN_CA)
                  .forEach(setting -> checkAbsent(settings, setting));
              RemoteCaSettings ca = new RemoteCaSettings(url, settings);
              ca.readCredential();
              return ca;
            });
  }

  private static void checkAbsent(Settings settings, Setting setting) {
    if (settings.text(setting).isPresent()) {
      throw new SettingsException(
          "%s describes a CA on this server, and %s says that another server is the CA; remove one of the two"
              .formatted(settings.shownName(setting), settings.shownName(Setting.CA_URL)));
    }
  }

  /**
   * Returns the credential with which this server and the CA authenticate each other. It is
   * reloaded when its file changes, until it is closed.
   *
   * @throws SettingsException if the file cannot be read
   */
  Reloadable<Credential> credential(FilePoller poller) {
    return Reloadable.of(
        "keys for the CA",
        poller,
        settings.files(Setting.CA_CREDENTIAL, Setting.PSK),
        SettingsException.class,
        this::readCredential);
  }

  private Credential readCredential() {
    Setting setting =
        settings.text(Setting.CA_CREDENTIAL).isPresent() ? Setting.CA_CREDENTIAL : Setting.PSK;
    String secret =
        settings
            .text(setting)
            .orElseThrow(
                () ->
                    new SettingsException(
                        "%s needs latchkey.ca.credential, a component key or the pre-shared key of that CA; set it, for example to file:/run/secrets/credential"
                            .formatted(settings.shownName(Setting.CA_URL))));
    if (setting == Setting.PSK && ComponentKey.looksLikeIt(secret.strip())) {
      throw settings.badPart(
          setting, "the value is the secret of a component key; set it as latchkey.ca.credential");
    }
    try {
      return Credential.parse(secret);
    } catch (IllegalArgumentException e) {
      throw settings.badPart(setting, String.valueOf(e.getMessage()));
    }
  }

  /**
   * Fetches and authenticates the CA certificate.
   *
   * @param credential supplies the current credential
   * @throws SettingsException if a token must not be sent to that URL
   * @throws AuthorityUnavailableException if the server does not answer, or does not prove that it
   *     has the pre-shared key
   */
  CertificateAuthorityClient connect(Supplier<Credential> credential) {
    try {
      return CertificateAuthorityClient.connect(
          url, credential, ConfiguredAuthority.keyDerivation(settings), Clock.systemUTC());
    } catch (IllegalArgumentException e) {
      throw new SettingsException(settings.shownName(Setting.CA_URL) + ": " + e.getMessage());
    } catch (ClientException e) {
      throw new AuthorityUnavailableException(
          settings.shownName(Setting.CA_URL) + ": " + e.getMessage(), e);
    }
  }
}
