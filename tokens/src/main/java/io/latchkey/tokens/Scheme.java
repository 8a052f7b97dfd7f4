package io.latchkey.tokens;

import io.latchkey.base.caller.CallerWords;

/** The type of the key that verified a token. */
public enum Scheme {
  /** A key derived from the pre-shared key. */
  PSK("psk"),
  /** A component key, which is derived from the pre-shared key. */
  COMPONENT(CallerWords.COMPONENT),
  /** A public key. */
  PUBLIC_KEY("public-key");

  private final String wireName;

  Scheme(String wireName) {
    this.wireName = wireName;
  }

  /** The name in responses such as that of {@code GET /whoami}. */
  public String wireName() {
    return wireName;
  }
}
