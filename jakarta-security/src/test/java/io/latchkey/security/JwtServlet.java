package io.latchkey.security;

import io.latchkey.tokens.VerifiedToken;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.security.Principal;
import org.eclipse.microprofile.jwt.JsonWebToken;

/** Answers with what {@link JwtBeans} have got. */
@WebServlet(urlPatterns = {"/claims", "/open/claims"})
@SuppressWarnings("serial") // a servlet is never serialized
public class JwtServlet extends HttpServlet {
  private static final long serialVersionUID = 1;

  @Inject JwtBeans.OfRequest ofRequest;
  @Inject JwtBeans.OfApplication ofApplication;
  @Inject Instance<JwtBeans.OfEvents> ofEvents;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException, ServletException {
    String wanted = String.valueOf(request.getQueryString());
    if (wanted.startsWith("authenticate") && !request.authenticate(response)) {
      return;
    }
    if (wanted.startsWith("logout")) {
      request.logout();
    }
    response
        .getWriter()
        .print(
            wanted.endsWith("principal")
                ? describe(request.getUserPrincipal())
                : wanted.endsWith("events")
                    ? ofEvents.get().describe()
                    : wanted.endsWith("token")
                        ? ofRequest.token()
                        : wanted.endsWith("application")
                            ? ofApplication.describe()
                            : ofRequest.describe());
  }

  private static String describe(Principal principal) {
    return principal instanceof VerifiedToken token && principal instanceof JsonWebToken jwt
        ? token.name()
            + " "
            + jwt.getSubject()
            + " "
            + token.claims().equals(((VerifiedToken) jwt).claims())
        : String.valueOf(principal);
  }
}
