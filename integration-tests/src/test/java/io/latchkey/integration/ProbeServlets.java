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

/** An application's own servlets: each passes its request on another way, and says who asks. */
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

  /** Says who the caller is, by any method. */
  @WebServlet({"/who", "/open", "/error-page"})
  public static final class Who extends HttpServlet {
    private static final long serialVersionUID = 1;

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      response.setContentType("text/plain");
      response.getWriter().print(describe(request));
    }
  }

  /** Passes the request on to {@link Who}; from an open path too. */
  @WebServlet({"/forward", "/open/forward"})
  public static final class Forward extends HttpServlet {
    private static final long serialVersionUID = 1;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException, ServletException {
      request.getRequestDispatcher("/who").forward(request, response);
    }
  }

  /** Has {@link Who} answer in the middle of its own answer. */
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

  /** Fails as its path says. */
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

  /** Goes to another thread and from there to {@link Who}. */
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

  /** Answers on another thread; and is where {@link AsyncDispatch} ends up. */
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

  /** Says that it has begun, and takes its time over the rest. */
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
