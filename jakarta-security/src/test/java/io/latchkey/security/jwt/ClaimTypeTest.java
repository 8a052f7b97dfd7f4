package io.latchkey.security.jwt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import jakarta.json.Json;
import jakarta.json.JsonArray;
import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;
import jakarta.json.JsonValue;
import java.lang.reflect.Type;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ClaimTypeTest {
  private static final BigInteger MORE_THAN_LONG =
      BigInteger.valueOf(Long.MAX_VALUE).add(BigInteger.ONE);

  /** The fields have the types of injection points. */
  @SuppressWarnings("unused")
  private static final class Points {
    Set<String> texts = Set.of();
    Set<Long> numbers = Set.of();
    Optional<String> optional = Optional.empty();
  }

  private static Type type(String field) throws Exception {
    return Points.class.getDeclaredField(field).getGenericType();
  }

  @Test
  void typesOfTheSpecification_areSupported() throws Exception {
    assertThat(ClaimType.of(String.class)).contains(ClaimType.TEXT);
    assertThat(ClaimType.of(Long.class)).contains(ClaimType.INTEGER);
    assertThat(ClaimType.of(long.class)).contains(ClaimType.INTEGER);
    assertThat(ClaimType.of(Boolean.class)).contains(ClaimType.TRUTH);
    assertThat(ClaimType.of(boolean.class)).contains(ClaimType.TRUTH);
    assertThat(ClaimType.of(type("texts"))).contains(ClaimType.TEXTS);
    assertThat(ClaimType.of(JsonValue.class)).contains(ClaimType.JSON);
    assertThat(ClaimType.of(JsonNumber.class)).contains(ClaimType.JSON_NUMBER);
  }

  @Test
  void otherTypes_areNotSupported() throws Exception {
    assertThat(ClaimType.of(Integer.class)).isEmpty();
    assertThat(ClaimType.of(Object.class)).isEmpty();
    assertThat(ClaimType.of(Set.class)).isEmpty();
    assertThat(ClaimType.of(type("numbers"))).isEmpty();
    assertThat(ClaimType.of(type("optional"))).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("values")
  void value_isConverted(ClaimType type, Object parsed, Object expected) {
    assertThat(type.from("x", ClaimValues.of("x", parsed))).isEqualTo(expected);
  }

  static Stream<Arguments> values() {
    return Stream.of(
        Arguments.of(ClaimType.TEXT, "a", "a"),
        Arguments.of(ClaimType.TEXT, "", ""),
        Arguments.of(ClaimType.INTEGER, Long.MAX_VALUE, Long.MAX_VALUE),
        Arguments.of(ClaimType.INTEGER, Long.MIN_VALUE, Long.MIN_VALUE),
        Arguments.of(ClaimType.TRUTH, false, false),
        Arguments.of(ClaimType.TEXTS, List.of("a", "b", "a"), Set.of("a", "b")),
        Arguments.of(ClaimType.TEXTS, List.of(), Set.of()),
        Arguments.of(ClaimType.TEXTS, "a b", Set.of("a b")),
        Arguments.of(ClaimType.JSON, true, JsonValue.TRUE),
        Arguments.of(ClaimType.JSON_STRING, "a", Json.createValue("a")),
        Arguments.of(ClaimType.JSON_NUMBER, 7L, Json.createValue(7)),
        Arguments.of(ClaimType.JSON_NUMBER, MORE_THAN_LONG, Json.createValue(MORE_THAN_LONG)),
        Arguments.of(ClaimType.JSON_NUMBER, 0.1, Json.createValue(0.1)),
        Arguments.of(
            ClaimType.JSON_ARRAY,
            Arrays.asList("a", null),
            Json.createArrayBuilder().add("a").addNull().build()),
        Arguments.of(
            ClaimType.JSON_STRUCTURE,
            Map.of("a", List.of(1L)),
            Json.createObjectBuilder().add("a", Json.createArrayBuilder().add(1)).build()));
  }

  @ParameterizedTest
  @MethodSource("others")
  void valueOfAnotherType_isNoMissingClaim(ClaimType type, Object parsed, String name) {
    assertThatIllegalStateException()
        .isThrownBy(() -> type.from("x", ClaimValues.of("x", parsed)))
        .withMessageStartingWith("The claim x of the caller's token is no " + name + "; ");
  }

  static Stream<Arguments> others() {
    return Stream.of(
        Arguments.of(ClaimType.TEXT, 7L, "String"),
        Arguments.of(ClaimType.TEXT, List.of("a"), "String"),
        Arguments.of(ClaimType.INTEGER, "7", "Long"),
        Arguments.of(ClaimType.INTEGER, 7.0, "Long"),
        Arguments.of(ClaimType.INTEGER, MORE_THAN_LONG, "Long"),
        Arguments.of(ClaimType.TRUTH, "true", "Boolean"),
        Arguments.of(ClaimType.TRUTH, 1L, "Boolean"),
        Arguments.of(ClaimType.TEXTS, List.of("a", 1L), "Set"),
        Arguments.of(ClaimType.TEXTS, Map.of(), "Set"),
        Arguments.of(ClaimType.JSON_STRING, 7L, "JsonString"),
        Arguments.of(ClaimType.JSON_ARRAY, "a", "JsonArray"),
        Arguments.of(ClaimType.JSON_OBJECT, List.of(), "JsonObject"));
  }

  @Test
  void absentClaim_isNull() {
    for (ClaimType type : ClaimType.values()) {
      assertThat(type.from("x", ClaimValues.of("x", null))).isNull();
    }
  }

  @Test
  void infiniteNumber_isRejected() {
    assertThatIllegalStateException()
        .isThrownBy(() -> ClaimValues.of("x", Double.POSITIVE_INFINITY))
        .withMessage("The caller's token has a number that is too large");
  }

  @Test
  void standardClaim_hasStandardTypeIfValueFits() {
    assertThat(ClaimValues.of("aud", "orders")).isEqualTo(Set.of("orders"));
    assertThat(ClaimValues.of("groups", List.of("a", "b"))).isEqualTo(Set.of("a", "b"));
    assertThat(ClaimValues.of("exp", 1795262400.9)).isEqualTo(1795262400L);
    assertThat(ClaimValues.of("auth_time", 1795262400L)).isEqualTo(1795262400L);
    assertThat(ClaimValues.of("groups", List.of(1L))).isInstanceOf(JsonArray.class);
    assertThat(ClaimValues.of("cnf", Map.of("jkt", "x"))).isInstanceOf(JsonObject.class);
    assertThat(ClaimValues.of("at_hash", "MTIzNDU2Nzg5MDEyMzQ1Ng")).isInstanceOf(String.class);
    assertThat(ClaimValues.of("sub", 7L)).isInstanceOf(JsonNumber.class);
    assertThat(ClaimValues.of("other", List.of("a"))).isInstanceOf(JsonArray.class);
    assertThat(((JsonArray) ClaimValues.of("other", List.of("a"))).get(0))
        .isInstanceOf(JsonString.class);
  }
}
