package io.latchkey.tokens;

/** Why a token was refused. The wire names are the {@code reason} member of a problem body. */
public enum Reason {
  /** It is no compact JWS of the expected form, or a member or claim has the wrong type. */
  MALFORMED("malformed"),
  /** It asks for something that is never done: another algorithm, an extension, too long a life. */
  UNSUPPORTED("unsupported"),
  /** No configured key has signed it. */
  SIGNATURE("signature"),
  /** It was made for something else, such as the CA's own token. */
  PURPOSE("purpose"),
  /** Its {@code exp} has passed, the allowed clock skew included. */
  EXPIRED("expired"),
  /** Its {@code nbf} or {@code iat} lies ahead by more than the allowed clock skew. */
  NOT_YET_VALID("not_yet_valid"),
  /** Its {@code iss} is not the configured one. */
  ISSUER("issuer"),
  /** Its {@code aud} does not name this server. */
  AUDIENCE("audience"),
  /** It was not judged: too many key derivations are under way. Worth another try. */
  BUSY("busy");

  private final String wireName;

  Reason(String wireName) {
    this.wireName = wireName;
  }

  /** The name in the {@code reason} member of a problem body. */
  public String wireName() {
    return wireName;
  }
}
