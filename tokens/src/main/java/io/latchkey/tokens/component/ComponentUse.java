package io.latchkey.tokens.component;

import java.util.Optional;
import java.util.stream.Stream;

/** What a component key can be used for; the restriction {@code use} lists the allowed uses. */
public enum ComponentUse {
  /** Tokens for every resource except {@code POST /ca/sign}. */
  TOKEN("token"),
  /** Tokens for {@code POST /ca/sign}. */
  SIGN("sign"),
  /** CMP (RFC 9810). */
  CMP("cmp"),
  /** ACME (RFC 8555). */
  ACME("acme"),
  /** EST (RFC 7030). */
  EST("est");

  private final String wireName;

  ComponentUse(String wireName) {
    this.wireName = wireName;
  }

  /** The name in the restriction. */
  public String wireName() {
    return wireName;
  }

  static Optional<ComponentUse> named(String word) {
    return Stream.of(values()).filter(use -> use.wireName.equals(word)).findFirst();
  }
}
