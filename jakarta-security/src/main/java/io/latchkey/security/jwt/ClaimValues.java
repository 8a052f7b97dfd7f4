package io.latchkey.security.jwt;

import jakarta.json.JsonArrayBuilder;
import jakarta.json.JsonObjectBuilder;
import jakarta.json.JsonValue;
import jakarta.json.spi.JsonProvider;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.microprofile.jwt.Claims;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.jspecify.annotations.Nullable;

/** The Java values of claims, as MicroProfile JWT defines them. */
final class ClaimValues {
  private static final Map<String, Class<?>> TYPES =
      Arrays.stream(Claims.values())
          .collect(Collectors.toUnmodifiableMap(Enum::name, Claims::getType));

  private ClaimValues() {}

  /**
   * Returns the value of a claim in the type of {@link Claims}. A claim with another value, such as
   * {@code cnf} (RFC 7800), and a claim that is not in {@link Claims} are {@link String}, {@link
   * Boolean} or a type of JSON-P.
   *
   * @param value the value in the parsed payload
   */
  static @Nullable Object of(String claim, @Nullable Object value) {
    Class<?> type = TYPES.get(claim);
    if (value == null || (value instanceof String && type != Set.class)) {
      return value;
    }
    if (type == Long.class && value instanceof Number number && isTime(number)) {
      return (long) Math.floor(number.doubleValue());
    }
    if (type == Set.class && isTexts(value)) {
      return texts(value);
    }
    return value instanceof Boolean ? value : json(value);
  }

  /** Whether a number of seconds is exact as a double. RFC 7519 allows fractions. */
  private static boolean isTime(Number number) {
    return Math.abs(number.doubleValue()) < 1L << 53;
  }

  /** Whether a value is a string or an array of strings, as {@code aud} may be (RFC 7519). */
  private static boolean isTexts(Object value) {
    return value instanceof String
        || (value instanceof Collection<?> items
            && items.stream().allMatch(String.class::isInstance));
  }

  private static Set<String> texts(Object value) {
    if (value instanceof Collection<?> items) {
      Set<String> texts = new LinkedHashSet<>();
      items.forEach(item -> texts.add((String) item));
      return Collections.unmodifiableSet(texts);
    }
    return Set.of((String) value);
  }

  /** Returns a value of the parsed payload, or one that {@link #of} has made of it, as JSON. */
  static JsonValue json(@Nullable Object value) {
    JsonProvider provider = Json.PROVIDER;
    if (value instanceof JsonValue json) {
      return json;
    }
    if (value instanceof String text) {
      return provider.createValue(text);
    }
    if (value instanceof Boolean truth) {
      return truth ? JsonValue.TRUE : JsonValue.FALSE;
    }
    if (value instanceof Number number) {
      return number(number);
    }
    if (value instanceof Collection<?> items) {
      JsonArrayBuilder array = provider.createArrayBuilder();
      items.forEach(item -> array.add(json(item)));
      return array.build();
    }
    if (value instanceof Map<?, ?> members) {
      JsonObjectBuilder object = provider.createObjectBuilder();
      members.forEach((name, member) -> object.add((String) name, json(member)));
      return object.build();
    }
    return JsonValue.NULL;
  }

  private static JsonValue number(Number number) {
    if (number instanceof Long integer) {
      return Json.PROVIDER.createValue((long) integer);
    }
    if (number instanceof BigInteger large) {
      return Json.PROVIDER.createValue(large);
    }
    if (Double.isInfinite(number.doubleValue())) {
      throw new IllegalStateException("The caller's token has a number that is too large");
    }
    return Json.PROVIDER.createValue(BigDecimal.valueOf(number.doubleValue()));
  }

  /** Returns the claim {@code groups}; empty if it is absent or contains no strings. */
  static Set<String> groups(JsonWebToken token) {
    Object groups = token.getClaim(Claims.groups.name());
    Set<String> texts = new LinkedHashSet<>();
    if (groups instanceof Set<?> items) {
      items.forEach(item -> texts.add((String) item));
    }
    return Collections.unmodifiableSet(texts);
  }

  /** Returns a time in seconds; 0 if it is absent. */
  static long seconds(JsonWebToken token, Claims claim) {
    Object value = token.getClaim(claim.name());
    return value instanceof Long seconds ? seconds : 0;
  }

  /** The implementation of JSON-P, which is found only when an application needs it. */
  private static final class Json {
    static final JsonProvider PROVIDER = JsonProvider.provider();
  }
}
