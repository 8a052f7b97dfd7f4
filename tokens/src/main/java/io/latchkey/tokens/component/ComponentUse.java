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

  private final String word;

  ComponentUse(String word) {
    this.word = word;
  }

  /** The word in the restriction. */
  public String word() {
    return word;
  }

  static Optional<ComponentUse> named(String word) {
    return Stream.of(values()).filter(use -> use.word.equals(word)).findFirst();
  }
}
