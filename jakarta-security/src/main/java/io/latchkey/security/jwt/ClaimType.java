package io.latchkey.security.jwt;

import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonStructure;
import jakarta.json.JsonValue;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The types in which a claim can be injected (MicroProfile JWT 2.1 section 7.1). */
enum ClaimType {
  TEXT(String.class),
  TRUTH(Boolean.class),
  INTEGER(Long.class) {
    @Override
    @Nullable Object convert(Object value) {
      return value instanceof JsonNumber number && isLong(number)
          ? (Object) number.longValue()
          : super.convert(value);
    }
  },
  TEXTS(Set.class) {
    @Override
    @Nullable Object convert(Object value) {
      if (value instanceof String text) {
        return Set.of(text);
      }
      return value instanceof JsonArray array
              && array.stream().allMatch(JsonString.class::isInstance)
          ? Set.copyOf(array.getValuesAs(JsonString::getString))
          : super.convert(value);
    }
  },
  JSON(JsonValue.class),
  JSON_STRING(JsonString.class),
  JSON_NUMBER(JsonNumber.class),
  JSON_STRUCTURE(JsonStructure.class),
  JSON_ARRAY(JsonArray.class),
  JSON_OBJECT(JsonObject.class);

  private final Class<?> type;

  ClaimType(Class<?> type) {
    this.type = type;
  }

  /** Returns the type of an injection point without wrappers; empty if it is not supported. */
  static Optional<ClaimType> of(Type type) {
    if (type instanceof ParameterizedType set
        && set.getRawType() == Set.class
        && set.getActualTypeArguments()[0] == String.class) {
      return Optional.of(TEXTS);
    }
    Type wrapper = type == long.class ? Long.class : type == boolean.class ? Boolean.class : type;
    return Stream.of(values()).filter(each -> each != TEXTS && each.type == wrapper).findFirst();
  }

  /**
   * Converts the value of a claim.
   *
   * @param value the value of {@code JsonWebToken.getClaim}, null if the claim is absent
   * @return null if the claim is absent
   * @throws IllegalStateException if the claim has another type. It does not count as absent,
   *     because the claim may limit what the caller is allowed to do
   */
  @Nullable Object from(String claim, @Nullable Object value) {
    if (value == null) {
      return null;
    }
    Object converted = convert(value);
    if (converted == null) {
      throw new IllegalStateException(
          "The claim %s of the caller's token is no %s; inject it as JsonValue, or correct the issuer of the token"
              .formatted(claim, type.getSimpleName()));
    }
    return converted;
  }

  /** Returns null if the value has another type. */
  @Nullable Object convert(Object value) {
    Object found = JsonValue.class.isAssignableFrom(type) ? ClaimValues.json(value) : value;
    return type.isInstance(found) ? found : null;
  }

  private static boolean isLong(JsonNumber number) {
    return number.isIntegral() && number.bigIntegerValue().bitLength() < Long.SIZE;
  }
}
