package io.latchkey.tokens.json;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.json.JsonFactory;

/** The reader accepts the same texts as Jackson, with the same values. */
class StrictJsonFuzzTest {
  /** Beyond that, the two count the characters of a number differently. */
  private static final int MAX_BYTES = 900;

  private static final int MUTATIONS = 20_000;
  private static final byte[] INTERESTING =
      "{}[],:\"\\/-+.0123456789eEtruefalsn \t\r\nud8dcD\u0000\u0019\u007f"
          .getBytes(StandardCharsets.UTF_8);

  private static final List<String> SEEDS =
      List.of(
          "{}",
          "{\"alg\":\"HS256\",\"salt\":\"AAECAwQFBgcICQoLDA0ODw==\",\"typ\":\"JWT\"}",
          "{\"sub\":\"worker-1\",\"exp\":1795702183,\"iat\":1795702183.5,\"roles\":[\"a\",\"b\"]}",
          " { \"a\" : [ 0 , -0 , -1.5e+3 , 1E-2 , true , false , null , { } , [ ] ] } ",
          "{\"a\":9223372036854775807,\"b\":9223372036854775808,\"c\":-9223372036854775808}",
          "{\"\\u0061\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\",\"b\":\"\\ud83d\\ude00\"}",
          "{\"\u00e9\":\"\u4e2d\ud83d\ude00\",\"a\":{\"a\":{\"a\":1,\"b\":2}}}",
          "{\"a\":[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]}");

  private static final JsonFactory JACKSON =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder().maxNestingDepth(StrictJson.MAX_DEPTH).build())
          .build();

  @FuzzTest(maxDuration = "10m")
  void anyText_isReadAsByJackson(byte[] input) {
    if (input.length <= MAX_BYTES) {
      assertThat(read(input)).isEqualTo(readByJackson(input));
    }
  }

  /** Fixed random changes, so that a failure can be repeated. */
  @Test
  void alteredTexts_areReadAsByJackson() {
    Random random = new Random(1);
    int accepted = 0;
    for (int n = 0; n < MUTATIONS; n++) {
      byte[] text = altered(SEEDS.get(n % SEEDS.size()), random);
      Optional<Map<String, Object>> value = read(text);
      if (!value.equals(readByJackson(text))) {
        assertThat(value)
            .as(new String(text, StandardCharsets.UTF_8))
            .isEqualTo(readByJackson(text));
      }
      accepted += value.isPresent() ? 1 : 0;
    }
    assertThat(accepted).isBetween(MUTATIONS / 20, MUTATIONS - MUTATIONS / 20);
  }

  private static byte[] altered(String seed, Random random) {
    byte[] text = seed.getBytes(StandardCharsets.UTF_8);
    for (int changes = 1 + random.nextInt(3); changes > 0; changes--) {
      int at = random.nextInt(text.length);
      int length = random.nextInt(3);
      int end = Math.min(text.length, at + random.nextInt(3));
      ByteBuffer altered = ByteBuffer.allocate(text.length - (end - at) + length);
      altered.put(text, 0, at);
      for (int n = 0; n < length; n++) {
        altered.put(
            random.nextInt(8) == 0
                ? (byte) random.nextInt(256)
                : INTERESTING[random.nextInt(INTERESTING.length)]);
      }
      altered.put(text, end, text.length - end);
      text = altered.array().length == 0 ? text : altered.array();
    }
    return text;
  }

  private static Optional<Map<String, Object>> read(byte[] text) {
    try {
      return Optional.of(StrictJson.TOKEN.readObject(text));
    } catch (MalformedJsonException e) {
      return Optional.empty();
    }
  }

  private static Optional<Map<String, Object>> readByJackson(byte[] text) {
    try {
      String decoded = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text)).toString();
      try (JsonParser parser = JACKSON.createParser(ObjectReadContext.empty(), decoded)) {
        if (parser.nextToken() != JsonToken.START_OBJECT) {
          return Optional.empty();
        }
        Map<String, Object> object = object(parser);
        return parser.nextToken() == null ? Optional.of(object) : Optional.empty();
      }
    } catch (CharacterCodingException | JacksonException | UnpairedSurrogate e) {
      return Optional.empty();
    }
  }

  @SuppressWarnings("NullAway") // JSON null is Java null
  private static Map<String, Object> object(JsonParser parser) {
    Map<String, Object> members = new LinkedHashMap<>();
    for (String name = parser.nextName(); name != null; name = parser.nextName()) {
      members.put(paired(name), value(parser, parser.nextToken()));
    }
    return members;
  }

  private static @Nullable Object value(JsonParser parser, JsonToken token) {
    return switch (token) {
      case START_OBJECT -> object(parser);
      case START_ARRAY -> array(parser);
      case VALUE_STRING -> paired(parser.getString());
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> null;
      default ->
          parser.getNumberValue() instanceof Integer small
              ? (Object) Long.valueOf(small)
              : parser.getNumberValue();
    };
  }

  private static List<@Nullable Object> array(JsonParser parser) {
    List<@Nullable Object> items = new ArrayList<>();
    for (JsonToken next = parser.nextToken();
        next != JsonToken.END_ARRAY;
        next = parser.nextToken()) {
      items.add(value(parser, next));
    }
    return items;
  }

  private static String paired(String text) {
    if (!StandardCharsets.UTF_16.newEncoder().canEncode(text)) {
      throw new UnpairedSurrogate();
    }
    return text;
  }

  /** Jackson accepts unpaired surrogates. */
  private static final class UnpairedSurrogate extends RuntimeException {
    private static final long serialVersionUID = 1;
  }
}
