package io.latchkey.integration;

import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Objects;

/**
 * Compares a record when its application starts. Before JDK 21, the JDK keeps the class of the last
 * compared record, and with it the class loader, until another record is compared. After this
 * application was deployed and undeployed, the JDK keeps this class instead of the class of the
 * tested application. An idle thread of a server may keep the application of its last request in
 * the same way, hence the requests that occupy several threads at once.
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

  /** Waits for the body: as long as it has not arrived, the request occupies a thread. */
  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    request.getInputStream().readAllBytes();
  }

  private record Part(int number) {}

  private record Whole(Part part, String text) {}
}
