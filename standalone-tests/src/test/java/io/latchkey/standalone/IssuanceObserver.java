package io.latchkey.standalone;

import io.latchkey.ca.caller.CallerRestrictions.Usage;
import io.latchkey.jaxrs.CertificateIssued;
import io.latchkey.jaxrs.IssuanceRejected;
import io.latchkey.jaxrs.IssuanceRequested;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;

/** A class that an application adds to decide on certificates. Writes to the error stream. */
@ApplicationScoped
public class IssuanceObserver {
  void requested(@Observes IssuanceRequested event) {
    switch (event.certificate().dnsNames().get(0)) {
      case "unwanted.local" -> event.reject();
      case "failing.local" -> throw new IllegalStateException("detail for the log");
      default -> {
        event.endBy(Instant.now().plus(Duration.ofDays(7)));
        event.retainUsages(Set.of(Usage.CLIENT));
      }
    }
  }

  void issued(@Observes CertificateIssued event) {
    System.err.printf(
        "seen: issued caller=%s serial=%s%n",
        event.certificate().requestedBy().name(), event.certificate().serial());
    throw new IllegalStateException("after the record was written");
  }

  void rejected(@Observes IssuanceRejected event) {
    System.err.printf(
        "seen: rejected reason=%s caller=%s%n", event.reason(), event.caller().orElse("-"));
  }
}
