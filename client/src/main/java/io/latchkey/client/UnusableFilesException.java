package io.latchkey.client;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** The operator's files with a key or a certificate cannot be used. */
public sealed class UnusableFilesException extends ClientException permits EncryptedKeyException {
  @Serial private static final long serialVersionUID = 1;

  UnusableFilesException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
