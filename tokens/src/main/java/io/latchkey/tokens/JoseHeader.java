package io.latchkey.tokens;

import io.latchkey.tokens.component.ComponentPath;
import io.latchkey.tokens.component.ComponentPathException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The header of a JWS (RFC 7515 section 4). Its form is checked; its content is untrusted. */
final class JoseHeader {
  /**
   * Header members that contain or locate a key, or change what the signature covers. {@code x5t}
   * and {@code x5t#S256} are not among them: like {@code kid}, they only name a key. {@link
   * KeyRings} rejects {@code x5c} unless a ring validates it.
   */
  private static final Set<String> REJECTED_MEMBERS =
      Set.of("crit", "b64", "jwk", "jku", "x5u", "zip", "enc", "epk");

  private final Map<String, Object> members;

  /** Null until {@link #salt} parses it. Every thread computes the same value. */
  private @Nullable Salt salt;

  /** Null until {@link #componentPath} parses it, as above. */
  private @Nullable ComponentPath componentPath;

  private JoseHeader(Map<String, Object> members) {
    this.members = members;
  }

  static JoseHeader parse(byte[] json) throws InvalidTokenException {
    Map<String, Object> members = CompactJws.object(json);
    for (String member : members.keySet()) {
      if (REJECTED_MEMBERS.contains(member)) {
        throw InvalidTokenException.unsupported(
            "The header of the token has the member " + member + ", which is never accepted.");
      }
    }
    return new JoseHeader(members);
  }

  boolean has(String member) {
    return members.containsKey(member);
  }

  /** The {@code alg} (RFC 7515 section 4.1.1); empty if absent, which no key accepts. */
  String algorithm() throws InvalidTokenException {
    String algorithm = text("alg");
    return algorithm == null ? "" : algorithm;
  }

  /** A header member that must be a string if it is present. */
  @Nullable String text(String member) throws InvalidTokenException {
    if (!members.containsKey(member)) {
      return null;
    }
    if (members.get(member) instanceof String text) {
      return text;
    }
    throw InvalidTokenException.malformed(
        "The header member " + member + " of the token is not a string.");
  }

  /** A header member that must be an array of strings. */
  List<String> texts(String member) throws InvalidTokenException {
    List<String> texts = new ArrayList<>();
    if (members.get(member) instanceof List<?> values) {
      for (Object value : values) {
        if (value instanceof String text) {
          texts.add(text);
        }
      }
      if (texts.size() == values.size()) {
        return texts;
      }
    }
    throw InvalidTokenException.malformed(
        "The header member " + member + " of the token is not an array of strings.");
  }

  /** Whether the header has a {@code kid} that is a string with this beginning. */
  boolean keyIdStartsWith(String prefix) {
    return members.get("kid") instanceof String kid && kid.startsWith(prefix);
  }

  /** The salt from which the key of a pre-shared key is derived; required. */
  Salt salt() throws InvalidTokenException {
    Salt known = salt;
    if (known == null) {
      known = Salt.parse(text(Salt.MEMBER));
      salt = known;
    }
    return known;
  }

  /** The path of a component key, which is the {@code kid}. */
  ComponentPath componentPath() throws InvalidTokenException {
    ComponentPath known = componentPath;
    if (known == null) {
      known = parsePath();
      componentPath = known;
    }
    return known;
  }

  /** The heap in bytes of the parsed path; 0 if it was not parsed. */
  int pathBytes() {
    ComponentPath known = componentPath;
    return known == null ? 0 : known.heapBytes();
  }

  private ComponentPath parsePath() throws InvalidTokenException {
    try {
      return ComponentPath.ofId(String.valueOf(text("kid")));
    } catch (ComponentPathException e) {
      throw e.isUnsupported()
          ? InvalidTokenException.unsupported(
              "The component key has a restriction that this server does not understand.")
          : InvalidTokenException.malformed("The kid of the token is not a component path.");
    }
  }
}
