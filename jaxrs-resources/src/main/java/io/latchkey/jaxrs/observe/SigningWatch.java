package io.latchkey.jaxrs.observe;

import io.latchkey.base.rate.FailureLog;
import io.latchkey.ca.certificate.IssuedCertificate;
import io.latchkey.ca.issuance.IssuanceRejectedException;
import io.latchkey.enrolment.EnrolmentWatch;
import io.latchkey.jaxrs.IssuanceRejected;
import io.latchkey.jaxrs.SigningStatistics;
import io.latchkey.jaxrs.caller.SigningOrigin;
import io.latchkey.jaxrs.problem.RequestRejectedException;
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

/**
 * Counts and logs signing requests, and fires an {@link IssuanceRejected} for each rejection. Safe
 * for use by several threads.
 */
@Singleton
public class SigningWatch {
  private static final Logger LOG = LoggerFactory.getLogger(SigningWatch.class);

  private final SigningStatistics statistics;
  private final SigningLog log;
  private final Consumer<IssuanceRejected> observers;
  private final FailureLog failures = new FailureLog(LOG, "An observer of IssuanceRejected failed");

  @Inject
  SigningWatch(SigningStatistics statistics, Event<IssuanceRejected> events) {
    this(statistics, new SigningLog(System::nanoTime), events::fire);
  }

  /**
   * Watches without CDI.
   *
   * @param observers get each event
   */
  public SigningWatch(
      SigningStatistics statistics, SigningLog log, Consumer<IssuanceRejected> observers) {
    this.statistics = statistics;
    this.log = log;
    this.observers = observers;
  }

  /** A request to sign. */
  @FunctionalInterface
  public interface Signing {
    /**
     * Signs.
     *
     * @throws IOException if the request cannot be read
     */
    IssuedCertificate sign() throws IOException;
  }

  /**
   * Watches a request to {@code POST /ca/sign}.
   *
   * @throws RequestRejectedException if the request is rejected
   * @throws IOException if the request cannot be read
   */
  public IssuedCertificate watch(
      HttpServletRequest request, SecurityContext security, Signing signing) throws IOException {
    Watched watched = new Watched(SigningStatistics.SIGN, SigningOrigin.of(request, security));
    try {
      return watched.signed(signing.sign());
    } catch (RequestRejectedException e) {
      watched.rejected(e.reason(), e.name());
      throw e;
    } finally {
      watched.end();
    }
  }

  /**
   * Watches a request of an enrolment protocol.
   *
   * @param protocol as {@link SigningStatistics#protocols} names it
   * @throws IssuanceRejectedException if the CA rejects the request
   * @throws IllegalArgumentException if there is no such protocol
   */
  public IssuedCertificate watch(
      String protocol, SigningOrigin origin, EnrolmentWatch.Signing signing)
      throws IssuanceRejectedException {
    Watched watched = new Watched(protocol, origin);
    try {
      return watched.signed(signing.sign());
    } catch (IssuanceRejectedException e) {
      watched.rejected(e.reason().wireName(), e.name());
      throw e;
    } finally {
      watched.end();
    }
  }

  /** Logs a request of an enrolment protocol that was rejected before it reached the CA. */
  public void rejected(String reason, SigningOrigin origin) {
    log.rejected(reason, Optional.empty(), origin);
  }

  /** One request. Without a result it is an error of the server. */
  private final class Watched {
    private final long began = System.nanoTime();
    private final String protocol;
    private final SigningOrigin origin;
    private String outcome = SigningStatistics.ERROR;
    private Optional<String> name = Optional.empty();
    private Optional<IssuedCertificate> issued = Optional.empty();

    Watched(String protocol, SigningOrigin origin) {
      this.protocol = protocol;
      this.origin = origin;
    }

    IssuedCertificate signed(IssuedCertificate certificate) {
      issued = Optional.of(certificate);
      outcome = SigningStatistics.SIGNED;
      return certificate;
    }

    void rejected(String reason, Optional<String> rejectedName) {
      outcome = reason;
      name = rejectedName;
    }

    void end() {
      Duration took = Duration.ofNanos(System.nanoTime() - began);
      statistics.count(protocol, outcome, took);
      if (issued.isPresent()) {
        log.signed(issued.get(), origin);
      } else {
        log.rejected(outcome, name, origin);
        tell(new IssuanceRejected(outcome, origin.caller()));
      }
    }
  }

  /** An observer cannot undo a rejection. */
  private void tell(IssuanceRejected event) {
    failures.guard(() -> observers.accept(event));
  }
}
