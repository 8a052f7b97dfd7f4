package io.latchkey.benchmarks;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.management.ManagementFactory;

/** The application of every benchmark. It answers at once. */
final class Answer extends HttpServlet {
  /** Open path: runs a garbage collection and answers the number of heap bytes in use. */
  static final String MEMORY = "/memory";

  private static final long serialVersionUID = 1;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    String body = "ok";
    if (request.getRequestURI().equals(MEMORY)) {
      System.gc();
      body = "" + ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }
    response.setContentLength(body.length());
    response.getWriter().write(body);
  }
}
