package io.latchkey.client;

import java.io.Serial;

/** An answer came that is not what a CA answers, such as a page of HTML or half a certificate. */
public final class UnusableAnswerException extends ClientException {
  @Serial private static final long serialVersionUID = 1;

  UnusableAnswerException(String message) {
    super(message, null);
  }
}
