package io.latchkey.server;

import io.latchkey.base.http.RequestAttributes;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.servlet.ServletContext;

/** Announces the resources of the server to the filter when the application starts. */
@ApplicationScoped
public class ServerStart {
  /** Made by the container. */
  public ServerStart() {}

  void announce(@Observes @Initialized(ApplicationScoped.class) ServletContext start) {
    start.setAttribute(RequestAttributes.SERVER_RESOURCES, true);
  }
}
