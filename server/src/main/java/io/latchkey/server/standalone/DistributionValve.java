package io.latchkey.server.standalone;

import io.latchkey.base.http.ProblemDocument;
import io.latchkey.base.net.AuthorityPaths;
import io.latchkey.settings.paths.RawPath;
import jakarta.servlet.ServletException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;

/**
 * Limits the plain HTTP port of {@code --http-port} to what the certificates name: revocation
 * lists, CA certificates and OCSP, and to {@code GET /ca/cert}. Their content is signed or public.
 * All other requests get status 404 there, before their credentials are read.
 */
final class DistributionValve extends ValveBase {
  private static final String KEY_IDENTIFIER = "/[0-9a-f]+";
  private static final Pattern READ =
      Pattern.compile(
          String.join(
              "|",
              AuthorityPaths.CERTIFICATE,
              AuthorityPaths.REVOCATION_LISTS,
              AuthorityPaths.REVOCATION_LISTS + KEY_IDENTIFIER,
              AuthorityPaths.ISSUERS
                  + KEY_IDENTIFIER
                  + Pattern.quote(AuthorityPaths.ISSUER_SUFFIX)));

  DistributionValve() {
    super(true);
  }

  @Override
  public void invoke(Request request, Response response) throws IOException, ServletException {
    boolean limited =
        request.getConnector() instanceof HardenedConnector connector
            && connector.isForDistribution();
    if (!limited || isServed(request.getMethod(), request.getRequestURI())) {
      getNext().invoke(request, response);
      return;
    }
    byte[] problem =
        new ProblemDocument(
                404, ProblemDocument.title(404), "This port does not serve this resource.")
            .toJson()
            .getBytes(StandardCharsets.UTF_8);
    response.setStatus(404);
    response.setContentType(ProblemDocument.MEDIA_TYPE);
    response.setHeader("Cache-Control", "no-store");
    response.setContentLength(problem.length);
    response.getOutputStream().write(problem);
  }

  /**
   * Whether the port serves a request.
   *
   * @param path the raw path
   */
  static boolean isServed(String method, String path) {
    return switch (method) {
      case "GET" -> READ.matcher(path).matches() || RawPath.isOcsp(method, path);
      case "HEAD" -> READ.matcher(path).matches();
      case "POST" -> path.equals(AuthorityPaths.OCSP);
      default -> false;
    };
  }
}
