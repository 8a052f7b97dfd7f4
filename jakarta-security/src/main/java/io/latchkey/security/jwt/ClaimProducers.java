package io.latchkey.security.jwt;

import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.Typed;
import jakarta.enterprise.inject.spi.InjectionPoint;
import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonStructure;
import jakarta.json.JsonValue;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.jwt.Claim;
import org.eclipse.microprofile.jwt.ClaimValue;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/**
 * Produces the token of the request and its claims. This class is no bean by itself, in any
 * discovery mode: its constructor has no {@code @Inject}. {@link JsonWebTokenExtension} makes it
 * one if the application contains the API of MicroProfile JWT. The producer methods have no
 * disposers, so that a {@code Provider} of a long-lived bean keeps no values.
 */
class ClaimProducers {
  private final JsonWebToken token;

  ClaimProducers(JsonWebToken token) {
    this.token = token;
  }

  @Produces
  @RequestScoped
  @Typed(JsonWebToken.class)
  JsonWebToken token(HttpServletRequest request) {
    return new CurrentJsonWebToken(request);
  }

  @Produces
  @Claim
  @Nullable String text(InjectionPoint point) {
    return value(point, String.class);
  }

  @Produces
  @Claim
  @Nullable Long integer(InjectionPoint point) {
    return value(point, Long.class);
  }

  @Produces
  @Claim
  @Nullable Boolean truth(InjectionPoint point) {
    return value(point, Boolean.class);
  }

  @Produces
  @Claim
  @SuppressWarnings("unchecked") // the type of the injection point is Set<String>
  @Nullable Set<String> texts(InjectionPoint point) {
    return value(point, Set.class);
  }

  @Produces
  @Claim
  @Typed(JsonValue.class)
  @Nullable JsonValue json(InjectionPoint point) {
    return value(point, JsonValue.class);
  }

  @Produces
  @Claim
  @Typed(JsonString.class)
  @Nullable JsonString jsonString(InjectionPoint point) {
    return value(point, JsonString.class);
  }

  @Produces
  @Claim
  @Typed(JsonNumber.class)
  @Nullable JsonNumber jsonNumber(InjectionPoint point) {
    return value(point, JsonNumber.class);
  }

  @Produces
  @Claim
  @Typed(JsonStructure.class)
  @Nullable JsonStructure jsonStructure(InjectionPoint point) {
    return value(point, JsonStructure.class);
  }

  @Produces
  @Claim
  @Typed(JsonArray.class)
  @Nullable JsonArray jsonArray(InjectionPoint point) {
    return value(point, JsonArray.class);
  }

  @Produces
  @Claim
  @Typed(JsonObject.class)
  @Nullable JsonObject jsonObject(InjectionPoint point) {
    return value(point, JsonObject.class);
  }

  @Produces
  @Claim
  @SuppressWarnings("unchecked") // the type parameter is that of the injection point
  <T> Optional<T> optional(InjectionPoint point) {
    return Objects.requireNonNull(value(point, Optional.class));
  }

  @Produces
  @Claim
  <T> ClaimValue<T> current(InjectionPoint point) {
    return new CurrentClaim<>(ClaimPoint.of(point), token);
  }

  private <T> @Nullable T value(InjectionPoint point, Class<T> type) {
    ClaimPoint claim = ClaimPoint.of(point);
    ClaimScope.problem(point, claim)
        .ifPresent(
            problem -> {
              throw new IllegalStateException(problem);
            });
    return type.cast(claim.value(token));
  }
}
