package io.latchkey.client;

import java.io.Serial;

/** A private key is encrypted and no passphrase is given. */
public final class EncryptedKeyException extends UnusableFilesException {
  @Serial private static final long serialVersionUID = 1;

  EncryptedKeyException(String message) {
    super(message, null);
  }
}
