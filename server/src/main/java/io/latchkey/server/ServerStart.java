package io.latchkey.server;

import io.latchkey.base.http.RequestAttributes;
import io.latchkey.filter.observe.AuthenticationStatistics;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.servlet.ServletContext;

/**
 * Announces the resources of the server to the filter when the application starts, and lets the
 * filter record the callers for {@link CallersResource}.
 */
@ApplicationScoped
public class ServerStart {
  /** Made by the container. */
  public ServerStart() {}

  void announce(@Observes @Initialized(ApplicationScoped.class) ServletContext start) {
    start.setAttribute(RequestAttributes.SERVER_RESOURCES, true);
    AuthenticationStatistics.of(start).recordCallers();
  }
}
