package io.latchkey.server.standalone;

import io.latchkey.client.ComponentCertificate;
import io.latchkey.client.RenewalListener;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts each certificate to use, on a thread of its own. Where that fails it is tried again, ever
 * later up to every five minutes, until it succeeds or there is a newer certificate.
 */
final class CertificateInstaller implements RenewalListener, AutoCloseable {
  /** After the first failure. */
  static final Duration FIRST_WAIT = Duration.ofSeconds(1);

  private static final Logger LOG = LoggerFactory.getLogger(CertificateInstaller.class);
  private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);

  private final Consumer<ServerIdentity> install;
  private final Duration firstWait;
  private final ScheduledExecutorService thread =
      Executors.newSingleThreadScheduledExecutor(CertificateInstaller::daemon);
  private volatile long newest;

  CertificateInstaller(Consumer<ServerIdentity> install, Duration firstWait) {
    this.install = install;
    this.firstWait = firstWait;
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "latchkey-certificate-install");
    thread.setDaemon(true);
    return thread;
  }

  @Override
  public synchronized void renewed(ComponentCertificate certificate) {
    long number = ++newest;
    tryAfter(Duration.ZERO, new Attempt(certificate, number, firstWait));
  }

  @Override
  public void failed(Exception problem, Instant nextTry) {
    LOG.warn(
        "The server's certificate could not be renewed; next attempt at {}: {}",
        nextTry,
        problem.getMessage());
  }

  private void tryAfter(Duration wait, Attempt attempt) {
    Future<?> unused = thread.schedule(() -> run(attempt), wait.toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * One certificate to put to use.
   *
   * @param number of the certificate, the newest has the highest
   * @param waitAfter how long to wait if it fails
   */
  private record Attempt(ComponentCertificate certificate, long number, Duration waitAfter) {
    Attempt next() {
      Duration doubled = waitAfter.multipliedBy(2);
      return new Attempt(
          certificate, number, doubled.compareTo(LONGEST_WAIT) < 0 ? doubled : LONGEST_WAIT);
    }
  }

  @SuppressWarnings("IllegalCatch") // whatever goes wrong, the next attempt has to come
  private void run(Attempt attempt) {
    if (attempt.number() != newest) {
      return;
    }
    ComponentCertificate certificate = attempt.certificate();
    try {
      install.accept(new ServerIdentity(certificate.key(), certificate.chain()));
      LOG.info("The server's certificate ends at {}", certificate.notAfter());
    } catch (Throwable e) {
      tryAfter(attempt.waitAfter(), attempt.next());
      LOG.warn(
          "The server's new certificate, which ends at {}, could not be put to use; next attempt in"
              + " {}",
          certificate.notAfter(),
          attempt.waitAfter(),
          e);
    }
  }

  @Override
  public void close() {
    thread.shutdownNow();
  }
}
