package io.latchkey.pki;

import java.io.Serial;

/**
 * A private key cannot be read from PEM. Neither the message nor the cause contains any part of the
 * text, which may be secret.
 */
public final class UnusableKeyException extends Exception {
  @Serial private static final long serialVersionUID = 1;

  /** Why the key cannot be read. */
  public enum Problem {
    /** The text contains no private key in PEM. */
    MISSING("The text contains no private key in PEM"),
    /** The PEM block of the key is malformed or truncated. */
    MALFORMED("The private key is malformed"),
    /** The key is encrypted and no passphrase was given. */
    ENCRYPTED("The private key is encrypted"),
    /** The key cannot be decrypted with the passphrase that was given. */
    WRONG_PASSPHRASE("The private key cannot be decrypted with this passphrase"),
    /** The algorithm of the key is not supported, or its parameters are invalid. */
    UNSUPPORTED("The private key is not a usable RSA, EC or EdDSA key");

    private final String message;

    Problem(String message) {
      this.message = message;
    }
  }

  private final Problem problem;

  UnusableKeyException(Problem problem) {
    super(problem.message);
    this.problem = problem;
  }

  /** Why the key cannot be read. */
  public Problem problem() {
    return problem;
  }
}
