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
 * the same way, hence the requests that occupy several threads at once. The expression language
 * keeps the classes of beans whose cached properties were collected, until it reads a bean of a new
 * class.
 */
@WebServlet(urlPatterns = "/", loadOnStartup = 1)
public final class SweeperServlet extends HttpServlet {
  private static final long serialVersionUID = 1;

  static final Class<?>[] ALL = {SweeperServlet.class, Bean.class, Part.class, Whole.class};

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

  /** Reads a property of a bean in the expression language, on servers that have it. */
  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response) {
    try {
      Class<?> type = Class.forName("jakarta.el.ELProcessor");
      Object processor = type.getConstructor().newInstance();
      type.getMethod("defineBean", String.class, Object.class)
          .invoke(processor, "bean", new Bean());
      type.getMethod("eval", String.class).invoke(processor, "bean.text");
    } catch (ReflectiveOperationException | LinkageError e) {
      log("This server has no expression language");
    }
  }

  /** A bean for the expression language. */
  public static final class Bean {
    public String getText() {
      return "";
    }
  }

  private record Part(int number) {}

  private record Whole(Part part, String text) {}
}
