package io.latchkey.security;

import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.ConversationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.context.SessionScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Stereotype;
import jakarta.enterprise.inject.spi.CDI;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import jakarta.inject.Singleton;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InterceptorBinding;
import jakarta.interceptor.InvocationContext;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.io.Serializable;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.eclipse.microprofile.jwt.Claim;
import org.eclipse.microprofile.jwt.ClaimLiteral;
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
              token.getRawToken(),
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

    @SuppressWarnings("serial") // the proxy of CDI is serializable
    @Inject
    JsonWebToken token;

    @SuppressWarnings("serial") // see above
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

  /** Lives as long as the application. */
  @Singleton
  @Stereotype
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.TYPE)
  public @interface OnlyOne {}

  /** The same for a stereotype. */
  @OnlyOne
  public static class RawInSingleton {
    @Inject
    @Claim("sub")
    String subject;
  }

  /** Lives as long as the bean that it is injected into. */
  @Dependent
  public static class RawInDependent {
    @Inject
    @Claim("sub")
    Optional<String> subject;
  }

  /** Calls an interceptor. */
  @InterceptorBinding
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.TYPE)
  public @interface Watched {}

  /** Lives as long as the bean that it intercepts. */
  @Watched
  @Interceptor
  @Priority(Interceptor.Priority.APPLICATION)
  public static class RawInInterceptor implements Serializable {
    private static final long serialVersionUID = 1;

    @Inject
    @Claim("sub")
    String subject;

    @AroundInvoke
    Object watch(InvocationContext call) throws Exception {
      return call.proceed();
    }
  }

  /** Has a parameter that is resolved once. */
  @ApplicationScoped
  public static class RawInInitializer {
    String kept = "";

    @Inject
    void keep(@Claim("sub") String subject) {
      kept = subject;
    }
  }

  /** Is a bean, but the server creates another object for its requests. */
  @RequestScoped
  public static class RawInFilter implements Filter {
    @Inject
    @Claim("sub")
    String subject;

    @Override
    public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain) {}
  }

  /** What {@link OfEvents} produces and receives. */
  public record Greeting(String text) {}

  /** Asks in parameters that are resolved for each call. */
  @ApplicationScoped
  public static class OfEvents {
    @Inject Event<Greeting> events;
    @Inject Instance<StringBuilder> buffers;
    private final Queue<String> seen = new ConcurrentLinkedQueue<>();

    void observe(@Observes Greeting greeting, @Claim("sub") String subject) {
      seen.add(greeting.text() + " " + subject);
    }

    @Produces
    StringBuilder buffer() {
      return new StringBuilder("bye");
    }

    void dispose(@Disposes StringBuilder buffer, @Claim("sub") String subject) {
      seen.add(buffer + " " + subject);
    }

    /** What the methods have got for this request, and a claim that is looked up. */
    public String describe() {
      seen.clear();
      events.fire(new Greeting("hello"));
      Instance.Handle<StringBuilder> buffer = buffers.getHandle();
      buffer.get();
      buffer.destroy();
      seen.add(CDI.current().select(String.class, new ClaimLiteral("sub")).get());
      return String.join(", ", seen);
    }
  }
}
