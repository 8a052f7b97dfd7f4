package io.latchkey.security;

import io.latchkey.filter.Tokens;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import java.time.Duration;
import java.util.List;

/** Definitions in which everything is an expression, and the bean that has the values. */
final class ExpressedSettings {
  static final String PREVIOUS_PSK = "the-key-before-that-of-the-bean";
  static final String ISSUER = "https://idp.test";
  static final String AUDIENCE = "orders";
  static final int ITERATIONS = 2000;

  /** The key pair of RFC 8037 appendix A.1. */
  static final String PUBLIC_KEY = "MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";

  static final String PRIVATE_KEY =
      "MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g";

  private ExpressedSettings() {}

  /** Each attribute evaluated at the start. */
  @BearerTokenAuthenticationMechanismDefinition(
      auth = "${settings.auth}",
      psk = "${settings.psk}",
      previousPsk = "${settings.previousPsk}",
      publicKey = "${settings.publicKey}",
      issuer = "${settings.issuer}",
      audience = "${settings.audience}",
      prefixCheck = "${settings.prefixCheck}",
      acceptCertificateSignedTokens = "${settings.acceptCertificateSignedTokens}",
      openPaths = "${settings.openPaths}",
      ambiguousPaths = "${settings.ambiguousPaths}",
      trustedProxies = "${settings.trustedProxies}",
      allowPreflight = "${settings.allowPreflight}",
      rolesClaim = "${settings.rolesClaim}",
      clockSkew = "${settings.clockSkew}",
      maxTokenLifetime = "${settings.maxTokenLifetime}",
      kdfIterations = "${settings.kdfIterations}",
      kdfConcurrency = "${settings.kdfConcurrency}")
  public static class Immediate {}

  /** Each but {@code auth} evaluated for every request. */
  @BearerTokenAuthenticationMechanismDefinition(
      auth = "${settings.auth}",
      psk = "#{settings.psk}",
      previousPsk = "#{settings.previousPsk}",
      publicKey = "#{settings.publicKey}",
      issuer = "#{settings.issuer}",
      audience = "#{settings.audience}",
      prefixCheck = "#{settings.prefixCheck}",
      acceptCertificateSignedTokens = "#{settings.acceptCertificateSignedTokens}",
      openPaths = "#{settings.openPaths}",
      ambiguousPaths = "#{settings.ambiguousPaths}",
      trustedProxies = "#{settings.trustedProxies}",
      allowPreflight = "#{settings.allowPreflight}",
      rolesClaim = "#{settings.rolesClaim}",
      clockSkew = "#{settings.clockSkew}",
      maxTokenLifetime = "#{settings.maxTokenLifetime}",
      kdfIterations = "#{settings.kdfIterations}",
      kdfConcurrency = "#{settings.kdfConcurrency}")
  public static class Deferred {}

  /** The values, in whatever type an application has them. */
  @Named("settings")
  @ApplicationScoped
  public static class Values {
    public String getPsk() {
      return Tokens.PSK;
    }

    public String getPreviousPsk() {
      return PREVIOUS_PSK;
    }

    public String getAuth() {
      return "required";
    }

    public String[] getPublicKey() {
      return new String[] {PUBLIC_KEY};
    }

    public String getIssuer() {
      return ISSUER;
    }

    public String getAudience() {
      return AUDIENCE;
    }

    public boolean isPrefixCheck() {
      return true;
    }

    public boolean isAcceptCertificateSignedTokens() {
      return false;
    }

    public List<String> getOpenPaths() {
      return List.of("GET /open");
    }

    public String getAmbiguousPaths() {
      return "authenticate";
    }

    public List<String> getTrustedProxies() {
      return List.of("127.0.0.0/8", "::1");
    }

    public boolean isAllowPreflight() {
      return true;
    }

    public List<String> getRolesClaim() {
      return List.of("teams");
    }

    public Duration getClockSkew() {
      return Duration.ofSeconds(1);
    }

    public Duration getMaxTokenLifetime() {
      return Duration.ofMinutes(10);
    }

    public int getKdfIterations() {
      return ITERATIONS;
    }

    public int getKdfConcurrency() {
      return 1;
    }
  }
}
