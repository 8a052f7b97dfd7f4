package io.latchkey.integration;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Servlets of an application. Each dispatches its request in a different way and responses the
 * caller's name.
 */
final class ProbeServlets {
  static final Class<?>[] ALL = {
    ProbeServlets.class,
    Who.class,
    Forward.class,
    Include.class,
    Failing.class,
    AsyncDispatch.class,
    AsyncThread.class,
    Slow.class
  };

  /** The elements of {@code web.xml} that make {@link Who} the error page. */
  static final String ERROR_PAGES =
      """
      <error-page><error-code>404</error-code><location>/error-page</location></error-page>
      <error-page><error-code>418</error-code><location>/error-page</location></error-page>
      <error-page><error-code>500</error-code><location>/error-page</location></error-page>
      <error-page><error-code>401</error-code><location>/error-page</location></error-page>
      """;

  private ProbeServlets() {}

  private static String describe(HttpServletRequest request) {
    String name = request.getRemoteUser();
    return request.getDispatcherType()
        + " "
        + name
        + (request.isUserInRole("service") ? " service " : " - ")
        + request.getAuthType();
  }

  /** Answers the name of the caller, for every method. */
  @WebServlet({"/who", "/open", "/error-page", "/admin/*", "/static/*"})
  public static final class Who extends HttpServlet {
    private static final long serialVersionUID = 1;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      response.setContentType("text/plain");
      response.getWriter().print(describe(request));
    }
  }

  /** Forwards the request to {@link Who}, also from an open path. */
  @WebServlet({"/forward", "/open/forward"})
  public static final class Forward extends HttpServlet {
    private static final long serialVersionUID = 1;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException, ServletException {
      request.getRequestDispatcher("/who").forward(request, response);
    }
  }

  /** Includes the response of {@link Who} in its own response. */
  @WebServlet("/include")
  public static final class Include extends HttpServlet {
    private static final long serialVersionUID = 1;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException, ServletException {
      request.getRequestDispatcher("/who").include(request, response);
      response.getWriter().print(", then " + request.getRemoteUser());
    }
  }

  /** Fails in the way that its path names. */
  @WebServlet("/fail/*")
  public static final class Failing extends HttpServlet {
    private static final long serialVersionUID = 1;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      if ("/thrown".equals(request.getPathInfo())) {
        throw new IllegalStateException("for the error page");
      }
      response.sendError(Integer.parseInt(request.getPathInfo().substring(1)));
    }
  }

  /** Dispatches to {@link Who} from another thread. */
  @WebServlet(urlPatterns = "/async/dispatch", asyncSupported = true)
  public static final class AsyncDispatch extends HttpServlet {
    private static final long serialVersionUID = 1;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) {
      AsyncContext context =
          request.getParameter("own") == null
              ? request.startAsync()
              : request.startAsync(request, response);
      context.start(() -> context.dispatch("/async/who"));
    }
  }

  /** Answers on another thread. It is also the target of {@link AsyncDispatch}. */
  @WebServlet(
      urlPatterns = {"/async/thread", "/async/who"},
      asyncSupported = true)
  public static final class AsyncThread extends HttpServlet {
    private static final long serialVersionUID = 1;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      if (request.getDispatcherType() == DispatcherType.ASYNC) {
        response.getWriter().print(describe(request));
        return;
      }
      AsyncContext context = request.startAsync();
      context.start(
          () -> {
            try {
              HttpServletRequest seen = (HttpServletRequest) context.getRequest();
              context.getResponse().getWriter().print("THREAD " + seen.getRemoteUser());
            } catch (IOException e) {
              throw new UncheckedIOException(e);
            } finally {
              context.complete();
            }
          });
    }
  }

  /** Sends the beginning of its response at once and the rest later. */
  @WebServlet("/slow")
  public static final class Slow extends HttpServlet {
    private static final long serialVersionUID = 1;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      response.getWriter().print("begun ");
      response.flushBuffer();
      try {
        boolean opened =
            new CountDownLatch(1)
                .await(Long.parseLong(request.getParameter("millis")), TimeUnit.MILLISECONDS);
        response.getWriter().print(opened ? "never" : "and done");
      } catch (InterruptedException e) {
        response.getWriter().print("interrupted");
      }
    }
  }
}
