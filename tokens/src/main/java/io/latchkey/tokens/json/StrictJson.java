package io.latchkey.tokens.json;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.exc.StreamConstraintsException;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.util.JsonRecyclerPools;

/**
 * Reads JSON objects strictly by RFC 8259: no comments, no trailing commas, no numbers with leading
 * zeros, no text after the object. The input must be UTF-8 without a byte order mark. Where the RFC
 * leaves a choice, this reader is strict:
 *
 * <ul>
 *   <li>An object with duplicate member names is rejected (section 4).
 *   <li>An escape of an unpaired surrogate, such as {@code \ud800}, is rejected (section 8.2).
 *       Otherwise two different names of callers would become the same text in a log or a database.
 *   <li>Nesting is limited to {@value #MAX_DEPTH} levels and numbers to {@value #MAX_NUMBER_LENGTH}
 *       characters. The limits of the text length and of the number of values depend on the kind of
 *       text (section 9).
 * </ul>
 *
 * <p>The result consists of unmodifiable maps and lists, {@link String}, {@link Long} or {@link
 * java.math.BigInteger} for integers, {@link Double} for other numbers, {@link Boolean} and null.
 *
 * <p>Immutable and safe for use by several threads. The reader caches nothing between texts.
 */
public final class StrictJson {
  /** The deepest nesting; the outermost object is level 1. */
  public static final int MAX_DEPTH = 16;

  /** The longest number, in characters. */
  public static final int MAX_NUMBER_LENGTH = 1000;

  /** The maximum number of values in one segment of a token. */
  public static final int MAX_TOKEN_VALUES = 1000;

  /**
   * A reader for one segment of a token: at most 8 KiB and {@value #MAX_TOKEN_VALUES} values. Every
   * object, array, string, number, {@code true}, {@code false} and {@code null} counts as a value;
   * member names do not.
   */
  public static final StrictJson TOKEN = new StrictJson(8 * 1024, MAX_TOKEN_VALUES);

  /** A reader for JWK sets and responses of a CA: at most 1 MiB and 100 000 values. */
  public static final StrictJson DOCUMENT = new StrictJson(1024 * 1024, 100_000);

  private static final String NO_JSON = "is not a JSON object with distinct member names";

  private final JsonFactory factory;
  private final int maxBytes;
  private final int maxValues;

  private StrictJson(int maxBytes, int maxValues) {
    this.maxBytes = maxBytes;
    this.maxValues = maxValues;
    // A symbol table and recycled buffers would keep untrusted input.
    factory =
        JsonFactory.builder()
            .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .recyclerPool(JsonRecyclerPools.nonRecyclingPool())
            .streamReadConstraints(
                StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNumberLength(MAX_NUMBER_LENGTH)
                    .maxNameLength(maxBytes)
                    .maxStringLength(maxBytes)
                    .maxDocumentLength(maxBytes)
                    .build())
            .build();
  }

  /**
   * Reads one object.
   *
   * @throws MalformedJsonException if the bytes are not one JSON object, or exceed a limit
   */
  public Map<String, Object> readObject(byte[] utf8) throws MalformedJsonException {
    if (utf8.length > maxBytes) {
      throw new MalformedJsonException("is longer than " + maxBytes + " bytes");
    }
    // Jackson would guess the encoding of bytes, and take overlong forms of UTF-8.
    CharBuffer text = decode(utf8);
    try (JsonParser parser =
        factory.createParser(
            ObjectReadContext.empty(), text.array(), text.arrayOffset(), text.length())) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new MalformedJsonException(NO_JSON);
      }
      Map<String, Object> object = new Reading(parser, maxValues).object();
      if (parser.nextToken() != null) {
        throw new MalformedJsonException(NO_JSON);
      }
      return object;
    } catch (StreamConstraintsException e) {
      throw new MalformedJsonException(
          "is nested deeper than %d levels, or has a number of more than %d characters"
              .formatted(MAX_DEPTH, MAX_NUMBER_LENGTH));
    } catch (JacksonException e) {
      throw new MalformedJsonException(NO_JSON);
    }
  }

  private static CharBuffer decode(byte[] utf8) throws MalformedJsonException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8));
    } catch (CharacterCodingException e) {
      throw new MalformedJsonException("is not UTF-8");
    }
  }

  /** Reads one text. */
  private static final class Reading {
    private final JsonParser parser;
    private int valuesLeft;

    Reading(JsonParser parser, int maxValues) {
      this.parser = parser;
      valuesLeft = maxValues - 1;
    }

    /** Reads to the end of the current object. */
    @SuppressWarnings("NullAway") // JSON null is Java null
    Map<String, Object> object() throws MalformedJsonException {
      Map<String, Object> members = new LinkedHashMap<>();
      for (String name = parser.nextName(); name != null; name = parser.nextName()) {
        checkText(name);
        members.put(name, value(parser.nextToken()));
      }
      return Collections.unmodifiableMap(members);
    }

    @SuppressWarnings("NullAway") // as above
    private List<Object> array() throws MalformedJsonException {
      List<Object> items = new ArrayList<>();
      for (JsonToken next = parser.nextToken();
          next != JsonToken.END_ARRAY;
          next = parser.nextToken()) {
        items.add(value(next));
      }
      return Collections.unmodifiableList(items);
    }

    private @Nullable Object value(JsonToken token) throws MalformedJsonException {
      if (--valuesLeft < 0) {
        throw new MalformedJsonException("has too many values");
      }
      return switch (token) {
        case START_OBJECT -> object();
        case START_ARRAY -> array();
        case VALUE_STRING -> checkText(parser.getString());
        case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(parser.getNumberValue());
        case VALUE_TRUE -> true;
        case VALUE_FALSE -> false;
        case VALUE_NULL -> null;
        default -> throw new MalformedJsonException(NO_JSON);
      };
    }

    private static Number number(Number value) {
      return value instanceof Integer small ? Long.valueOf(small) : value;
    }

    private static String checkText(String text) throws MalformedJsonException {
      for (int i = 0; i < text.length(); i++) {
        char c = text.charAt(i);
        if (Character.isHighSurrogate(c)
            && i + 1 < text.length()
            && Character.isLowSurrogate(text.charAt(i + 1))) {
          i++;
        } else if (Character.isSurrogate(c)) {
          throw new MalformedJsonException("has an escape of an unpaired surrogate");
        }
      }
      return text;
    }
  }
}
