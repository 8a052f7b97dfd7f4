package io.latchkey.settings;

/** The name of a setting: a {@link Setting} or an {@link IssuerSetting}. */
public sealed interface SettingName permits Setting, IssuerSetting {
  /** The name in property files, init-params and system properties. */
  String key();

  /** The name as an environment variable. */
  String environmentName();

  /** Whether the value must not appear in messages. */
  boolean secret();
}
