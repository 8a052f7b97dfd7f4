package io.latchkey.ca;

import java.io.Serial;
import java.net.URI;

/** This server signs nothing and keeps no record: its authority is another server's. */
public final class IssuedElsewhereException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  private final URI server;

  /** Says where to ask instead: the base of that server's paths. */
  public IssuedElsewhereException(URI server) {
    super("certificates are signed by " + server, null, false, false);
    this.server = server;
  }

  /**
   * The base of the paths of the server that signs, such as {@code https://ca.example.org:8900}.
   */
  public URI server() {
    return server;
  }
}
