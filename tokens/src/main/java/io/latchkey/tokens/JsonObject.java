package io.latchkey.tokens;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.jose4j.json.JsonUtil;
import org.jose4j.lang.JoseException;

/** Reads the JSON objects of a token: UTF-8, no duplicate names, bounded nesting. */
final class JsonObject {
  private static final int MAX_NESTING = 16;

  private JsonObject() {}

  /** Gives the members, unmodifiable at every level. */
  static Map<String, Object> parse(byte[] utf8) throws InvalidTokenException {
    String json = decode(utf8);
    checkNesting(json);
    try {
      return frozen(JsonUtil.parseJson(json));
    } catch (JoseException | IllegalArgumentException | ClassCastException e) {
      throw InvalidTokenException.malformed(
          "A segment of the token is no JSON object with distinct member names.");
    }
  }

  private static String decode(byte[] utf8) throws InvalidTokenException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString();
    } catch (CharacterCodingException e) {
      throw InvalidTokenException.malformed("A segment of the token is not UTF-8.");
    }
  }

  /** Before the parser, which keeps a stack of its own: 4 000 brackets fit into one token. */
  private static void checkNesting(String json) throws InvalidTokenException {
    int depth = 0;
    boolean inString = false;
    for (int i = 0; i < json.length(); i++) {
      char c = json.charAt(i);
      if (inString) {
        if (c == '\\') {
          i++;
        } else if (c == '"') {
          inString = false;
        }
      } else if (c == '"') {
        inString = true;
      } else if (c == '{' || c == '[') {
        depth++;
      } else if (c == '}' || c == ']') {
        depth--;
      }
      if (depth > MAX_NESTING) {
        throw InvalidTokenException.malformed(
            "The JSON of the token is nested deeper than " + MAX_NESTING + " levels.");
      }
    }
  }

  @SuppressWarnings("unchecked") // what the parser gives holds nothing but JSON values
  private static Map<String, Object> frozen(Map<String, Object> members) {
    members.replaceAll((name, value) -> frozenValue(value));
    return Collections.unmodifiableMap(members);
  }

  @SuppressWarnings("unchecked") // as above
  private static Object frozenValue(Object value) {
    if (value instanceof Map<?, ?> map) {
      return frozen((Map<String, Object>) map);
    }
    if (value instanceof List<?> list) {
      ((List<Object>) list).replaceAll(JsonObject::frozenValue);
      return Collections.unmodifiableList(list);
    }
    return value;
  }
}
