package io.latchkey.tokens;

/** What a token was verified with. */
public enum Scheme {
  /** A key derived from the pre-shared key. */
  PSK("psk"),
  /** A public key. */
  PUBLIC_KEY("public-key");

  private final String wireName;

  Scheme(String wireName) {
    this.wireName = wireName;
  }

  /** The name in answers such as that of {@code GET /whoami}. */
  public String wireName() {
    return wireName;
  }
}
