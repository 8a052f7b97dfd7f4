package io.latchkey.client;

import io.latchkey.base.rate.RetryPolicy;
import io.latchkey.base.threads.DaemonThreads;
import io.latchkey.client.CertificateSource.Supply;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gets each next certificate when it is due, until it is closed. Only the renewal thread uses the
 * mutable fields.
 */
final class Renewal {
  private static final Logger LOG = LoggerFactory.getLogger(RenewingCertificate.class);

  /** The longest time until a clock change or the end of a suspend is noticed. */
  static final Duration MAX_POLL_INTERVAL = Duration.ofSeconds(15);

  private final CertificateSource source;
  private final TlsIdentity identity;
  private final CertificateSink sink;
  private final RenewalListener listener;
  private final Clock clock;
  private final Duration maxPollInterval;
  private final SecureRandom random = new SecureRandom();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Semaphore renewRequested = new Semaphore(0);
  private final Object writing = new Object();

  /** The last certificate of the source, while its use has failed. */
  private Optional<Supply> pending = Optional.empty();

  private boolean written;
  private Instant due;
  private Instant nextTry;
  private Instant lastTry;
  private int failures;

  Renewal(
      CertificateSource source,
      TlsIdentity identity,
      CertificateSink sink,
      RenewalListener listener,
      Clock clock,
      Duration maxPollInterval) {
    this.source = source;
    this.identity = identity;
    this.sink = sink;
    this.listener = listener;
    this.clock = clock;
    this.maxPollInterval = maxPollInterval;
    lastTry = clock.instant();
    due = source.due(identity.supply(), random.nextDouble());
    nextTry = due;
  }

  /** Writes the first certificate and starts the renewal thread. */
  void start() throws IOException {
    write(identity.supply());
    DaemonThreads.named("latchkey-renewal").newThread(this::keepFresh).start();
  }

  /** Waits for a write in progress. No certificate is written after this returns. */
  void close() {
    synchronized (writing) {
      closed.countDown();
    }
    renewRequested.release();
  }

  /** Renews at the next opportunity, even if the certificate is not due. */
  void renewNow() {
    renewRequested.release();
  }

  void awaitClose() throws InterruptedException {
    closed.await();
  }

  private void keepFresh() {
    report(() -> listener.renewed(identity.supply().certificate()));
    try {
      while (true) {
        boolean asked = awaitRequest();
        if (closed.getCount() == 0) {
          return;
        }
        logFailure(this::dropEndedAuthorities);
        logFailure(() -> renewIfTime(asked));
      }
    } catch (InterruptedException e) {
      LOG.debug("The renewal thread was interrupted");
    }
  }

  /**
   * Waits until a renewal is requested or the next check. One renewal answers all requests before
   * it, also one that came just after the wait had ended.
   */
  private boolean awaitRequest() throws InterruptedException {
    boolean asked = renewRequested.tryAcquire(untilNextCheck(), TimeUnit.MILLISECONDS);
    int more = renewRequested.drainPermits();
    return asked || more > 0;
  }

  /** Short, because timers stop while the host is suspended, and the clock may be set. */
  @SuppressWarnings("IllegalCatch") // a failed check must not prevent the next one
  private long untilNextCheck() {
    try {
      Duration wait = Duration.between(clock.instant(), nextTry);
      return Math.max(1, Math.min(wait.toMillis(), maxPollInterval.toMillis()));
    } catch (Throwable e) {
      return maxPollInterval.toMillis();
    }
  }

  @SuppressWarnings("IllegalCatch") // a failed check must not prevent the next one
  private static void logFailure(Runnable step) {
    try {
      step.run();
    } catch (Throwable e) {
      warn("A check of the certificate failed; the next check follows", e);
    }
  }

  @SuppressWarnings("IllegalCatch") // such as no memory for the message
  private static void warn(String problem, Throwable cause) {
    try {
      LOG.warn(problem, cause);
    } catch (Throwable e) {
      // The renewals are more important than the message.
    }
  }

  /** Files with the trusted CAs are written again, and the listener is told. */
  private void dropEndedAuthorities() {
    if (identity.dropEndedAuthorities(clock.instant())) {
      written = false;
      nextTry = clock.instant();
    }
  }

  private void renewIfTime(boolean asked) {
    if (asked) {
      due = clock.instant();
      nextTry = due;
    }
    if (isTime()) {
      renew();
    }
  }

  /** Also true if the clock was set back: the time of the next attempt is then meaningless. */
  private boolean isTime() {
    Instant now = clock.instant();
    return !now.isBefore(nextTry) || now.isBefore(lastTry);
  }

  @SuppressWarnings("IllegalCatch") // a failed attempt must not prevent the next one
  private void renew() {
    lastTry = clock.instant();
    RenewalJfrEvent event = new RenewalJfrEvent();
    try {
      if (takeUpNext()) {
        event.renewed(identity.supply().certificate().notAfter());
      }
      failures = 0;
      nextTry = due;
    } catch (ClientException e) {
      failed(event, e, e.retryAfter());
    } catch (Exception e) {
      failed(event, e, Optional.empty());
    } catch (Throwable e) {
      failed(event, new IllegalStateException("the renewal failed: " + e, e), Optional.empty());
    }
  }

  /** Returns whether a new certificate, or new CAs, are in use and written. */
  private boolean takeUpNext() throws ClientException, IOException {
    Supply now = identity.supply();
    // A certificate that could not be written is in use in memory; only the write is repeated.
    boolean onlyToBeWritten = !written && clock.instant().isBefore(due);
    Supply next = onlyToBeWritten ? now : next(now);
    if (!next.equals(now)) {
      pending = Optional.of(next);
      written = false;
      identity.takeUp(next);
    }
    if (!onlyToBeWritten) {
      pending = Optional.empty();
      due = source.due(next, random.nextDouble());
    }
    if (written || !write(next)) {
      return false;
    }
    report(() -> listener.renewed(next.certificate()));
    return true;
  }

  /** The source does not return a certificate again that could not be used. */
  private Supply next(Supply now) throws ClientException, IOException {
    Supply next = source.next(now);
    return next.equals(now) ? pending.orElse(now) : next;
  }

  private boolean write(Supply supply) throws IOException {
    synchronized (writing) {
      if (closed.getCount() == 0) {
        return false;
      }
      sink.write(supply.certificate(), supply.authorities().all());
      written = true;
      return true;
    }
  }

  private void failed(RenewalJfrEvent event, Exception problem, Optional<Duration> retryAfter) {
    failures++;
    nextTry =
        clock
            .instant()
            .plus(RetryPolicy.backgroundDelay(failures, retryAfter, random.nextDouble()));
    event.failed(identity.supply().certificate().notAfter(), problem);
    report(() -> listener.failed(problem, nextTry));
  }

  @SuppressWarnings("IllegalCatch") // the application's listener must not stop the renewals
  private static void report(Runnable call) {
    try {
      call.run();
    } catch (Throwable e) {
      warn("A renewal listener failed", e);
    }
  }
}
