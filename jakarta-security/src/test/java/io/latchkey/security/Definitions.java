package io.latchkey.security;

import io.latchkey.filter.Tokens;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;

/** Applications' definitions, and the bean that their expressions ask. */
final class Definitions {
  static final String OTHER_PSK = "another-key-that-a-bean-hands-out";

  private Definitions() {}

  /** Sets what it is about with plain text. */
  @BearerTokenAuthenticationMechanismDefinition(
      psk = Tokens.PSK,
      kdfIterations = "1000",
      openPaths = {"GET /open", "GET /ca/cert"},
      rolesClaim = {"teams", "realm.roles"},
      clockSkew = "PT1S",
      ambiguousPaths = "authenticate")
  public static class Literal {}

  /** Takes its values from a bean, once. */
  @BearerTokenAuthenticationMechanismDefinition(
      psk = "${keys.psk}",
      openPaths = "${keys.openPaths}",
      prefixCheck = "${false}")
  public static class Immediate {}

  /** Asks a bean for each request. */
  @BearerTokenAuthenticationMechanismDefinition(
      psk = "#{keys.requestPsk}",
      openPaths = {"GET /who", "#{keys.openPaths}"})
  public static class Deferred {}

  /** Names what there is not. */
  @BearerTokenAuthenticationMechanismDefinition(psk = "x", issuer = "${keys.nothing}")
  public static class Broken {}

  /** Gives nothing. */
  @BearerTokenAuthenticationMechanismDefinition(psk = "${null}")
  public static class Empty {}

  /** Wants to decide for each request whether it needs a token. */
  @BearerTokenAuthenticationMechanismDefinition(psk = Tokens.PSK, auth = "#{'disabled'}")
  public static class DeferredAuth {}

  /** Has a value that its setting does not take. */
  @BearerTokenAuthenticationMechanismDefinition(psk = Tokens.PSK, clockSkew = "30")
  public static class Bad {}

  /** Lets everybody in, as an expression says. */
  @BearerTokenAuthenticationMechanismDefinition(auth = "${'disabled'}")
  public static class DisabledByExpression {}

  /** Its expression gives a value that the setting does not take. */
  @BearerTokenAuthenticationMechanismDefinition(psk = Tokens.PSK, kdfConcurrency = "${0}")
  public static class BadConcurrency {}

  /** The same for another setting. */
  @BearerTokenAuthenticationMechanismDefinition(
      psk = Tokens.PSK,
      acceptCertificateSignedTokens = "${'perhaps'}")
  public static class BadCertificateTokens {}

  /** Issuers that an application knows. */
  @Named
  @ApplicationScoped
  public static class Issuers {
    public String getTrusted() {
      return "https://idp.test";
    }
  }

  /** Whose application it is for a request. */
  @Named
  @RequestScoped
  public static class Tenants {
    @Inject HttpServletRequest request;

    public String getCurrent() {
      return request.getHeader("Tenant");
    }
  }

  /** What expressions ask. */
  @Named
  @ApplicationScoped
  public static class Keys {
    /** The context's attribute by which a test takes the key away. */
    static final String GONE = "key-is-gone";

    @Inject Instance<ServletContext> context;
    private volatile String psk = Tokens.PSK;

    public String getPsk() {
      return psk;
    }

    /** Can be asked during a request only. */
    public String getRequestPsk() {
      return context.get().getAttribute(GONE) == null ? psk : null;
    }

    public List<String> getOpenPaths() {
      return List.of("GET /open", "GET /keys");
    }

    public void change(String key) {
      psk = key;
    }
  }
}
