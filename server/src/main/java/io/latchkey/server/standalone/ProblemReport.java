package io.latchkey.server.standalone;

import io.latchkey.base.http.ProblemDocument;
import java.io.IOException;
import java.io.PrintWriter;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ErrorReportValve;
import org.jspecify.annotations.Nullable;

/**
 * Answers errors outside the application with a problem document (RFC 9457), without stack trace,
 * exception text or version. Public because Tomcat creates it by its class name.
 */
public final class ProblemReport extends ErrorReportValve {
  @Override
  protected void report(Request request, Response response, @Nullable Throwable throwable) {
    int status = response.getStatus();
    if (status < 400 || response.getContentWritten() > 0 || !response.setErrorReported()) {
      return;
    }
    try {
      response.setContentType(ProblemDocument.MEDIA_TYPE);
      response.setCharacterEncoding("UTF-8");
      response.setHeader("Cache-Control", "no-store");
      PrintWriter writer = response.getReporter();
      if (writer != null) {
        writer.write(document(status));
        response.finishResponse();
      }
    } catch (IOException | IllegalStateException e) {
      container.getLogger().debug("The response could not be written", e);
    }
  }

  /** Other statuses than these have a general title, which is the reason too. */
  static String document(int status) {
    String title =
        switch (status) {
          case 400, 404, 405, 413, 503 -> ProblemDocument.title(status);
          default -> status < 500 ? "Request Refused" : ProblemDocument.title(500);
        };
    return new ProblemDocument(status, title).toJson();
  }
}
