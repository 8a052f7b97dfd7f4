package io.latchkey.security;

import jakarta.enterprise.inject.Stereotype;
import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * Gives {@link BearerTokenAuthenticationMechanism} its settings. Goes on any one class of the
 * application, which it makes a bean so that it is found:
 *
 * <pre>{@code
 * @BearerTokenAuthenticationMechanismDefinition(
 *     psk = "file:/run/secrets/psk",
 *     openPaths = {"GET /health", "GET /ca/cert"},
 *     issuer = "${issuers.trusted}")
 * public class Security {}
 * }</pre>
 *
 * <p>What is set here comes before context-params, system properties and all other sources; what is
 * not, is taken from those, and has the defaults that docs/configuration.md gives. An attribute is
 * named as its setting and takes the same text, {@code file:<path>} included.
 *
 * <p>A value that is one expression is evaluated (Jakarta Expression Language, with the
 * application's named beans): <code>${…}</code> once, when the application starts; <code>#{…}
 * </code> for every request. An expression that cannot be evaluated, or gives null, never counts as
 * "not set": it stops the start, and later refuses the request with status 500. Different values
 * for different requests are fine, but few: a server keeps what it has learned of good tokens for
 * the last 32 combinations.
 */
@Stereotype
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface BearerTokenAuthenticationMechanismDefinition {
  /** {@code latchkey.psk}: the pre-shared key. Rather a file or an expression than the key. */
  String psk() default "";

  /** {@code latchkey.previous-psk}: a key that is still accepted during a change. */
  String previousPsk() default "";

  /**
   * {@code latchkey.auth}: {@code required}, or {@code disabled} to let everybody in. An expression
   * has to be immediate, since this is not for a single request to decide.
   */
  String auth() default "";

  /** {@code latchkey.public-key}: PEM, one line of base64 or files; {@code id=} may precede. */
  String[] publicKey() default {};

  /** {@code latchkey.issuer}: what {@code iss} of public-key tokens has to be. */
  String issuer() default "";

  /** {@code latchkey.audience}: what {@code aud} of public-key tokens has to contain. */
  String audience() default "";

  /** {@code latchkey.token-type}: accepted types of public-key tokens, of jwt and at+jwt. */
  String[] tokenType() default {};

  /** {@code latchkey.prefix-check}: {@code true} keeps tokens to their {@code prefix}. */
  String prefixCheck() default "";

  /** {@code latchkey.jwks-refresh}: ISO 8601, {@code PT10S} to {@code P30D}. */
  String jwksRefresh() default "";

  /** {@code latchkey.jwks-max-age}: ISO 8601, from {@code jwksRefresh} to {@code P365D}. */
  String jwksMaxAge() default "";

  /**
   * {@code latchkey.accept-certificate-signed-tokens}: {@code true} takes tokens signed by
   * certified keys.
   */
  String acceptCertificateSignedTokens() default "";

  /** {@code latchkey.open-paths}: each a method and an exact path; {@code none} for none. */
  String[] openPaths() default {};

  /** {@code latchkey.ambiguous-paths}: {@code reject} or {@code authenticate}. */
  String ambiguousPaths() default "";

  /** {@code latchkey.trusted-proxies}: addresses or blocks of proxies that name their client. */
  String[] trustedProxies() default {};

  /** {@code latchkey.allow-preflight}: {@code true} lets CORS preflights pass. */
  String allowPreflight() default "";

  /** {@code latchkey.roles-claim}: the claims that hold roles. */
  String[] rolesClaim() default {};

  /** {@code latchkey.clock-skew}: ISO 8601, {@code PT0S} to {@code PT1H}. */
  String clockSkew() default "";

  /** {@code latchkey.max-token-lifetime}: ISO 8601, at least {@code PT1S}. */
  String maxTokenLifetime() default "";

  /** {@code latchkey.kdf-iterations}: 1000 to 10000000, the same everywhere in one system. */
  String kdfIterations() default "";

  /** {@code latchkey.kdf-concurrency}: key derivations at once, 1 to 1024. */
  String kdfConcurrency() default "";
}
