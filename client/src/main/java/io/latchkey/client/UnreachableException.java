package io.latchkey.client;

import java.io.IOException;
import java.io.Serial;
import java.net.URI;

/** No response arrived: no connection, no TLS handshake, or the connection was closed. */
public final class UnreachableException extends ClientException {
  @Serial private static final long serialVersionUID = 1;

  UnreachableException(URI server, String problem, IOException cause) {
    super("%s cannot be reached: %s".formatted(server, problem), cause);
  }
}
