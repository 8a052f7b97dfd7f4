package io.latchkey.filter;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.atomic.AtomicInteger;

/** Says who the caller is, and counts how often it was reached. */
final class WhoServlet extends HttpServlet {
  private static final long serialVersionUID = 1;

  private final AtomicInteger calls = new AtomicInteger();

  int calls() {
    return calls.get();
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    calls.incrementAndGet();
    response.setContentType("text/plain");
    response.getWriter().print(describe(request));
  }

  static String describe(HttpServletRequest request) {
    return request.getRemoteUser() + " " + request.getUserPrincipal() + " " + request.getAuthType();
  }
}
