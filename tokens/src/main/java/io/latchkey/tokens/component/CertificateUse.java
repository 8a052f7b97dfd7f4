package io.latchkey.tokens.component;

import java.util.Optional;
import java.util.stream.Stream;

/** An extended key usage of certificates; the restriction {@code eku} lists the allowed ones. */
public enum CertificateUse {
  /** {@code serverAuth}. */
  SERVER("server"),
  /** {@code clientAuth}. */
  CLIENT("client");

  private final String word;

  CertificateUse(String word) {
    this.word = word;
  }

  /** The word in the restriction. */
  public String word() {
    return word;
  }

  static Optional<CertificateUse> named(String word) {
    return Stream.of(values()).filter(use -> use.word.equals(word)).findFirst();
  }
}
