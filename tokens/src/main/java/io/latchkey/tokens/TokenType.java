package io.latchkey.tokens;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The types of credentials, as the header member {@code typ} names them (RFC 7519 section 5.1).
 * Each type has rules of its own for the claims.
 */
public enum TokenType {
  /** A JWT without further rules: {@code typ} is absent or {@code JWT}. */
  JWT("jwt") {
    @Override
    void checkClaims(Map<String, Object> claims) {}
  },

  /**
   * An OAuth 2.0 access token (RFC 9068): {@code typ} is {@code at+jwt} or {@code
   * application/at+jwt}. Section 2.2 requires {@code iss}, {@code exp}, {@code aud}, {@code sub},
   * {@code client_id}, {@code iat} and {@code jti}.
   */
  ACCESS_TOKEN("at+jwt") {
    /** The verifier compares {@code iss} and {@code aud} and requires {@code exp} before. */
    @Override
    void checkClaims(Map<String, Object> claims) throws InvalidTokenException {
      if (claims.get("aud") instanceof Iterable<?> several) {
        for (Object each : several) {
          require(each instanceof String, "has an aud claim that is no array of strings");
        }
      }
      for (String claim : TEXT_CLAIMS) {
        boolean isText = claims.get(claim) instanceof String text && !text.isBlank();
        require(isText, "has no " + claim + " claim that is a string with a value");
      }
      require(claims.containsKey("iat"), "has no iat claim");
    }
  };

  private static final Set<String> TEXT_CLAIMS = Set.of("sub", "client_id", "jti");

  private final String text;

  TokenType(String text) {
    this.text = text;
  }

  /** The type that configurations call {@code jwt} or {@code at+jwt}; empty for another name. */
  public static Optional<TokenType> named(String text) {
    return Stream.of(values()).filter(type -> type.text.equals(text)).findFirst();
  }

  /**
   * The type that a header names; empty if it is none of these.
   *
   * @param typ the header member, null if absent; a media type, so letter case does not matter (RFC
   *     7515 section 4.1.9)
   */
  static Optional<TokenType> of(@Nullable String typ) {
    if (typ == null) {
      return Optional.of(JWT);
    }
    // Not equalsIgnoreCase, which takes a dotless i for an i.
    return switch (typ.toLowerCase(Locale.ROOT)) {
      case "jwt" -> Optional.of(JWT);
      case "at+jwt", "application/at+jwt" -> Optional.of(ACCESS_TOKEN);
      default -> Optional.empty();
    };
  }

  /**
   * Checks what the type requires of the claims, apart from times, issuer and audience.
   *
   * @throws InvalidTokenException with {@link Reason#MALFORMED}, if a claim is missing or has the
   *     wrong type
   */
  abstract void checkClaims(Map<String, Object> claims) throws InvalidTokenException;

  private static void require(boolean condition, String problem) throws InvalidTokenException {
    if (!condition) {
      throw InvalidTokenException.malformed("The token of type at+jwt " + problem + ".");
    }
  }
}
