package io.latchkey.integration;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import java.util.Objects;

/**
 * Compares a record when its application starts. Before JDK 21, the JDK keeps the class of the last
 * compared record, and with it the class loader, until another record is compared. After this
 * application was deployed and undeployed, the JDK keeps this class instead of the class of the
 * tested application.
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
