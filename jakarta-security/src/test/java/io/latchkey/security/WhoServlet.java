package io.latchkey.security;

import io.latchkey.tokens.VerifiedToken;
import jakarta.annotation.security.DeclareRoles;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Says who the caller is; on demand asks for one, logs out or forwards. */
@WebServlet(urlPatterns = {"/who", "/open", "/open/admin", "/admin"})
@DeclareRoles({"service", "admin"})
public class WhoServlet extends HttpServlet {
  private static final long serialVersionUID = 1;

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException, ServletException {
    String demand = String.valueOf(request.getQueryString());
    if (demand.equals("authenticate") && !request.authenticate(response)) {
      return;
    }
    if (demand.equals("attribute")) {
      Object caller = request.getAttribute(VerifiedToken.ATTRIBUTE);
      response.getWriter().print(caller instanceof VerifiedToken token ? token.claims() : caller);
      return;
    }
    if (demand.equals("logout")) {
      request.logout();
    }
    if (demand.equals("forward") && request.getAttribute("forwarded") == null) {
      request.setAttribute("forwarded", true);
      request.getRequestDispatcher("/admin").forward(request, response);
      return;
    }
    response.setContentType("text/plain");
    response
        .getWriter()
        .print(
            "%s service=%s admin=%s"
                .formatted(
                    caller(request),
                    request.isUserInRole("service"),
                    request.isUserInRole("admin")));
  }

  private static String caller(HttpServletRequest request) {
    return request.getUserPrincipal() instanceof VerifiedToken token
        ? token.name() + " by " + token.scheme().wireName()
        : request.getRemoteUser();
  }
}
