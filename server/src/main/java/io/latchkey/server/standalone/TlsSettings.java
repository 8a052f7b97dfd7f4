package io.latchkey.server.standalone;

import io.latchkey.settings.Setting;
import io.latchkey.settings.Settings;
import io.latchkey.settings.SourcedText;
import java.time.Clock;
import java.util.Optional;

/**
 * Whether the server speaks TLS, and with which certificate.
 *
 * @param isOn false: plain HTTP
 * @param own the operator's certificate and key; empty: the authority issues one
 */
record TlsSettings(boolean isOn, Optional<PemIdentity> own) {
  /**
   * Reads them.
   *
   * @throws StartException if one of certificate and key is missing
   * @throws io.latchkey.settings.SettingsException if a file cannot be read
   */
  static TlsSettings of(Settings settings, boolean isOn) {
    if (!isOn) {
      return new TlsSettings(false, Optional.empty());
    }
    Optional<SourcedText> certificate = settings.document(Setting.TLS_CERT);
    Optional<SourcedText> key = settings.document(Setting.TLS_KEY);
    if (certificate.isPresent() != key.isPresent()) {
      throw new StartException(
          "a certificate and its key belong together; %s is missing: give both or none"
              .formatted(
                  certificate.isPresent()
                      ? "--cert-key (latchkey.tls.key)"
                      : "--cert (latchkey.tls.cert)"));
    }
    return new TlsSettings(
        true,
        certificate.map(
            text -> new PemIdentity(text, key.orElseThrow(), settings.text(Setting.TLS_KEY_PASS))));
  }

  Optional<ServerIdentity> ownIdentity(Clock clock) {
    return own.map(pem -> pem.read(clock));
  }
}
