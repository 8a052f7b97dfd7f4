package io.latchkey.integration;

import io.latchkey.filter.observe.AuthenticationEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.security.Principal;
import java.util.Deque;
import java.util.concurrent.ConcurrentLinkedDeque;

/** A bean of the application that records authentication events and callers. */
@ApplicationScoped
public class SeenRequests {
  private final Deque<AuthenticationEvent> events = new ConcurrentLinkedDeque<>();
  private final Deque<Principal> callers = new ConcurrentLinkedDeque<>();

  void seen(@Observes AuthenticationEvent event) {
    events.add(event);
  }

  /** All authentication events, oldest first. */
  public Deque<AuthenticationEvent> events() {
    return events;
  }

  /** The callers of {@link CallerServlet}, oldest first. */
  public Deque<Principal> callers() {
    return callers;
  }

  /** Records its caller. */
  @WebServlet("/caller")
  public static class CallerServlet extends HttpServlet {
    private static final long serialVersionUID = 1;

    @Inject private transient SeenRequests seen;

    /** Called by the server. */
    public CallerServlet() {}

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) {
      seen.callers().add(request.getUserPrincipal());
    }
  }
}
