package io.latchkey.server.standalone;

import io.latchkey.settings.Setting;
import io.latchkey.settings.Settings;
import io.latchkey.settings.SourcedText;
import java.time.Clock;
import java.util.Optional;

/**
 * The TLS settings of the server.
 *
 * @param isOn false for plain HTTP
 * @param own the certificate and key that the operator provides; if empty, the CA issues one
 * @param asksClients whether clients are asked for a certificate
 */
record TlsSettings(boolean isOn, Optional<PemIdentity> own, boolean asksClients) {
  /**
   * Reads the settings.
   *
   * @throws StartException if only one of certificate and key is set
   * @throws io.latchkey.settings.SettingsException if a file cannot be read, or {@code
   *     latchkey.tls.client-auth} is invalid, or {@code want} without TLS or without the CA on this
   *     server
   */
  static TlsSettings of(Settings settings, boolean isOn) {
    boolean asksClients = settings.asksForClientCertificates();
    if (asksClients && !isOn) {
      throw settings.bad(Setting.TLS_CLIENT_AUTH, "needs TLS; remove --no-tls, or set it to none");
    }
    if (asksClients && settings.text(Setting.CA_URL).isPresent()) {
      throw settings.needsOwnCa(Setting.TLS_CLIENT_AUTH);
    }
    if (!isOn) {
      return new TlsSettings(false, Optional.empty(), false);
    }
    Optional<SourcedText> certificate = settings.document(Setting.TLS_CERT);
    Optional<SourcedText> key = settings.document(Setting.TLS_KEY);
    if (certificate.isPresent() != key.isPresent()) {
      throw new StartException(
          "a certificate needs its key, and a key its certificate; %s is missing: set both or none"
              .formatted(
                  certificate.isPresent()
                      ? "--cert-key (latchkey.tls.key)"
                      : "--cert (latchkey.tls.cert)"));
    }
    return new TlsSettings(
        true,
        certificate.map(
            text -> new PemIdentity(text, key.orElseThrow(), settings.text(Setting.TLS_KEY_PASS))),
        asksClients);
  }

  Optional<ServerIdentity> ownIdentity(Clock clock) {
    return own.map(pem -> pem.read(clock));
  }
}
