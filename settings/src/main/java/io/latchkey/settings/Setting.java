package io.latchkey.settings;

import static io.latchkey.settings.Setting.Scope.AUTHENTICATION;
import static io.latchkey.settings.Setting.Scope.EVERY_SERVER;
import static io.latchkey.settings.Setting.Scope.OWN_CA;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** All settings. Any other name that starts with {@code latchkey.} stops the start. */
public enum Setting implements SettingName {
  PSK("latchkey.psk", EVERY_SERVER, true),
  PREVIOUS_PSK("latchkey.previous-psk", EVERY_SERVER, true),
  AUTH("latchkey.auth", EVERY_SERVER),
  /** Not a secret, but treated as one: a private key that is set by mistake must not be logged. */
  PUBLIC_KEY("latchkey.public-key", AUTHENTICATION, true),
  ISSUER("latchkey.issuer", AUTHENTICATION),
  AUDIENCE("latchkey.audience", AUTHENTICATION),
  TOKEN_TYPE("latchkey.token-type", AUTHENTICATION),
  PREFIX_CHECK("latchkey.prefix-check", AUTHENTICATION),
  JWKS_REFRESH("latchkey.jwks-refresh", AUTHENTICATION),
  JWKS_MAX_AGE("latchkey.jwks-max-age", AUTHENTICATION),
  ACCEPT_CERTIFICATE_SIGNED_TOKENS("latchkey.accept-certificate-signed-tokens", EVERY_SERVER),
  /** Not a secret, but treated as one: a private key that is set by mistake must not be logged. */
  TRUSTED_CA("latchkey.trusted-ca", AUTHENTICATION, true),
  OPEN_PATHS("latchkey.open-paths", AUTHENTICATION),
  ROLES("latchkey.roles", AUTHENTICATION),
  ROLES_DEFAULT("latchkey.roles-default", AUTHENTICATION),
  AMBIGUOUS_PATHS("latchkey.ambiguous-paths", AUTHENTICATION),
  TRUSTED_PROXIES("latchkey.trusted-proxies", EVERY_SERVER),
  ALLOW_PREFLIGHT("latchkey.allow-preflight", AUTHENTICATION),
  REVOKED_COMPONENTS("latchkey.revoked-components", EVERY_SERVER),
  CORS_ORIGINS("latchkey.cors.origins", AUTHENTICATION),
  CORS_METHODS("latchkey.cors.methods", AUTHENTICATION),
  CORS_HEADERS("latchkey.cors.headers", AUTHENTICATION),
  CORS_MAX_AGE("latchkey.cors.max-age", AUTHENTICATION),
  NAME_CLAIMS("latchkey.name-claims", AUTHENTICATION),
  ROLES_CLAIM("latchkey.roles-claim", AUTHENTICATION),
  CLOCK_SKEW("latchkey.clock-skew", AUTHENTICATION),
  MAX_TOKEN_LIFETIME("latchkey.max-token-lifetime", AUTHENTICATION),
  KDF_ITERATIONS("latchkey.kdf-iterations", EVERY_SERVER),
  KDF_CONCURRENCY("latchkey.kdf-concurrency", EVERY_SERVER),
  METRICS_OPEN("latchkey.metrics.open", EVERY_SERVER),
  LOG_AUTHENTICATION("latchkey.log.authentication", AUTHENTICATION),
  DATA_DIR("latchkey.data-dir", EVERY_SERVER),
  DATASOURCE("latchkey.datasource", OWN_CA),
  JDBC_URL("latchkey.jdbc-url", OWN_CA),
  JDBC_USER("latchkey.jdbc-user", OWN_CA),
  JDBC_PASSWORD("latchkey.jdbc-password", OWN_CA, true),
  STORE_KEEP("latchkey.store.keep", OWN_CA),
  CA_CERT("latchkey.ca.cert", OWN_CA),
  CA_KEY("latchkey.ca.key", OWN_CA, true),
  CA_KEY_PASS("latchkey.ca.key-pass", OWN_CA, true),
  CA_URL("latchkey.ca.url", EVERY_SERVER),
  /** Not a secret as a whole, but it can contain the PIN of the token. */
  CA_KEYSTORE("latchkey.ca.keystore", OWN_CA, true),
  CA_CREDENTIAL("latchkey.ca.credential", EVERY_SERVER, true),
  CA_KEY_TYPE("latchkey.ca.key-type", OWN_CA),
  CA_COMMON_NAME("latchkey.ca.common-name", OWN_CA),
  CA_ORGANIZATION("latchkey.ca.organization", OWN_CA),
  CA_VALIDITY("latchkey.ca.validity", OWN_CA),
  CA_ROTATE_BEFORE("latchkey.ca.rotate-before", OWN_CA),
  CA_RETIRE_AFTER("latchkey.ca.retire-after", OWN_CA),
  CRYPTO_PROVIDER("latchkey.crypto-provider", EVERY_SERVER),
  CERT_VALIDITY("latchkey.cert.validity", OWN_CA),
  CERT_MAX_VALIDITY("latchkey.cert.max-validity", OWN_CA),
  CERT_RATE("latchkey.cert.rate", OWN_CA),
  CRL_VALIDITY("latchkey.crl.validity", OWN_CA),
  POLICY_DNS("latchkey.policy.dns", OWN_CA),
  POLICY_IP("latchkey.policy.ip", OWN_CA),
  POLICY_FREE_TEXT_CN("latchkey.policy.free-text-cn", OWN_CA),
  POLICY_SUBJECT_ATTRIBUTES("latchkey.policy.subject-attributes", OWN_CA),
  POLICY_ORGANIZATIONS("latchkey.policy.organizations", OWN_CA),
  POLICY_OWN_NAMES("latchkey.policy.own-names", OWN_CA),
  PUBLIC_URL("latchkey.public-url", EVERY_SERVER),
  DISTRIBUTION_URL("latchkey.distribution-url", OWN_CA),
  ENROLMENT("latchkey.enrolment", EVERY_SERVER),
  CMP_CONFIRM_WITHIN("latchkey.cmp.confirm-within", OWN_CA),
  TLS_CERT("latchkey.tls.cert", EVERY_SERVER),
  TLS_KEY("latchkey.tls.key", EVERY_SERVER, true),
  TLS_KEY_PASS("latchkey.tls.key-pass", EVERY_SERVER, true),
  TLS_CLIENT_AUTH("latchkey.tls.client-auth", EVERY_SERVER);

  private final String key;
  private final Scope scope;
  private final boolean secret;

  Setting(String key, Scope scope) {
    this(key, scope, false);
  }

  Setting(String key, Scope scope, boolean secret) {
    this.key = key;
    this.scope = scope;
    this.secret = secret;
  }

  /** The servers on which a setting has an effect, and what reads it there. */
  public enum Scope {
    /** Every server. Only the authentication of requests reads it: the filter or the mechanism. */
    AUTHENTICATION,
    /**
     * Every server, whether it is the CA or a component of another CA. Both the authentication and
     * the resources of the CA read it, or only the server.
     */
    EVERY_SERVER,
    /**
     * Only a server with a CA of its own. With {@link #CA_URL}, such a setting stops the start,
     * because it would be ignored.
     */
    OWN_CA
  }

  /** The servers on which this setting has an effect. */
  public Scope scope() {
    return scope;
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
