package io.latchkey.enrolment.acme;

import io.latchkey.tokens.json.MalformedJsonException;
import io.latchkey.tokens.json.StrictJson;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The members of a JSON object that a client has sent. A member with a wrong type is {@code
 * malformed}; members that the server does not know are ignored (RFC 8555 section 7.1).
 */
record Members(Map<String, Object> all) {
  /**
   * Reads an object.
   *
   * @param what what the text is, for messages
   */
  static Members parse(StrictJson reader, byte[] json, String what) throws AcmeProblem {
    try {
      return new Members(reader.readObject(json));
    } catch (MalformedJsonException e) {
      throw AcmeProblem.malformed("The %s %s.".formatted(what, e.problem()));
    }
  }

  /** Whether there is a member with a value other than null. */
  boolean has(String name) {
    return all.get(name) != null;
  }

  Optional<String> text(String name) throws AcmeProblem {
    return member(name, String.class, "a string");
  }

  String requiredText(String name) throws AcmeProblem {
    return text(name)
        .orElseThrow(() -> AcmeProblem.malformed("The member %s is missing.".formatted(name)));
  }

  Optional<Long> number(String name) throws AcmeProblem {
    return member(name, Long.class, "a whole number");
  }

  boolean flag(String name) throws AcmeProblem {
    return member(name, Boolean.class, "true or false").orElse(false);
  }

  Optional<List<?>> list(String name) throws AcmeProblem {
    return member(name, List.class, "an array").map(list -> (List<?>) list);
  }

  Optional<Members> object(String name) throws AcmeProblem {
    return has(name) ? Optional.of(of(all.get(name), name)) : Optional.empty();
  }

  /** Returns the members of a value that has to be an object. */
  @SuppressWarnings("unchecked") // the reader makes maps with string keys only
  static Members of(@Nullable Object value, String name) throws AcmeProblem {
    if (value instanceof Map<?, ?> object) {
      return new Members((Map<String, Object>) object);
    }
    throw wrong(name, "an object");
  }

  private <T> Optional<T> member(String name, Class<T> type, String words) throws AcmeProblem {
    if (!has(name)) {
      return Optional.empty();
    }
    Object value = all.get(name);
    if (!type.isInstance(value)) {
      throw wrong(name, words);
    }
    return Optional.of(type.cast(value));
  }

  private static AcmeProblem wrong(String name, String words) {
    return AcmeProblem.malformed("The member %s has to be %s.".formatted(name, words));
  }
}
