package io.latchkey.server;

import io.latchkey.base.io.FilePoller;
import io.latchkey.base.io.Reloadable;
import io.latchkey.base.threads.DaemonThreads;
import io.latchkey.base.threads.RepeatedTask;
import io.latchkey.client.CertificateAuthorityClient;
import io.latchkey.client.ClientException;
import io.latchkey.client.Credential;
import io.latchkey.client.RenewingCertificate;
import io.latchkey.jaxrs.RemoteTrustedAuthority;
import java.net.URI;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The CA of another server, of which this server is a component. Its certificate is fetched and
 * authenticated again every five minutes, so that a new root is published here too. The first time
 * is random, so that servers that were started together do not follow a rotation together. A
 * credential in a file is reloaded when the file changes.
 */
public final class RemoteAuthority implements RemoteTrustedAuthority {
  private static final Logger LOG = LoggerFactory.getLogger(RemoteAuthority.class);
  private static final Duration INTERVAL = Duration.ofMinutes(5);
  private static final Duration END = Duration.ofSeconds(5);

  private final URI server;
  private final Reloadable<Credential> credential;
  private final CertificateAuthorityClient client;
  private final List<RenewingCertificate> certificates = new CopyOnWriteArrayList<>();
  private final ScheduledExecutorService refresher =
      Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("latchkey-authority-refresh"));

  private RemoteAuthority(
      URI server, Reloadable<Credential> credential, CertificateAuthorityClient client) {
    this.server = server;
    this.credential = credential;
    this.client = client;
  }

  /**
   * Fetches and authenticates the CA certificate, and again every five minutes until the authority
   * is closed.
   *
   * @throws io.latchkey.ca.AuthorityUnavailableException if the other server does not answer, or
   *     does not prove that it has the pre-shared key
   */
  public static RemoteAuthority open(RemoteCaSettings ca, FilePoller poller) {
    RemoteAuthority authority = connect(ca, poller);
    Future<?> unused =
        authority.refresher.scheduleWithFixedDelay(
            new RepeatedTask(
                authority::refresh,
                RemoteAuthority::warn,
                () -> LOG.info("The CA certificate can be refreshed again")),
            new SecureRandom().nextLong(INTERVAL.toMillis()),
            INTERVAL.toMillis(),
            TimeUnit.MILLISECONDS);
    return authority;
  }

  /** Connects without a schedule of refreshes. */
  static RemoteAuthority connect(RemoteCaSettings ca, FilePoller poller) {
    Reloadable<Credential> credential = ca.credential(poller);
    try {
      return new RemoteAuthority(ca.url(), credential, ca.connect(credential));
    } catch (RuntimeException e) {
      credential.close();
      throw e;
    }
  }

  /** Fetches and authenticates the CA certificate again. */
  void refresh() throws ClientException {
    X509Certificate root = client.refreshAuthority().certificate();
    for (RenewingCertificate each : certificates) {
      if (!root.equals(each.current().authority())) {
        each.renewNow();
      }
    }
  }

  /**
   * Renews a certificate of this CA when the CA has another root. The new certificate comes with
   * the cross-certificate of the rotation.
   */
  public void renewAfterRotation(RenewingCertificate certificate) {
    certificates.add(certificate);
  }

  private static void warn(Throwable failure) {
    if (failure instanceof Error) {
      LOG.error("The CA certificate could not be refreshed; the last one stays published", failure);
    } else {
      LOG.warn(
          "The CA certificate could not be refreshed; the last one stays published: {}",
          failure.getMessage());
    }
  }

  /** The client that requests certificates from the CA. */
  public CertificateAuthorityClient client() {
    return client;
  }

  /** The root: the signing certificate is not known here. */
  @Override
  public X509Certificate certificate() {
    return root();
  }

  @Override
  public X509Certificate root() {
    return client.authority().certificate();
  }

  @Override
  public List<X509Certificate> chain() {
    return List.of(root());
  }

  @Override
  public URI server() {
    return server;
  }

  /** Stops the refreshes, and waits at most 5 seconds for one that is running. */
  @Override
  public void close() {
    if (!DaemonThreads.end(refresher, END)) {
      LOG.warn("The refresh of the CA certificate is still running; it ends later");
    }
    credential.close();
  }
}
