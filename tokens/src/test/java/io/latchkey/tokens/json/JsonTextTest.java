package io.latchkey.tokens.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.StringWriter;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

class JsonTextTest {
  private static String of(Object value) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("x", value);
    return JsonText.of(object);
  }

  /** The text of the JSON library for the same object. */
  private static String expected(String value) {
    StringWriter text = new StringWriter();
    try (JsonGenerator generator =
        new JsonFactory().createGenerator(ObjectWriteContext.empty(), text)) {
      generator.writeStartObject();
      generator.writeName(value);
      generator.writeString(value);
      generator.writeEndObject();
    }
    return text.toString();
  }

  @Test
  void strings_areEscapedAsByTheLibrary() {
    for (int c = 0; c <= 0xFFFF; c++) {
      String value = "a" + (char) c + "b";

      assertThat(JsonText.of(Map.of(value, value))).isEqualTo(expected(value));
    }
    String longValue = "\"\\\n\u0001é\uD83D\uDE00".repeat(5000);
    assertThat(JsonText.of(Map.of(longValue, longValue))).isEqualTo(expected(longValue));
  }

  @Test
  void structures_areNested() {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("empty", Map.of());
    object.put("none", List.of());
    object.put("list", List.of("a", 1, true, List.of(List.of()), Map.of("b", false)));
    object.put("null", null);

    assertThat(JsonText.of(Map.of())).isEqualTo("{}");
    assertThat(JsonText.of(object))
        .isEqualTo(
            "{\"empty\":{},\"none\":[],\"list\":[\"a\",1,true,[[]],{\"b\":false}],\"null\":null}");
  }

  @Test
  void numbers_areWrittenExactly() {
    assertThat(of(Long.MIN_VALUE)).isEqualTo("{\"x\":-9223372036854775808}");
    assertThat(of((short) 7)).isEqualTo("{\"x\":7}");
    assertThat(of(BigInteger.TWO.pow(64))).isEqualTo("{\"x\":18446744073709551616}");
    assertThat(of(new BigDecimal("1.50"))).isEqualTo("{\"x\":1.50}");
    assertThat(of(0.1)).isEqualTo("{\"x\":0.1}");
    assertThat(of(1e300)).isEqualTo("{\"x\":1.0E300}");
    assertThat(of(0.5f)).isEqualTo("{\"x\":0.5}");
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void numberThatIsNotFinite_isRejected(double value) {
    assertThatThrownBy(() -> of(value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(value + " is not a JSON number");
  }

  @Test
  void otherTypes_areRejected() {
    assertThatThrownBy(() -> of('c'))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a java.lang.Character is not a JSON value");
  }
}
