package io.latchkey.security;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
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
      psk = "#{keys.psk}",
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

  /** What expressions ask. */
  @Named
  @ApplicationScoped
  public static class Keys {
    private volatile String psk = Tokens.PSK;

    public String getPsk() {
      return psk;
    }

    public List<String> getOpenPaths() {
      return List.of("GET /open", "GET /keys");
    }

    public void change(String key) {
      psk = key;
    }
  }
}
