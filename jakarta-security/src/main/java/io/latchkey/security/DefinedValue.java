package io.latchkey.security;

import io.latchkey.settings.Setting;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The value of one attribute of the definition, with unevaluated expressions.
 *
 * @param parts the parts of a list, or the single value
 */
record DefinedValue(Setting setting, List<String> parts) {
  private static final Pattern IMMEDIATE = Pattern.compile("\\$\\{.*}", Pattern.DOTALL);
  private static final Pattern DEFERRED = Pattern.compile("#\\{.*}", Pattern.DOTALL);

  /** Returns all attributes that are set. */
  static List<DefinedValue> of(BearerTokenAuthenticationMechanismDefinition definition) {
    List<DefinedValue> values = new ArrayList<>();
    values.add(single(Setting.PSK, definition.psk()));
    values.add(single(Setting.PREVIOUS_PSK, definition.previousPsk()));
    values.add(single(Setting.AUTH, definition.auth()));
    values.add(list(Setting.PUBLIC_KEY, definition.publicKey()));
    values.add(single(Setting.ISSUER, definition.issuer()));
    values.add(single(Setting.AUDIENCE, definition.audience()));
    values.add(list(Setting.TOKEN_TYPE, definition.tokenType()));
    values.add(single(Setting.PREFIX_CHECK, definition.prefixCheck()));
    values.add(single(Setting.JWKS_REFRESH, definition.jwksRefresh()));
    values.add(single(Setting.JWKS_MAX_AGE, definition.jwksMaxAge()));
    values.add(
        single(
            Setting.ACCEPT_CERTIFICATE_SIGNED_TOKENS, definition.acceptCertificateSignedTokens()));
    values.add(list(Setting.TRUSTED_CA, definition.trustedCa()));
    values.add(list(Setting.OPEN_PATHS, definition.openPaths()));
    values.add(single(Setting.AMBIGUOUS_PATHS, definition.ambiguousPaths()));
    values.add(list(Setting.TRUSTED_PROXIES, definition.trustedProxies()));
    values.add(single(Setting.ALLOW_PREFLIGHT, definition.allowPreflight()));
    values.add(single(Setting.REVOKED_COMPONENTS, definition.revokedComponents()));
    values.add(list(Setting.NAME_CLAIMS, definition.nameClaims()));
    values.add(list(Setting.ROLES_CLAIM, definition.rolesClaim()));
    values.add(single(Setting.CLOCK_SKEW, definition.clockSkew()));
    values.add(single(Setting.MAX_TOKEN_LIFETIME, definition.maxTokenLifetime()));
    values.add(single(Setting.KDF_ITERATIONS, definition.kdfIterations()));
    values.add(single(Setting.KDF_CONCURRENCY, definition.kdfConcurrency()));
    return values.stream().filter(value -> !value.parts.isEmpty()).toList();
  }

  private static DefinedValue single(Setting setting, String value) {
    return list(setting, value.isEmpty() ? new String[0] : new String[] {value});
  }

  private static DefinedValue list(Setting setting, String... parts) {
    return new DefinedValue(setting, List.of(parts));
  }

  /** Whether the value must be evaluated for each request. */
  boolean isDeferred() {
    return parts.stream().anyMatch(part -> DEFERRED.matcher(part).matches());
  }

  static boolean isExpression(String part) {
    return Stream.of(IMMEDIATE, DEFERRED).anyMatch(form -> form.matcher(part).matches());
  }

  /** Does not show the values, which may contain a key. */
  @Override
  public String toString() {
    return "DefinedValue[setting=" + setting.key() + "]";
  }
}
