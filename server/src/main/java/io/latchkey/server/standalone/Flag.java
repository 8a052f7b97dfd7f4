package io.latchkey.server.standalone;

import io.latchkey.settings.Setting;

/** The command line flags, each of which sets one setting. */
enum Flag {
  PSK("--psk", Setting.PSK, "SECRET", "pre-shared key, better as file:PATH; default: generated"),
  PREVIOUS_PSK(
      "--previous-psk",
      Setting.PREVIOUS_PSK,
      "SECRET",
      "former pre-shared key that is still accepted"),
  AUTH_PUBLIC_KEY(
      "--auth-publickey",
      Setting.PUBLIC_KEY,
      "LIST",
      "PEM files of public keys; tokens signed with them are accepted"),
  AUTH_ISSUER(
      "--auth-iss", Setting.ISSUER, "TEXT", "required iss of tokens signed with a public key"),
  AUTH_AUDIENCE(
      "--auth-aud", Setting.AUDIENCE, "TEXT", "required aud of tokens signed with a public key"),
  OPEN_PATHS(
      "--open-paths",
      Setting.OPEN_PATHS,
      "LIST",
      "'METHOD PATH, …': requests without authentication"),
  LOG_LEVEL(
      "--log-level",
      Setting.LOG_AUTHENTICATION,
      "LEVEL",
      "info or debug: debug logs each decision about a request; default: info"),
  DATA_DIR("--data-dir", Setting.DATA_DIR, "DIR", "data directory; default: latchkey-data"),
  JDBC_URL(
      "--jdbc-url", Setting.JDBC_URL, "URL", "database; default: SQLite in the data directory"),
  JDBC_USER("--jdbc-user", Setting.JDBC_USER, "NAME", "user of the database"),
  JDBC_PASSWORD(
      "--jdbc-password", Setting.JDBC_PASSWORD, "SECRET", "its password, better as file:PATH"),
  CA_CERT("--ca-cert", Setting.CA_CERT, "FILE", "your own CA's certificate, PEM"),
  CA_KEY("--ca-cert-key", Setting.CA_KEY, "FILE", "your own CA's key, PEM"),
  CA_KEY_PASS("--ca-cert-key-pass", Setting.CA_KEY_PASS, "SECRET", "passphrase of the CA's key"),
  CA_URL("--ca-url", Setting.CA_URL, "URL", "server that is the CA; default: this server"),
  CA_KEY_TYPE(
      "--ca-key-type", Setting.CA_KEY_TYPE, "TYPE", "key type of a new CA; default: ec:p256"),
  CRYPTO_PROVIDER(
      "--crypto-provider",
      Setting.CRYPTO_PROVIDER,
      "NAME",
      "signatures by: auto, jdk, bc, accp, conscrypt"),
  TLS_CERT("--cert", Setting.TLS_CERT, "FILE", "this server's certificate, PEM; default: issued"),
  TLS_KEY("--cert-key", Setting.TLS_KEY, "FILE", "key of --cert, PEM"),
  TLS_KEY_PASS("--cert-key-pass", Setting.TLS_KEY_PASS, "SECRET", "passphrase of --cert-key"),
  TLS_CLIENT_AUTH(
      "--tls-client-auth",
      Setting.TLS_CLIENT_AUTH,
      "MODE",
      "none or want: want asks TLS clients for a certificate, for renewals over EST");

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

  /** The flag, such as {@code --psk}. */
  String text() {
    return text;
  }

  Setting setting() {
    return setting;
  }

  /** The placeholder of the value in the usage text. */
  String value() {
    return value;
  }

  String description() {
    return description;
  }
}
