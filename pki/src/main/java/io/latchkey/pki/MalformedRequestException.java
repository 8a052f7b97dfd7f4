package io.latchkey.pki;

import java.io.Serial;

/**
 * Bytes are not one well-formed certificate signing request. The message is one fixed sentence that
 * contains no part of the input. There is no cause and no stack trace, because the input is
 * untrusted and may be a private key.
 */
public final class MalformedRequestException extends Exception {
  @Serial private static final long serialVersionUID = 1;

  MalformedRequestException(String message) {
    super(message, null, false, false);
  }
}
