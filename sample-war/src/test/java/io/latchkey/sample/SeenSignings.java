package io.latchkey.sample;

import io.latchkey.jaxrs.SigningEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** What an application adds that wants to know what is signed; writes it to the error stream. */
@ApplicationScoped
public class SeenSignings {
  void seen(@Observes SigningEvent event) {
    System.err.printf(
        "seen: signed=%s reason=%s caller=%s serial=%s%n",
        event.signed(),
        event.reason().orElse("-"),
        event.caller().orElse("-"),
        event.serial().orElse("-"));
  }
}
