package io.latchkey.settings;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** All settings. Any other name that starts with {@code latchkey.} stops the start. */
public enum Setting implements SettingName {
  PSK("latchkey.psk", true),
  PREVIOUS_PSK("latchkey.previous-psk", true),
  AUTH("latchkey.auth"),
  /** Not a secret, but treated as one: a private key that is set by mistake must not be logged. */
  PUBLIC_KEY("latchkey.public-key", true),
  ISSUER("latchkey.issuer"),
  AUDIENCE("latchkey.audience"),
  TOKEN_TYPE("latchkey.token-type"),
  PREFIX_CHECK("latchkey.prefix-check"),
  JWKS_REFRESH("latchkey.jwks-refresh"),
  JWKS_MAX_AGE("latchkey.jwks-max-age"),
  ACCEPT_CERTIFICATE_SIGNED_TOKENS("latchkey.accept-certificate-signed-tokens"),
  /** Not a secret, but treated as one: a private key that is set by mistake must not be logged. */
  TRUSTED_CA("latchkey.trusted-ca", true),
  OPEN_PATHS("latchkey.open-paths"),
  ROLES("latchkey.roles"),
  ROLES_DEFAULT("latchkey.roles-default"),
  AMBIGUOUS_PATHS("latchkey.ambiguous-paths"),
  TRUSTED_PROXIES("latchkey.trusted-proxies"),
  ALLOW_PREFLIGHT("latchkey.allow-preflight"),
  REVOKED_COMPONENTS("latchkey.revoked-components"),
  CORS_ORIGINS("latchkey.cors.origins"),
  CORS_METHODS("latchkey.cors.methods"),
  CORS_HEADERS("latchkey.cors.headers"),
  CORS_MAX_AGE("latchkey.cors.max-age"),
  NAME_CLAIMS("latchkey.name-claims"),
  ROLES_CLAIM("latchkey.roles-claim"),
  CLOCK_SKEW("latchkey.clock-skew"),
  MAX_TOKEN_LIFETIME("latchkey.max-token-lifetime"),
  KDF_ITERATIONS("latchkey.kdf-iterations"),
  KDF_CONCURRENCY("latchkey.kdf-concurrency"),
  METRICS_OPEN("latchkey.metrics.open"),
  LOG_AUTHENTICATION("latchkey.log.authentication"),
  DATA_DIR("latchkey.data-dir"),
  DATASOURCE("latchkey.datasource"),
  JDBC_URL("latchkey.jdbc-url"),
  JDBC_USER("latchkey.jdbc-user"),
  JDBC_PASSWORD("latchkey.jdbc-password", true),
  STORE_KEEP("latchkey.store.keep"),
  CA_CERT("latchkey.ca.cert"),
  CA_KEY("latchkey.ca.key", true),
  CA_KEY_PASS("latchkey.ca.key-pass", true),
  CA_URL("latchkey.ca.url"),
  /** Not a secret as a whole, but it can contain the PIN of the token. */
  CA_KEYSTORE("latchkey.ca.keystore", true),
  CA_CREDENTIAL("latchkey.ca.credential", true),
  CA_KEY_TYPE("latchkey.ca.key-type"),
  CA_COMMON_NAME("latchkey.ca.common-name"),
  CA_ORGANIZATION("latchkey.ca.organization"),
  CA_VALIDITY("latchkey.ca.validity"),
  CA_ROTATE_BEFORE("latchkey.ca.rotate-before"),
  CA_RETIRE_AFTER("latchkey.ca.retire-after"),
  CRYPTO_PROVIDER("latchkey.crypto-provider"),
  CERT_VALIDITY("latchkey.cert.validity"),
  CERT_MAX_VALIDITY("latchkey.cert.max-validity"),
  CERT_RATE("latchkey.cert.rate"),
  CRL_VALIDITY("latchkey.crl.validity"),
  POLICY_DNS("latchkey.policy.dns"),
  POLICY_IP("latchkey.policy.ip"),
  POLICY_FREE_TEXT_CN("latchkey.policy.free-text-cn"),
  POLICY_SUBJECT_ATTRIBUTES("latchkey.policy.subject-attributes"),
  POLICY_ORGANIZATIONS("latchkey.policy.organizations"),
  POLICY_OWN_NAMES("latchkey.policy.own-names"),
  PUBLIC_URL("latchkey.public-url"),
  DISTRIBUTION_URL("latchkey.distribution-url"),
  ENROLMENT("latchkey.enrolment"),
  CMP_CONFIRM_WITHIN("latchkey.cmp.confirm-within"),
  TLS_CERT("latchkey.tls.cert"),
  TLS_KEY("latchkey.tls.key", true),
  TLS_KEY_PASS("latchkey.tls.key-pass", true),
  TLS_CLIENT_AUTH("latchkey.tls.client-auth");

  private final String key;
  private final boolean secret;

  Setting(String key) {
    this(key, false);
  }

  Setting(String key, boolean secret) {
    this.key = key;
    this.secret = secret;
  }

  /**
   * The name in property files, init-params and system properties, such as {@code latchkey.psk}.
   */
  @Override
  public String key() {
    return key;
  }

  /** The name as an environment variable, such as {@code LATCHKEY_PSK}. */
  @Override
  public String environmentName() {
    return key.replace('.', '_').replace('-', '_').toUpperCase(Locale.ROOT);
  }

  /** Whether the value must not appear in messages. */
  @Override
  public boolean secret() {
    return secret;
  }

  /** Whether an absent or empty file means that the setting has no value. */
  boolean mayBeAbsent() {
    return this == PREVIOUS_PSK;
  }

  /** Whether an empty file is a value: a list without entries. */
  boolean mayBeEmpty() {
    return this == REVOKED_COMPONENTS;
  }

  static Optional<Setting> named(String key) {
    return Stream.of(values()).filter(setting -> setting.key.equals(key)).findFirst();
  }

  static Optional<Setting> inEnvironment(String name) {
    return Stream.of(values()).filter(s -> s.environmentName().equals(name)).findFirst();
  }

  /** The known name that is most similar to an unknown name. */
  static Setting nearest(String key) {
    Setting best = PSK;
    int bestDistance = Integer.MAX_VALUE;
    for (Setting candidate : values()) {
      int distance = EditDistance.between(key, candidate.key);
      if (distance < bestDistance) {
        best = candidate;
        bestDistance = distance;
      }
    }
    return best;
  }
}
