package io.latchkey.security;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.ConversationScoped;
import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.context.SessionScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.io.Serializable;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.jwt.Claim;
import org.eclipse.microprofile.jwt.ClaimValue;
import org.eclipse.microprofile.jwt.Claims;
import org.eclipse.microprofile.jwt.JsonWebToken;

/** Beans that get claims of the caller. */
final class JwtBeans {
  private JwtBeans() {}

  /** The claims of one request. */
  @RequestScoped
  public static class OfRequest {
    @Inject JsonWebToken token;

    @Inject
    @Claim(standard = Claims.sub)
    String subject;

    @Inject
    @Claim("level")
    long level;

    @Inject
    @Claim("level")
    Long levelOrNull;

    @Inject
    @Claim("vip")
    Boolean vip;

    @Inject
    @Claim("groups")
    Set<String> groups;

    @Inject
    @Claim("tenant")
    Optional<String> tenant;

    @Inject
    @Claim("limits")
    JsonObject limits;

    @Inject
    @Claim("level")
    JsonNumber number;

    @Inject
    @Claim("vip")
    JsonValue value;

    /** The claims in one line. */
    public String describe() {
      return "%s %d %s %s %s %s %s %s %s"
          .formatted(subject, level, levelOrNull, vip, groups, tenant, limits, number, value);
    }

    /** The token in one line. */
    public String token() {
      return "%s %s %s %s %d %s"
          .formatted(
              token.getName(),
              token.getClaimNames(),
              token.<Object>getClaim("sub"),
              token.getRawToken() == null ? null : "raw",
              token.getIssuedAtTime(),
              token.getGroups());
    }
  }

  /** The claims of the current request, in a bean that lives as long as the application. */
  @ApplicationScoped
  public static class OfApplication {
    @Inject JsonWebToken token;

    @Inject
    @Claim("sub")
    ClaimValue<String> value;

    @Inject
    @Claim("tenant")
    ClaimValue<Optional<String>> optional;

    @Inject
    @Claim("sub")
    Provider<String> provider;

    @Inject
    @Claim("tenant")
    Instance<Optional<String>> instance;

    /** The claims in one line. */
    public String describe() {
      return "%s %s=%s %s %s %s"
          .formatted(
              token.getName(),
              value.getName(),
              value.getValue(),
              optional.getValue(),
              provider.get(),
              instance.get());
    }
  }

  /** Keeps the claim of the first caller. */
  @ApplicationScoped
  public static class RawInApplication {
    @Inject
    @Claim("sub")
    String subject;
  }

  /** The same for a session. */
  @SessionScoped
  public static class RawInSession implements Serializable {
    private static final long serialVersionUID = 1;

    @Inject
    @Claim("sub")
    String subject;
  }

  /** Asks for the claim of each request of a session. */
  @SessionScoped
  public static class OfSession implements Serializable {
    private static final long serialVersionUID = 1;

    @Inject JsonWebToken token;

    @Inject
    @Claim("sub")
    ClaimValue<String> subject;
  }

  /** The same for a conversation. */
  @ConversationScoped
  public static class RawInConversation implements Serializable {
    private static final long serialVersionUID = 1;

    @Inject
    @Claim("level")
    Long level;
  }

  /** Names no claim. */
  @RequestScoped
  public static class NoName {
    @Inject @Claim String subject;
  }

  /** Names two claims. */
  @RequestScoped
  public static class TwoNames {
    @Inject
    @Claim(value = "upn", standard = Claims.sub)
    String subject;
  }

  /** Wants a type that claims do not have. */
  @RequestScoped
  public static class BadType {
    @Inject
    @Claim("level")
    ClaimValue<Integer> level;
  }
}
