package io.latchkey.security;

import io.latchkey.filter.observe.AuthenticationEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.servlet.ServletContext;

/** An application's observer: says in the servlet context what it has seen last. */
@ApplicationScoped
public class SeenAuthentications {
  static final String ATTRIBUTE = "seen";

  @Inject ServletContext context;

  void seen(@Observes AuthenticationEvent event) {
    String outcome = event.reason().or(event::caller).orElse("");
    context.setAttribute(ATTRIBUTE, outcome + " " + event.path());
    if (event.path().endsWith("/broken")) {
      throw new IllegalStateException("an observer that fails");
    }
  }
}
