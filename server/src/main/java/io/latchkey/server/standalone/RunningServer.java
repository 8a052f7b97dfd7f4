package io.latchkey.server.standalone;

import io.latchkey.base.io.FilePoller;
import io.latchkey.base.net.ServerUrl;
import io.latchkey.ca.CertificateAuthority;
import io.latchkey.ca.DataDirectory;
import io.latchkey.ca.TrustedAuthority;
import io.latchkey.client.CertificateSource;
import io.latchkey.client.ClientException;
import io.latchkey.client.RenewingCertificate;
import io.latchkey.jaxrs.ConfiguredAuthority;
import io.latchkey.pki.Fingerprint;
import io.latchkey.server.RemoteAuthority;
import io.latchkey.server.RemoteCaSettings;
import io.latchkey.settings.Settings;
import java.io.IOException;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.apache.catalina.LifecycleException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The running server, from the data directory to the open port. The CA, in this process or on
 * another server, is opened while Tomcat starts the web application.
 */
final class RunningServer implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(RunningServer.class);

  /** Kubernetes kills a process after 30 s. */
  private static final Duration GRACE = Duration.ofSeconds(20);

  private final LaunchOptions options;
  private final Settings settings;
  private final FilePoller poller = new FilePoller();
  private final Clock clock = Clock.systemUTC();

  /** The resources to close, last opened first. */
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
   * Starts the server; returns when it answers requests.
   *
   * @param workDirectory for the temporary files of Tomcat
   * @throws LifecycleException if the web application does not start
   * @throws RuntimeException if another part fails; {@link StartFailure} finds the cause
   */
  static RunningServer start(LaunchOptions options, Path workDirectory) throws LifecycleException {
    return new RunningServer(options, workDirectory);
  }

  /**
   * One line for the console: the URL, the fingerprint of the CA, and the location of the
   * pre-shared key.
   */
  String readyLine() {
    return readyLine;
  }

  private String start(Path workDirectory) throws LifecycleException {
    TlsSettings tls = TlsSettings.of(settings, options.tls());
    Optional<ServerIdentity> own = tls.ownIdentity(clock);
    Optional<RemoteCaSettings> remote = RemoteCaSettings.of(settings);
    DataDirectory directory = opened(DataDirectory.open(settings.dataDirectory()));
    PskLocation psk = PskLocation.of(settings, directory);
    List<String> configured = configuredNames();
    CompletableFuture<OwnNames> names =
        CompletableFuture.supplyAsync(() -> OwnNames.ofThisMachine(configured));
    OpeningAuthority authority =
        opened(
            OpeningAuthority.start(
                () -> authority(remote, directory, () -> reserved(own, names.join()))));
    EmbeddedTomcat tomcat = new EmbeddedTomcat(workDirectory.resolve("tomcat"));
    opened((AutoCloseable) () -> tomcat.stop(GRACE));
    tomcat.deploy(options.settings(psk), authority, poller);

    Function<ServerIdentity, Listener.Tls> asking =
        identity ->
            new Listener.Tls(
                identity, tls.asksClients() ? issuers(authority.get()) : Optional.empty());
    Listening listening;
    if (!tls.isOn() || own.isPresent()) {
      listening = new Listening(tomcat.listen(options.endpoint(), own.map(asking)), own);
    } else {
      listening = listen(authority.get(), names.join(), tomcat, asking);
    }
    OptionalInt httpPort = OptionalInt.empty();
    if (options.httpPort().isPresent()) {
      httpPort =
          OptionalInt.of(
              tomcat.listenForDistribution(
                  new Endpoint(options.endpoint().host(), options.httpPort().getAsInt())));
    }
    String line = readyLine(listening, names.join(), authority.get(), psk);
    return httpPort.isPresent() ? line + ", HTTP port " + httpPort.getAsInt() : line;
  }

  /** The certificates of the CA in this process. */
  private static Optional<Supplier<List<X509Certificate>>> issuers(TrustedAuthority authority) {
    return authority instanceof CertificateAuthority own
        ? Optional.of(own::issuers)
        : Optional.empty();
  }

  /**
   * The open port.
   *
   * @param identity empty for plain HTTP
   */
  private record Listening(int port, Optional<ServerIdentity> identity) {}

  /** The names that the operator gives to this server. */
  private List<String> configuredNames() {
    return Stream.concat(
            options.endpoint().name().stream(), settings.publicUrl().map(ServerUrl::host).stream())
        .toList();
  }

  /** The names in the server's certificate; empty for plain HTTP. */
  private List<String> reserved(Optional<ServerIdentity> own, OwnNames names) {
    if (!options.tls()) {
      return List.of();
    }
    return own.map(identity -> CertifiedNames.of(identity.certificate()).on(names))
        .orElseGet(names::all);
  }

  private TrustedAuthority authority(
      Optional<RemoteCaSettings> remote, DataDirectory directory, Supplier<List<String>> ownNames) {
    return remote.isPresent()
        ? RemoteAuthority.open(remote.get(), poller)
        : ConfiguredAuthority.open(settings, directory, ownNames.get());
  }

  private CertificateSource source(TrustedAuthority authority, OwnNames names) {
    if (authority instanceof RemoteAuthority remote) {
      return new RemoteAuthoritySource(remote.client(), names, clock);
    }
    return new OwnAuthoritySource((CertificateAuthority) authority, names, clock);
  }

  /**
   * Opens the port with the first certificate; each renewed certificate replaces the one in use.
   */
  private Listening listen(
      TrustedAuthority authority,
      OwnNames names,
      EmbeddedTomcat tomcat,
      Function<ServerIdentity, Listener.Tls> asking) {
    try {
      RenewingCertificate certificate =
          opened(
              RenewingCertificate.builder(source(authority, names))
                  .clock(clock)
                  .listener(new RenewalLog())
                  .sink(
                      (renewed, authorities) ->
                          tomcat.listenWith(
                              options.endpoint(), asking.apply(ServerIdentity.of(renewed))))
                  .start());
      renewAfterRotation(authority, certificate);
      return new Listening(tomcat.port(), Optional.of(ServerIdentity.of(certificate.current())));
    } catch (ClientException | IOException e) {
      throw new StartException("no certificate for this server: " + e.getMessage(), e);
    }
  }

  /** The new certificate comes with the cross-certificate of the rotation. */
  private static void renewAfterRotation(
      TrustedAuthority authority, RenewingCertificate certificate) {
    if (authority instanceof CertificateAuthority own) {
      own.addRotationListener(status -> certificate.renewNow());
    } else if (authority instanceof RemoteAuthority remote) {
      remote.renewAfterRotation(certificate);
    }
  }

  private String readyLine(
      Listening listening, OwnNames names, TrustedAuthority authority, PskLocation psk) {
    Optional<CertifiedNames> certified =
        listening.identity().map(identity -> CertifiedNames.of(identity.certificate()));
    return "Latchkey is ready at %s, CA SHA-256 %s, pre-shared key %s"
        .formatted(
            options.endpoint().url(listening.port(), certified, names),
            Fingerprint.sha256(authority.root()),
            psk.description());
  }

  private <T extends AutoCloseable> T opened(T resource) {
    open.push(resource);
    return resource;
  }

  /** Stops accepting requests, waits for the running ones, then closes all resources. */
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
