package io.latchkey.security;

import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/** Changes what {@link Definitions.Keys} gives from the next request on. */
@WebServlet("/keys")
public class KeysServlet extends HttpServlet {
  private static final long serialVersionUID = 1;

  @Inject transient Definitions.Keys keys;

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response) {
    keys.change(request.getQueryString());
  }
}
