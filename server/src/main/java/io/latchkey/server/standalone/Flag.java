package io.latchkey.server.standalone;

import io.latchkey.settings.Setting;

/** The command line flags that stand for a setting each. */
enum Flag {
  PSK("--psk", Setting.PSK, "SECRET", "pre-shared key, better as file:PATH; default: made once"),
  PREVIOUS_PSK("--previous-psk", Setting.PREVIOUS_PSK, "SECRET", "one that is still accepted"),
  AUTH_PUBLIC_KEY(
      "--auth-publickey",
      Setting.PUBLIC_KEY,
      "LIST",
      "files of public keys to take tokens of, PEM"),
  AUTH_ISSUER("--auth-iss", Setting.ISSUER, "TEXT", "what iss has to be in their tokens"),
  AUTH_AUDIENCE("--auth-aud", Setting.AUDIENCE, "TEXT", "what aud has to name in their tokens"),
  OPEN_PATHS("--open-paths", Setting.OPEN_PATHS, "LIST", "'METHOD PATH, …' that need no token"),
  DATA_DIR("--data-dir", Setting.DATA_DIR, "DIR", "default: latchkey-data"),
  JDBC_URL("--jdbc-url", Setting.JDBC_URL, "URL", "the store; default: H2 in the data directory"),
  JDBC_USER("--jdbc-user", Setting.JDBC_USER, "NAME", "the store's user"),
  JDBC_PASSWORD("--jdbc-password", Setting.JDBC_PASSWORD, "SECRET", "better as file:PATH"),
  CA_CERT("--ca-cert", Setting.CA_CERT, "FILE", "your own CA's certificate, PEM"),
  CA_KEY("--ca-cert-key", Setting.CA_KEY, "FILE", "your own CA's key, PEM"),
  CA_KEY_PASS("--ca-cert-key-pass", Setting.CA_KEY_PASS, "SECRET", "passphrase of the CA's key"),
  CA_URL("--ca-url", Setting.CA_URL, "URL", "the server that is the CA; default: this one is"),
  CA_KEY_TYPE("--ca-key-type", Setting.CA_KEY_TYPE, "TYPE", "of a new CA; default: ec:p256"),
  TLS_CERT("--cert", Setting.TLS_CERT, "FILE", "this server's certificate, PEM; default: issued"),
  TLS_KEY("--cert-key", Setting.TLS_KEY, "FILE", "key of --cert, PEM"),
  TLS_KEY_PASS("--cert-key-pass", Setting.TLS_KEY_PASS, "SECRET", "passphrase of --cert-key");

  private final String text;
  private final Setting setting;
  private final String value;
  private final String description;

  Flag(String text, Setting setting, String value, String description) {
    this.text = text;
    this.setting = setting;
    this.value = value;
    this.description = description;
  }

  /** As it is typed, such as {@code --psk}. */
  String text() {
    return text;
  }

  Setting setting() {
    return setting;
  }

  /** What stands for the value in the usage text. */
  String value() {
    return value;
  }

  String description() {
    return description;
  }
}
