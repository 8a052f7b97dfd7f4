package io.latchkey.enrolment.cmp;

import io.latchkey.base.threads.DaemonThreads;
import io.latchkey.base.threads.RepeatedTask;
import io.latchkey.ca.AuthorityUnavailableException;
import io.latchkey.ca.CertificateAuthority;
import io.latchkey.ca.certificate.IssuedCertificate;
import io.latchkey.ca.certificate.RevocationResult;
import io.latchkey.ca.enrolment.CmpRecords;
import io.latchkey.ca.enrolment.CmpRecords.Confirmation;
import io.latchkey.pki.RevocationReason;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Revokes certificates that were requested over CMP and not confirmed in time. Start it wherever
 * the CA runs, even while CMP is not offered: the store can have certificates from before. Several
 * nodes that share a store can run it. Safe for use by several threads.
 */
public final class UnconfirmedCertificates implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(UnconfirmedCertificates.class);
  private static final Duration PERIOD = Duration.ofSeconds(5);
  private static final int BATCH = 100;

  /** A certificate that cannot be revoked is tried again after its age, between these limits. */
  private static final Duration SHORTEST_PAUSE = Duration.ofMinutes(1);

  private static final Duration LONGEST_PAUSE = Duration.ofHours(1);

  private final CertificateAuthority ca;
  private final CmpRecords records;
  private final BiConsumer<IssuedCertificate, RevocationReason> listener;
  private final Clock clock;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("latchkey-cmp-confirmations"));

  private final RepeatedTask task =
      new RepeatedTask(
          this::revokeUnlessUnavailable,
          failure -> LOG.warn("Certificates that were not confirmed could not be revoked", failure),
          () -> {});

  private UnconfirmedCertificates(
      CertificateAuthority ca,
      BiConsumer<IssuedCertificate, RevocationReason> listener,
      Clock clock) {
    this.ca = ca;
    this.records = ca.enrolment().cmp();
    this.listener = listener;
    this.clock = clock;
  }

  /**
   * Starts a thread that revokes such certificates every 5 seconds.
   *
   * @param listener is told about each certificate that is revoked
   */
  public static UnconfirmedCertificates start(
      CertificateAuthority ca,
      BiConsumer<IssuedCertificate, RevocationReason> listener,
      Clock clock) {
    UnconfirmedCertificates started = new UnconfirmedCertificates(ca, listener, clock);
    var unused =
        started.thread.scheduleWithFixedDelay(
            started.task, PERIOD.toMillis(), PERIOD.toMillis(), TimeUnit.MILLISECONDS);
    return started;
  }

  /** Does this once, as the thread does it. */
  void tryRevoke() {
    task.run();
  }

  private void revokeUnlessUnavailable() {
    try {
      revoke();
    } catch (AuthorityUnavailableException e) {
      LOG.debug("Certificates that were not confirmed are revoked later", e);
    }
  }

  /** Revokes all such certificates now. */
  void revoke() {
    while (revokeBatch()) {
      // There may be more.
    }
  }

  /** Returns whether there may be more. Certificates that fail are postponed. */
  @SuppressWarnings("IllegalCatch") // one certificate must not keep the others from revocation
  private boolean revokeBatch() {
    List<Confirmation> overdue = records.overdue(clock.instant(), BATCH);
    for (Confirmation each : overdue) {
      try {
        revoke(each);
      } catch (RuntimeException | Error e) {
        if (e instanceof AuthorityUnavailableException && !ca.health().store()) {
          throw e;
        }
        Instant next = clock.instant().plus(pause(each));
        records.postpone(each.transaction(), next);
        LOG.warn(
            "Certificate {} was not confirmed and could not be revoked; the next attempt is at {}",
            each.serial(),
            next,
            e);
      }
    }
    return overdue.size() >= BATCH;
  }

  /** The age of a certificate doubles with each attempt, and so does the pause. */
  private Duration pause(Confirmation failed) {
    Duration age =
        Duration.between(failed.expiresAt().minus(Transactions.REMEMBERED), clock.instant());
    Duration most = age.compareTo(LONGEST_PAUSE) < 0 ? age : LONGEST_PAUSE;
    return most.compareTo(SHORTEST_PAUSE) < 0 ? SHORTEST_PAUSE : most;
  }

  private void revoke(Confirmation overdue) {
    ca.revoke(overdue.serial(), Confirmations.UNCONFIRMED)
        .filter(RevocationResult::accepted)
        .ifPresent(result -> listener.accept(result.certificate(), Confirmations.UNCONFIRMED));
    records.revoked(overdue.transaction());
  }

  /** Ends the thread. Other nodes, or the next start, revoke what is not confirmed by then. */
  @Override
  public void close() {
    if (!DaemonThreads.end(thread, PERIOD)) {
      LOG.warn("The thread that revokes certificates without confirmation does not end");
    }
  }
}
