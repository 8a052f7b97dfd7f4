package io.latchkey.spring;

import io.latchkey.settings.SettingsException;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Explains a start that fails because a setting is missing or invalid. */
class SettingsFailureAnalyzer extends AbstractFailureAnalyzer<SettingsException> {
  /** How the message of the filter begins if there is no key. */
  private static final String NO_KEY = "There is no pre-shared key.";

  private static final String SET_A_KEY =
      """
      Set the pre-shared key in application.properties, or the public key of the token issuer:

          latchkey.psk=file:/run/secrets/psk
          latchkey.public-key=file:/etc/app/issuer.pem

      "openssl rand -base64 32" generates a pre-shared key. To run without authentication, set \
      latchkey.auth=disabled.""";

  private static final String CORRECT =
      "Correct the setting. Settings of application.properties reach the filter as init-params."
          + " docs/configuration.md lists the names and the values.";

  @Override
  protected FailureAnalysis analyze(Throwable rootFailure, SettingsException cause) {
    return new FailureAnalysis(
        "Latchkey rejects the configuration: " + cause.getMessage(),
        isWithoutKey(cause) ? SET_A_KEY : CORRECT,
        cause);
  }

  private static boolean isWithoutKey(SettingsException cause) {
    return String.valueOf(cause.getMessage()).startsWith(NO_KEY);
  }
}
