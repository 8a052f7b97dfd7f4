package io.latchkey.server.standalone;

import jakarta.servlet.ServletException;
import java.io.IOException;
import java.util.Map;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;

/**
 * Sets {@code X-Content-Type-Options: nosniff} on every response, and over TLS also {@code
 * Strict-Transport-Security} (RFC 6797) for one year. Browsers ignore the latter for IP addresses.
 */
final class SecurityHeadersValve extends ValveBase {
  private static final Map<String, String> PLAIN = Map.of("X-Content-Type-Options", "nosniff");
  private static final Map<String, String> SECURE =
      Map.of("X-Content-Type-Options", "nosniff", "Strict-Transport-Security", "max-age=31536000");

  SecurityHeadersValve() {
    super(true);
  }

  static Map<String, String> headers(boolean isSecure) {
    return isSecure ? SECURE : PLAIN;
  }

  @Override
  public void invoke(Request request, Response response) throws IOException, ServletException {
    Map<String, String> headers = headers(request.isSecure());
    headers.forEach(response::setHeader);
    getNext().invoke(request, response);
    // An error resets the response and its headers.
    if (!response.isCommitted()) {
      headers.forEach(response::setHeader);
    }
  }
}
