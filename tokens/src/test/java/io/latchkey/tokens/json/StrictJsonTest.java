package io.latchkey.tokens.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StrictJsonTest {
  private static Map<String, Object> read(String text) throws MalformedJsonException {
    return StrictJson.TOKEN.readObject(text.getBytes(StandardCharsets.UTF_8));
  }

  private static void assertRejected(String text, String problem) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(MalformedJsonException.class)
        .hasMessageContaining(problem);
  }

  @Test
  void object_hasTheTypesOfJava() throws Exception {
    Map<String, Object> object =
        read(
            "{\"a\":\"\\u00e9\",\"b\":[7,9223372036854775808,1.5,true,false,null],\"c\":{\"d\":-1}}");

    assertThat(object).containsEntry("a", "\u00e9").containsEntry("c", Map.of("d", -1L));
    assertThat(object.get("b"))
        .isEqualTo(Arrays.asList(7L, BigInteger.TWO.pow(63), 1.5, true, false, null));
    assertThat(object.keySet()).containsExactly("a", "b", "c");
  }

  @Test
  void object_isUnmodifiableAtEachLevel() throws Exception {
    Map<String, Object> object = read("{\"a\":[{}]}");

    assertThatThrownBy(() -> object.put("b", 1)).isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> ((List<?>) object.get("a")).clear())
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> ((Map<?, ?>) ((List<?>) object.get("a")).get(0)).put(null, null))
        .isInstanceOf(UnsupportedOperationException.class);
  }

  @ParameterizedTest
  @CsvSource({"{,16,true", "{,17,false", "[,16,true", "[,17,false"})
  void depth_isBoundedAt16(String kind, int levels, boolean accepted) throws Exception {
    String text =
        kind.equals("[")
            ? "{\"a\":" + "[".repeat(levels - 1) + "]".repeat(levels - 1) + "}"
            : "{\"a\":".repeat(levels - 1) + "{}" + "}".repeat(levels - 1);

    if (accepted) {
      assertThat(read(text)).containsKey("a");
    } else {
      assertRejected(text, "is nested deeper than 16 levels");
    }
  }

  @Test
  void numberLength_isBounded() throws Exception {
    assertThat(read("{\"a\":" + "1".repeat(1000) + "}")).containsKey("a");
    assertRejected("{\"a\":" + "1".repeat(1001) + "}", "a number of more than 1000 characters");
    assertRejected("{\"a\":0." + "1".repeat(1000) + "}", "a number of more than 1000 characters");
    assertRejected("{\"a\":1e" + "1".repeat(1000) + "}", "a number of more than 1000 characters");
  }

  @Test
  void length_isBoundedInBytes() throws Exception {
    String text = "{\"a\":\"" + "\u00e9".repeat(4092) + "\"}";

    assertThat(text.getBytes(StandardCharsets.UTF_8)).hasSize(8192);
    assertThat(read(text)).containsKey("a");
    assertRejected(text + " ", "is longer than 8192 bytes");
  }

  @Test
  void document_isBoundedInValues() throws Exception {
    String text = "{\"a\":[" + "1,".repeat(99_997) + "1]}";
    byte[] longest = text.getBytes(StandardCharsets.UTF_8);
    byte[] longer = text.replace("]", ",1]").getBytes(StandardCharsets.UTF_8);

    assertThat(StrictJson.DOCUMENT.readObject(longest)).containsKey("a");
    assertThatThrownBy(() -> StrictJson.DOCUMENT.readObject(longer))
        .hasMessage("has too many values");
  }

  @Test
  void rejection_showsNothingOfTheText() {
    assertThatThrownBy(() -> read("{\"secret\":hidden}"))
        .hasMessage("is not a JSON object with distinct member names")
        .hasNoCause();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '\0',
      value = {"7", "\"a\"", "null", "true", "[]", "[{}]", "{}", "{} {}"})
  void onlyAnObject_isRead(String text) throws Exception {
    if (text.equals("{}")) {
      assertThat(read(text)).isEmpty();
    } else {
      assertRejected(text, "is not a JSON object");
    }
  }

  @Test
  void writtenObject_isReadAgain() throws Exception {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("text", "a\"\\/\n\u0000\u00e9\ud83d\ude00");
    object.put("numbers", List.of(1L, -1.5, BigInteger.TWO.pow(70)));
    object.put("others", Arrays.asList(true, null, Map.of("a", List.of())));

    assertThat(read(JsonText.of(object))).isEqualTo(object);
    assertThat(JsonText.of(Map.of("n", 7))).isEqualTo("{\"n\":7}");
  }

  @Test
  void nonJsonValue_isRejected() {
    assertThatThrownBy(() -> JsonText.of(Map.of("a", Double.NaN)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> JsonText.of(Map.of("a", new Object())))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
