package io.latchkey.security.jwt;

import jakarta.enterprise.inject.spi.Annotated;
import jakarta.enterprise.inject.spi.InjectionPoint;
import jakarta.inject.Provider;
import java.io.Serializable;
import java.lang.reflect.Member;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Optional;
import org.eclipse.microprofile.jwt.Claim;
import org.eclipse.microprofile.jwt.ClaimValue;
import org.eclipse.microprofile.jwt.Claims;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/**
 * What an injection point with {@link Claim} asks for.
 *
 * @param claim the name of the claim
 * @param type the type without wrappers
 * @param optional whether the type is wrapped in an {@link Optional}
 * @param current whether the application asks for the value again for each request, with a {@link
 *     ClaimValue}, a {@link Provider} or a lookup
 */
record ClaimPoint(String claim, ClaimType type, boolean optional, boolean current)
    implements Serializable {
  private static final long serialVersionUID = 1;

  /** Whether an injection point has the qualifier {@link Claim}. */
  static boolean isClaim(InjectionPoint point) {
    return point.getQualifiers().stream().anyMatch(Claim.class::isInstance);
  }

  /**
   * Reads an injection point.
   *
   * @throws IllegalArgumentException if it names no claim or two, or its type is not supported
   */
  static ClaimPoint of(InjectionPoint point) {
    Claim qualifier =
        point.getQualifiers().stream()
            .filter(Claim.class::isInstance)
            .map(Claim.class::cast)
            .findFirst()
            .orElseThrow();
    Type type = point.getType();
    boolean optional = false;
    while (type instanceof ParameterizedType wrapper
        && (isOptional(wrapper) || isCurrent(wrapper))) {
      optional |= isOptional(wrapper);
      type = wrapper.getActualTypeArguments()[0];
    }
    return new ClaimPoint(
        name(qualifier, point),
        claimType(type, point),
        optional,
        isLookup(point) || isCurrent(declared(point)));
  }

  /** Whether the application looks the value up, as with {@code CDI.current().select(…)}. */
  private static boolean isLookup(InjectionPoint point) {
    return point.getBean() == null && point.getMember() == null && point.getAnnotated() == null;
  }

  /** The type in the source. A {@link Provider} asks with the type of its values. */
  private static Type declared(InjectionPoint point) {
    @Nullable Annotated annotated = point.getAnnotated();
    return annotated == null ? point.getType() : annotated.getBaseType();
  }

  private static boolean isOptional(ParameterizedType type) {
    return type.getRawType() == Optional.class;
  }

  private static boolean isCurrent(Type type) {
    return type instanceof ParameterizedType wrapper
        && wrapper.getRawType() instanceof Class<?> raw
        && (raw == ClaimValue.class || Provider.class.isAssignableFrom(raw));
  }

  private static String name(Claim qualifier, InjectionPoint point) {
    String standard = qualifier.standard() == Claims.UNKNOWN ? "" : qualifier.standard().name();
    String value = qualifier.value();
    if (value.isEmpty() && standard.isEmpty()) {
      throw new IllegalArgumentException(describe(point) + " names no claim");
    }
    if (!value.isEmpty() && !standard.isEmpty() && !value.equals(standard)) {
      throw new IllegalArgumentException(
          "%s names two claims, %s and %s".formatted(describe(point), value, standard));
    }
    return value.isEmpty() ? standard : value;
  }

  private static ClaimType claimType(Type type, InjectionPoint point) {
    return ClaimType.of(type)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    describe(point)
                        + " has the type "
                        + type.getTypeName()
                        + "; use String, Long, Boolean, Set<String> or a type of JSON-P"));
  }

  /** The injection point in a message. */
  static String describe(InjectionPoint point) {
    @Nullable Member member = point.getMember();
    return member == null
        ? "@Claim of a lookup"
        : "@Claim at %s.%s".formatted(member.getDeclaringClass().getName(), member.getName());
  }

  /** The value in a token, wrapped in an {@link Optional} if the injection point asks for one. */
  @Nullable Object value(JsonWebToken token) {
    Object value = type.from(claim, token.getClaim(claim));
    return optional ? Optional.ofNullable(value) : value;
  }
}
