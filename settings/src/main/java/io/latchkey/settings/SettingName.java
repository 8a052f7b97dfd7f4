package io.latchkey.settings;

/** The name of a setting: one of the {@link Setting}s, or one of an issuer's. */
public sealed interface SettingName permits Setting, IssuerSetting {
  /** The name in property files, init-params and system properties. */
  String key();

  /** The name as an environment variable. */
  String environmentName();

  /** Whether the value must never appear in a message. */
  boolean secret();
}
