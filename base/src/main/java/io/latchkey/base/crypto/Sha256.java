package io.latchkey.base.crypto;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** The hash function SHA-256, which every Java runtime has. */
public final class Sha256 {
  /** Only cloned: a clone costs less than the search for the implementation. */
  private static final MessageDigest UNUSED = newDigest();

  private Sha256() {}

  /** Returns a digest for bytes that come in parts. */
  public static MessageDigest newDigest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every Java runtime has SHA-256", e);
    }
  }

  /** Returns the digest of bytes. */
  public static byte[] of(byte[] bytes) {
    try {
      return ((MessageDigest) UNUSED.clone()).digest(bytes);
    } catch (CloneNotSupportedException e) {
      // A provider before the JDK's, such as one for a hardware module, need not support clones.
      return newDigest().digest(bytes);
    }
  }

  /** Returns the digest of a text in UTF-8. */
  public static byte[] of(String text) {
    return of(text.getBytes(StandardCharsets.UTF_8));
  }
}
