package io.latchkey.client;

import io.latchkey.base.http.RetryPolicy;
import io.latchkey.client.CertificateSource.Supply;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes up each next certificate when it is due, until it is closed. Its fields that change belong
 * to the thread that renews.
 */
final class Renewal {
  private static final Logger LOG = LoggerFactory.getLogger(RenewingCertificate.class);

  /** How long it may take to notice that the host has slept or that the clock has been set. */
  static final Duration LONGEST_NAP = Duration.ofSeconds(15);

  private final CertificateSource source;
  private final TlsIdentity identity;
  private final CertificateSink sink;
  private final RenewalListener listener;
  private final Clock clock;
  private final Duration longestNap;
  private final SecureRandom random = new SecureRandom();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Object writing = new Object();

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
      Duration longestNap) {
    this.source = source;
    this.identity = identity;
    this.sink = sink;
    this.listener = listener;
    this.clock = clock;
    this.longestNap = longestNap;
    lastTry = clock.instant();
    due = source.due(identity.supply(), random.nextDouble());
    nextTry = due;
  }

  /** Writes the first certificate to its files and begins to renew. */
  void start() throws IOException {
    write(identity.supply());
    Thread renewer = new Thread(this::keepFresh, "latchkey-renewal");
    renewer.setDaemon(true);
    renewer.start();
  }

  /** Returns when no file is being written any more, and none ever will be. */
  void close() {
    synchronized (writing) {
      closed.countDown();
    }
  }

  void awaitClose() throws InterruptedException {
    closed.await();
  }

  private void keepFresh() {
    report(() -> listener.renewed(identity.supply().certificate()));
    try {
      while (!closed.await(nap(), TimeUnit.MILLISECONDS)) {
        survive(() -> identity.dropEndedAuthorities(clock.instant()));
        survive(this::renewIfTime);
      }
    } catch (InterruptedException e) {
      LOG.debug("Renewal has been interrupted");
    }
  }

  /** Short ones, since a timer stands still while the host sleeps, and the clock may be set. */
  @SuppressWarnings("IllegalCatch") // whatever goes wrong, the next look has to come
  private long nap() {
    try {
      Duration wait = Duration.between(clock.instant(), nextTry);
      return Math.max(1, Math.min(wait.toMillis(), longestNap.toMillis()));
    } catch (Throwable e) {
      return longestNap.toMillis();
    }
  }

  @SuppressWarnings("IllegalCatch") // whatever goes wrong, the next look has to come
  private static void survive(Runnable step) {
    try {
      step.run();
    } catch (Throwable e) {
      warn("A look at the certificate broke off; the next one comes", e);
    }
  }

  @SuppressWarnings("IllegalCatch") // such as no memory to say that there is no memory
  private static void warn(String problem, Throwable cause) {
    try {
      LOG.warn(problem, cause);
    } catch (Throwable e) {
      // Then it goes unsaid: the renewals are worth more than the line.
    }
  }

  private void renewIfTime() {
    if (isTime()) {
      renew();
    }
  }

  /** Also when the clock has been set back: the time of the next try says nothing then. */
  private boolean isTime() {
    Instant now = clock.instant();
    return !now.isBefore(nextTry) || (failures > 0 && now.isBefore(lastTry));
  }

  @SuppressWarnings("IllegalCatch") // whatever goes wrong, the next try has to come
  private void renew() {
    lastTry = clock.instant();
    RenewalEvent event = new RenewalEvent();
    try {
      takeUpNext();
      event.renewed(identity.supply().certificate().notAfter());
      failures = 0;
      nextTry = due;
    } catch (ClientException e) {
      failed(event, e, e.retryAfter());
    } catch (Exception e) {
      failed(event, e, Optional.empty());
    } catch (Throwable e) {
      failed(event, new IllegalStateException("the renewal broke off: " + e, e), Optional.empty());
    }
  }

  private void takeUpNext() throws ClientException, IOException {
    Supply now = identity.supply();
    // A certificate that could not be written is good in memory: it is the writing that is retried.
    boolean onlyToBeWritten = !written && clock.instant().isBefore(due);
    Supply next = onlyToBeWritten ? now : source.next(now);
    if (!next.equals(now)) {
      identity.takeUp(next);
      written = false;
    }
    if (!onlyToBeWritten) {
      due = source.due(next, random.nextDouble());
    }
    if (!written && write(next)) {
      report(() -> listener.renewed(next.certificate()));
    }
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

  private void failed(RenewalEvent event, Exception problem, Optional<Duration> retryAfter) {
    failures++;
    nextTry =
        clock.instant().plus(RetryPolicy.ofBackground(failures, retryAfter, random.nextDouble()));
    event.failed(identity.supply().certificate().notAfter(), problem);
    report(() -> listener.failed(problem, nextTry));
  }

  @SuppressWarnings("IllegalCatch") // a listener of somebody else's must not stop the renewals
  private static void report(Runnable call) {
    try {
      call.run();
    } catch (Throwable e) {
      warn("A renewal listener failed", e);
    }
  }
}
