package io.latchkey.sample.standalone;

import io.latchkey.ca.CertificateAuthority;
import io.latchkey.ca.DataDirectory;
import io.latchkey.ca.Fingerprint;
import io.latchkey.settings.Settings;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.apache.catalina.LifecycleException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The server from the data directory to the open port. While Tomcat starts the web application, the
 * authority is opened and the server's certificate issued beside it.
 */
final class RunningServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RunningServer.class);

  /** Less than the 30 s that Kubernetes gives before it kills. */
  private static final Duration GRACE = Duration.ofSeconds(20);

  private final LaunchOptions options;
  private final Settings settings;
  private final Clock clock = Clock.systemUTC();

  /** What to close, the last opened first. */
  private final Deque<AutoCloseable> open = new ArrayDeque<>();

  private final String readyLine;

  private RunningServer(LaunchOptions options, Path workDirectory) throws LifecycleException {
    this.options = options;
    this.settings =
        options.settings().process().defaults(RunningServer.class.getClassLoader()).build();
    try {
      this.readyLine = start(workDirectory);
    } catch (LifecycleException | RuntimeException e) {
      close();
      throw e;
    }
  }

  /**
   * Starts everything; returns when requests are answered.
   *
   * @param workDirectory for Tomcat's temporary files
   * @throws LifecycleException if the web application does not start
   * @throws RuntimeException if anything else fails; {@link StartFailure} tells the causes apart
   */
  static RunningServer start(LaunchOptions options, Path workDirectory) throws LifecycleException {
    return new RunningServer(options, workDirectory);
  }

  /** One line for the console: where the server is, its authority, where the pre-shared key is. */
  String readyLine() {
    return readyLine;
  }

  private String start(Path workDirectory) throws LifecycleException {
    TlsSettings tls = TlsSettings.of(settings, options.tls());
    Optional<ServerIdentity> own = tls.ownIdentity(clock);
    DataDirectory directory = opened(DataDirectory.open(settings.dataDirectory()));
    PreSharedKeyPlace psk = PreSharedKeyPlace.of(settings, directory);
    CompletableFuture<OwnNames> names =
        CompletableFuture.supplyAsync(() -> OwnNames.ofThisMachine(options.endpoint().host()));
    OpeningAuthority authority = opened(OpeningAuthority.start(settings, directory));
    EmbeddedTomcat tomcat = new EmbeddedTomcat(workDirectory.resolve("tomcat"));
    opened((AutoCloseable) () -> tomcat.stop(GRACE));
    tomcat.deploy(options.parameters(psk), authority);

    CertificateIssuer issuer = new CertificateIssuer(authority.get(), names.join());
    Optional<ServerIdentity> identity =
        tls.isOn() ? own.or(() -> Optional.of(issuer.issue())) : Optional.empty();
    int port = tomcat.listen(options.endpoint(), identity);
    if (own.isEmpty()) {
      identity.ifPresent(first -> opened(renewal(first, issuer, tomcat)).start());
    }
    return readyLine(port, authority.get(), psk);
  }

  private CertificateRenewal renewal(
      ServerIdentity first, CertificateIssuer issuer, EmbeddedTomcat tomcat) {
    return new CertificateRenewal(first, issuer::issue, tomcat::use, clock, new SecureRandom());
  }

  private String readyLine(int port, CertificateAuthority authority, PreSharedKeyPlace psk) {
    return "Latchkey is ready at %s, CA SHA-256 %s, pre-shared key %s"
        .formatted(
            options.endpoint().url(options.tls(), port),
            Fingerprint.sha256(authority.root()),
            psk.description());
  }

  private <T extends AutoCloseable> T opened(T resource) {
    open.push(resource);
    return resource;
  }

  /** Stops: no new requests, those under way finish, then everything is closed. */
  @Override
  public void close() {
    while (!open.isEmpty()) {
      try {
        open.pop().close();
      } catch (Exception e) {
        LOG.warn("The server could not be stopped cleanly", e);
      }
    }
  }
}
