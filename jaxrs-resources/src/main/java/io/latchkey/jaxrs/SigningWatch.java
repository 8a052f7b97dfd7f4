package io.latchkey.jaxrs;

import io.latchkey.ca.IssuedCertificate;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.ws.rs.core.SecurityContext;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts and logs signing requests, and fires an {@link IssuanceRejected} for each rejection. */
@Singleton
class SigningWatch {
  private static final Logger LOG = LoggerFactory.getLogger(SigningWatch.class);

  private final SigningStatistics statistics;
  private final SigningLog log;
  private final Consumer<IssuanceRejected> observers;

  @Inject
  SigningWatch(SigningStatistics statistics, Event<IssuanceRejected> events) {
    this(statistics, new SigningLog(System::nanoTime), events::fire);
  }

  SigningWatch(SigningStatistics statistics, SigningLog log, Consumer<IssuanceRejected> observers) {
    this.statistics = statistics;
    this.log = log;
    this.observers = observers;
  }

  /** A request to sign. */
  @FunctionalInterface
  interface Signing {
    IssuedCertificate sign() throws IOException;
  }

  IssuedCertificate watch(HttpServletRequest request, SecurityContext security, Signing signing)
      throws IOException {
    long began = System.nanoTime();
    SigningOrigin origin = SigningOrigin.of(request, security);
    String outcome = SigningStatistics.ERROR;
    Optional<String> name = Optional.empty();
    Optional<IssuedCertificate> issued = Optional.empty();
    try {
      IssuedCertificate certificate = signing.sign();
      issued = Optional.of(certificate);
      outcome = SigningStatistics.SIGNED;
      return certificate;
    } catch (RequestRefusedException e) {
      outcome = ProblemMapper.reason(e);
      name = e.name();
      throw e;
    } finally {
      Duration took = Duration.ofNanos(System.nanoTime() - began);
      statistics.count(outcome, took);
      if (issued.isPresent()) {
        log.signed(issued.get(), origin);
      } else {
        log.refused(outcome, name, origin);
        tell(new IssuanceRejected(outcome, origin.caller()));
      }
    }
  }

  @SuppressWarnings("IllegalCatch") // an observer cannot undo a rejection
  private void tell(IssuanceRejected event) {
    try {
      observers.accept(event);
    } catch (RuntimeException e) {
      LOG.warn("An observer of IssuanceRejected failed", e);
    }
  }
}
