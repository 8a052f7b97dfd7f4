package io.latchkey.server.standalone;

import io.latchkey.client.RenewalEvent;
import io.latchkey.client.RenewalSchedule;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the certificate fresh that this server's own authority has signed for it: a new one when
 * {@link RenewalSchedule} says so, and again and again when that fails. Nothing that goes wrong
 * ends it.
 */
final class CertificateRenewal implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CertificateRenewal.class);

  /** The clock is asked at least this often: it may be set, and a machine may have slept. */
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(1);

  private static final Duration SHORTEST_WAIT = Duration.ofSeconds(1);
  private static final Duration PAUSE_AFTER_THE_END = Duration.ofMinutes(1);
  private static final Duration LONGEST_RETRY = Duration.ofHours(1);

  private final Supplier<ServerIdentity> issue;
  private final Consumer<ServerIdentity> install;
  private final Clock clock;
  private final RandomGenerator random;
  private Instant expiresAt;
  private Instant due;

  private volatile boolean closed;
  private final Thread thread = new Thread(this::run, "latchkey-certificate-renewal");

  /**
   * Begins with the certificate in use.
   *
   * @param issue gets a new one
   * @param install puts it to use
   */
  CertificateRenewal(
      ServerIdentity current,
      Supplier<ServerIdentity> issue,
      Consumer<ServerIdentity> install,
      Clock clock,
      RandomGenerator random) {
    this.issue = issue;
    this.install = install;
    this.clock = clock;
    this.random = random;
    this.expiresAt = current.expiresAt();
    this.due = due();
  }

  /** Renews from now on, until {@link #close}, on a thread of its own. */
  void start() {
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    Duration wait = Duration.ZERO;
    try {
      while (!closed) {
        TimeUnit.MILLISECONDS.sleep(wait.toMillis());
        wait = look();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Gives the time to the next one. */
  @SuppressWarnings("IllegalCatch") // such as no memory to say that there is no memory
  private Duration look() {
    try {
      renewIfDue();
      return untilNextLook();
    } catch (Throwable e) {
      return SHORTEST_WAIT;
    }
  }

  private synchronized Duration untilNextLook() {
    Duration untilDue = Duration.between(clock.instant(), due);
    if (untilDue.isNegative()) {
      return Duration.ZERO;
    }
    return untilDue.compareTo(LONGEST_WAIT) < 0 ? untilDue : LONGEST_WAIT;
  }

  /** Renews when the time has come; a failure only moves the time of the next attempt. */
  @SuppressWarnings("IllegalCatch") // whatever goes wrong, the next attempt has to come
  synchronized void renewIfDue() {
    Instant now = clock.instant();
    if (now.isBefore(due)) {
      return;
    }
    RenewalEvent event = new RenewalEvent();
    try {
      ServerIdentity renewed = issue.get();
      install.accept(renewed);
      expiresAt = renewed.expiresAt();
      due = due();
      event.renewed(expiresAt);
      LOG.info("The server's certificate is renewed; it ends at {}", expiresAt);
    } catch (Throwable e) {
      due = retry(now);
      event.failed(expiresAt, e);
      LOG.warn(
          "The server's certificate, which ends at {}, could not be renewed; next attempt at {}",
          expiresAt,
          due,
          e);
    }
  }

  private Instant due() {
    Instant now = clock.instant();
    Instant due = RenewalSchedule.due(now, expiresAt, random.nextDouble());
    Instant earliest = now.plus(SHORTEST_WAIT);
    return due.isAfter(earliest) ? due : earliest;
  }

  /** After a failure: a tenth of the time that is left, from a second to an hour. */
  private Instant retry(Instant now) {
    Duration part = Duration.between(now, expiresAt).dividedBy(10);
    if (part.isNegative()) {
      return now.plus(PAUSE_AFTER_THE_END);
    }
    Duration wait = part.compareTo(SHORTEST_WAIT) < 0 ? SHORTEST_WAIT : part;
    return now.plus(wait.compareTo(LONGEST_RETRY) < 0 ? wait : LONGEST_RETRY);
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }
}
