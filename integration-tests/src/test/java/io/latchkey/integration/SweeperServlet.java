package io.latchkey.integration;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import java.util.Objects;

/**
 * Compares a record when its application starts. The JDK, before 21, remembers the class of the
 * record that was compared last, and with it the class loader, until another one is compared; no
 * application can help that. Deployed and taken away, this takes the place of what was remembered.
 */
@WebServlet(urlPatterns = "/", loadOnStartup = 1)
public final class SweeperServlet extends HttpServlet {
  private static final long serialVersionUID = 1;

  static final Class<?>[] ALL = {SweeperServlet.class, Part.class, Whole.class};

  @Override
  public void init() {
    Whole one = new Whole(new Part(1), "x");
    Whole other = new Whole(new Part(1), "x");
    if (!one.equals(other) || one.hashCode() != other.hashCode()) {
      throw new IllegalStateException(Objects.toString(one));
    }
  }

  private record Part(int number) {}

  private record Whole(Part part, String text) {}
}
