package io.latchkey.server;

/** Tells the application when the server's certificate expires. */
public final class ServerCertificate {
  /** The attribute of the servlet context with the expiry, an {@link java.time.Instant}. */
  public static final String ATTRIBUTE = "io.latchkey.server-certificate-end";

  private ServerCertificate() {}
}
