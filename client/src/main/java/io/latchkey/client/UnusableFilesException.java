package io.latchkey.client;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** Files with a key or a certificate of one's own cannot be used. */
public sealed class UnusableFilesException extends ClientException permits EncryptedKeyException {
  @Serial private static final long serialVersionUID = 1;

  UnusableFilesException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
