package io.latchkey.server;

/** How whoever runs this application tells it about the server's certificate. */
public final class ServerCertificate {
  /** The attribute of the servlet context with its end, an {@link java.time.Instant}. */
  public static final String ATTRIBUTE = "io.latchkey.server-certificate-end";

  private ServerCertificate() {}
}
