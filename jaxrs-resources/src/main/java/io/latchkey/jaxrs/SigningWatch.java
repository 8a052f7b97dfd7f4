package io.latchkey.jaxrs;

import io.latchkey.ca.IssuedCertificate;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.SecurityContext;
import java.io.IOException;
import java.security.Principal;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts requests to sign and tells the application's observers of each. */
@Singleton
class SigningWatch {
  private static final Logger LOG = LoggerFactory.getLogger(SigningWatch.class);

  private final SigningStatistics statistics;
  private final Consumer<SigningEvent> observers;

  @Inject
  SigningWatch(SigningStatistics statistics, Event<SigningEvent> events) {
    this(statistics, events::fire);
  }

  SigningWatch(SigningStatistics statistics, Consumer<SigningEvent> observers) {
    this.statistics = statistics;
    this.observers = observers;
  }

  /** A request to sign. */
  @FunctionalInterface
  interface Signing {
    IssuedCertificate sign() throws IOException;
  }

  IssuedCertificate watch(SecurityContext security, Signing signing) throws IOException {
    long began = System.nanoTime();
    String outcome = SigningStatistics.ERROR;
    Optional<IssuedCertificate> issued = Optional.empty();
    try {
      IssuedCertificate certificate = signing.sign();
      issued = Optional.of(certificate);
      outcome = SigningStatistics.SIGNED;
      return certificate;
    } catch (RequestRefusedException e) {
      outcome = ProblemMapper.reason(e);
      throw e;
    } finally {
      Duration took = Duration.ofNanos(System.nanoTime() - began);
      statistics.count(outcome, took);
      tell(outcome, security, issued, took);
    }
  }

  @SuppressWarnings("IllegalCatch") // an observer must not decide about what is signed already
  private void tell(
      String outcome, SecurityContext security, Optional<IssuedCertificate> issued, Duration took) {
    try {
      observers.accept(
          new SigningEvent(
              issued.isPresent() ? Optional.empty() : Optional.of(outcome),
              Optional.ofNullable(security.getUserPrincipal()).map(Principal::getName),
              issued.map(IssuedCertificate::serial),
              issued.map(IssuedCertificate::notAfter),
              took));
    } catch (RuntimeException e) {
      LOG.warn("An observer of SigningEvent failed", e);
    }
  }
}
