package io.latchkey.security;

import jakarta.enterprise.inject.Stereotype;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Sets the settings of {@link BearerTokenAuthenticationMechanism}. Annotate any one class of the
 * application, which becomes a bean so that it is found:
 *
 * <pre>{@code
 * @BearerTokenAuthenticationMechanismDefinition(
 *     psk = "file:/run/secrets/psk",
 *     openPaths = {"GET /health", "GET /ca/cert"},
 *     issuer = "${issuers.trusted}")
 * public class Security {}
 * }</pre>
 *
 * <p>Attributes precede context-params, system properties and all other sources. Settings without
 * an attribute value come from those sources, with the defaults of docs/configuration.md. An
 * attribute has the name of its setting and accepts the same text, including {@code file:<path>}.
 *
 * <p>A value that is one expression is evaluated (Jakarta Expression Language, with the named beans
 * of the application): <code>${…}</code> once, when the application starts; <code>#{…}</code> for
 * every request. An expression that fails or returns null is an error: it stops the start or, for a
 * request, results in status 500. Values may differ between requests, but should be few: the server
 * keeps the caches of the last 32 combinations.
 */
@Stereotype
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface BearerTokenAuthenticationMechanismDefinition {
  /**
   * {@code latchkey.psk}: the pre-shared key. Use a file or an expression instead of the key
   * itself.
   */
  String psk() default "";

  /** {@code latchkey.previous-psk}: the previous key, which is still accepted during a rotation. */
  String previousPsk() default "";

  /**
   * {@code latchkey.auth}: {@code required}, or {@code disabled} to accept all requests. An
   * expression must be immediate, because the value must not depend on the request.
   */
  String auth() default "";

  /** {@code latchkey.public-key}: PEM, one line of base64 or files; {@code id=} may precede. */
  String[] publicKey() default {};

  /** {@code latchkey.issuer}: the required {@code iss} of public-key tokens. */
  String issuer() default "";

  /** {@code latchkey.audience}: the value that {@code aud} of public-key tokens must contain. */
  String audience() default "";

  /**
   * {@code latchkey.token-type}: the accepted types of public-key tokens, {@code jwt} and {@code
   * at+jwt}.
   */
  String[] tokenType() default {};

  /**
   * {@code latchkey.prefix-check}: {@code true} limits public-key tokens to their {@code prefix}.
   */
  String prefixCheck() default "";

  /** {@code latchkey.jwks-refresh}: ISO 8601, {@code PT10S} to {@code P30D}. */
  String jwksRefresh() default "";

  /** {@code latchkey.jwks-max-age}: ISO 8601, from {@code jwksRefresh} to {@code P365D}. */
  String jwksMaxAge() default "";

  /**
   * {@code latchkey.accept-certificate-signed-tokens}: {@code true} accepts tokens that are signed
   * with certificates of the own CA.
   */
  String acceptCertificateSignedTokens() default "";

  /**
   * {@code latchkey.trusted-ca}: CA certificates in PEM, or their file; tokens that are signed with
   * certificates of these CAs are accepted.
   */
  String[] trustedCa() default {};

  /**
   * {@code latchkey.open-paths}: groups, and methods with a path or a pattern; {@code none} for
   * none.
   */
  String[] openPaths() default {};

  /** {@code latchkey.ambiguous-paths}: {@code reject} or {@code authenticate}. */
  String ambiguousPaths() default "";

  /** {@code latchkey.revoked-components}: paths of component keys that are revoked. */
  String revokedComponents() default "";

  /** {@code latchkey.trusted-proxies}: addresses or blocks of proxies that name their client. */
  String[] trustedProxies() default {};

  /**
   * {@code latchkey.allow-preflight}: {@code true} accepts CORS preflight requests without a token.
   */
  String allowPreflight() default "";

  /**
   * {@code latchkey.name-claims}: the claims that name the caller; the first that has a value
   * counts.
   */
  String[] nameClaims() default {};

  /** {@code latchkey.roles-claim}: the claims that contain roles. */
  String[] rolesClaim() default {};

  /** {@code latchkey.clock-skew}: ISO 8601, {@code PT0S} to {@code PT1H}. */
  String clockSkew() default "";

  /** {@code latchkey.max-token-lifetime}: ISO 8601, at least {@code PT1S}. */
  String maxTokenLifetime() default "";

  /** {@code latchkey.kdf-iterations}: 1000 to 10000000; the same value in the whole system. */
  String kdfIterations() default "";

  /** {@code latchkey.kdf-concurrency}: the number of parallel key derivations, 1 to 1024. */
  String kdfConcurrency() default "";
}
