package io.latchkey.security;

import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import org.eclipse.microprofile.jwt.Claim;

/** Would answer all callers with the name of the first. */
@WebServlet("/kept")
public class ClaimInServlet extends HttpServlet {
  private static final long serialVersionUID = 1;

  @Inject
  @Claim("sub")
  String subject;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response.getWriter().print(subject);
  }
}
