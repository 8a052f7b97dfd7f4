package io.latchkey.tokens;

/**
 * The rule that rejected a token. The wire name is the member {@code reason} of a problem document.
 */
public enum Reason {
  /**
   * The token is not a compact JWS of the expected form, or a member or claim has the wrong type.
   */
  MALFORMED("malformed"),
  /**
   * The token needs something that is not accepted: an algorithm, an extension, or too long a life.
   */
  UNSUPPORTED("unsupported"),
  /** No configured key has signed the token. */
  SIGNATURE("signature"),
  /** The token was signed for another purpose, such as the token of the CA. */
  PURPOSE("purpose"),
  /** {@code exp} has passed, including the accepted clock skew. */
  EXPIRED("expired"),
  /** {@code nbf} or {@code iat} is in the future by more than the accepted clock skew. */
  NOT_YET_VALID("not_yet_valid"),
  /** {@code iss} is not the configured issuer. */
  ISSUER("issuer"),
  /** {@code aud} does not name this server. */
  AUDIENCE("audience"),
  /** The component key or the certificate that signed the token is revoked. */
  REVOKED("revoked"),
  /**
   * The token was not verified, because too many keys are being derived, or because it is not known
   * whether its certificate is revoked. The sender can try again.
   */
  BUSY("busy");

  private final String wireName;

  Reason(String wireName) {
    this.wireName = wireName;
  }

  /** The value of the member {@code reason} of a problem document. */
  public String wireName() {
    return wireName;
  }
}
