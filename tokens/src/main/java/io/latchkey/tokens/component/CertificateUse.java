package io.latchkey.tokens.component;

import java.util.Optional;
import java.util.stream.Stream;

/** An extended key usage of certificates; the restriction {@code eku} lists the allowed ones. */
public enum CertificateUse {
  /** {@code serverAuth}. */
  SERVER("server"),
  /** {@code clientAuth}. */
  CLIENT("client");

  private final String wireName;

  CertificateUse(String wireName) {
    this.wireName = wireName;
  }

  /** The name in the restriction. */
  public String wireName() {
    return wireName;
  }

  static Optional<CertificateUse> named(String word) {
    return Stream.of(values()).filter(use -> use.wireName.equals(word)).findFirst();
  }
}
