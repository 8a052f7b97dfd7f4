package io.latchkey.server.standalone;

import java.net.SocketException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.catalina.Service;
import org.apache.catalina.connector.Connector;
import org.apache.coyote.ContinueResponseTiming;
import org.apache.coyote.http11.Http11NioProtocol;
import org.apache.tomcat.util.net.SSLHostConfig;
import org.apache.tomcat.util.net.SSLHostConfigCertificate;
import org.apache.tomcat.util.threads.ThreadPoolExecutor;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** An open port of the server. */
final class Listener {
  private static final Logger LOG = LoggerFactory.getLogger(Listener.class);

  /**
   * The certificate of a TLS port.
   *
   * @param identity key and certificate
   * @param issuers the certificates of the CA, if clients are asked for certificates of it
   */
  record Tls(ServerIdentity identity, Optional<Supplier<List<X509Certificate>>> issuers) {}

  /** Guards nothing: the key store never leaves the memory, but its format wants a password. */
  private static final String KEY_STORE_PASSWORD = "in-memory";

  /** For TLS 1.2, in OpenSSL's notation; TLS 1.3 has AEAD suites only. */
  private static final String AEAD_CIPHERS = "ECDHE+AESGCM:ECDHE+CHACHA20";

  private static final int HEADER_BYTES = 16 * 1024;

  /** So many that the handshakes of their connections cost nothing in comparison. */
  private static final int KEEP_ALIVE_REQUESTS = 10_000;

  private static final int IDLE_TIMEOUT_MILLIS = 60_000;

  private final Connector connector;
  private final Http11NioProtocol protocol;

  private Listener(Connector connector, Http11NioProtocol protocol) {
    this.connector = connector;
    this.protocol = protocol;
  }

  /**
   * Opens the port.
   *
   * @throws StartException if that is not possible
   */
  static Listener start(Service service, Endpoint endpoint, Optional<Tls> tls) {
    return start(service, endpoint, tls, false, limits());
  }

  /**
   * Opens a port for plain HTTP that serves only what {@link DistributionValve} allows.
   *
   * @throws StartException if that is not possible
   */
  static Listener startDistribution(Service service, Endpoint endpoint) {
    return start(service, endpoint, Optional.empty(), true, limits());
  }

  private static ConnectionLimits limits() {
    return ConnectionLimits.forHeap(Runtime.getRuntime().maxMemory());
  }

  static Listener start(
      Service service,
      Endpoint endpoint,
      Optional<Tls> tls,
      boolean forDistribution,
      ConnectionLimits limits) {
    Http11NioProtocol protocol = new Http11NioProtocol(new BoundedEndpoint(limits));
    protocol.setConnectionTimeout((int) limits.header().toMillis());
    Connector connector = new HardenedConnector(protocol, forDistribution);
    connector.setThrowOnFailure(true);
    connector.setPort(endpoint.port());
    endpoint.address().ifPresent(protocol::setAddress);
    harden(connector, protocol);
    tls.ifPresent(
        certificate -> {
          connector.setScheme("https");
          connector.setSecure(true);
          protocol.setSSLEnabled(true);
          if (certificate.issuers().isPresent()) {
            protocol.setSslImplementationName(ClientCertificateTls.Implementation.class.getName());
          }
          protocol.addSslHostConfig(sslHostConfig(certificate));
        });
    try {
      service.addConnector(connector);
    } catch (IllegalArgumentException e) {
      throw cannotListen(endpoint, forDistribution, e);
    }
    return new Listener(connector, protocol);
  }

  private static void harden(Connector connector, Http11NioProtocol protocol) {
    connector.setXpoweredBy(false);
    // The filter is to see and reject every ambiguous path, and to answer with its own words.
    connector.setEncodedSolidusHandling("passthrough");
    connector.setEncodedReverseSolidusHandling("passthrough");
    // The filter rejects TRACE in the same way.
    connector.setAllowTrace(true);
    connector.setMaxParameterCount(100);
    connector.setMaxPostSize(64 * 1024);
    // RFC 9110 section 10.1.1: no 100 before a rejection; the first read of the body asks for it.
    protocol.setContinueResponseTiming(ContinueResponseTiming.ON_REQUEST_BODY_READ.toString());
    protocol.setMaxHttpRequestHeaderSize(HEADER_BYTES);
    protocol.setMaxHttpResponseHeaderSize(HEADER_BYTES);
    protocol.setMaxThreads(ConnectionLimits.THREADS);
    protocol.setMinSpareThreads(2);
    protocol.setKeepAliveTimeout(IDLE_TIMEOUT_MILLIS);
    protocol.setMaxKeepAliveRequests(KEEP_ALIVE_REQUESTS);
    // Else the port could not be closed before everything else is stopped.
    protocol.setProperty("bindOnInit", "false");
  }

  private static SSLHostConfig sslHostConfig(Tls tls) {
    SSLHostConfig config =
        tls.issuers()
            .<SSLHostConfig>map(ClientCertificateTls.HostConfig::new)
            .orElseGet(SSLHostConfig::new);
    config.setProtocols("+TLSv1.2+TLSv1.3");
    config.setCiphers(AEAD_CIPHERS);
    SSLHostConfigCertificate certificate =
        new SSLHostConfigCertificate(config, SSLHostConfigCertificate.Type.UNDEFINED);
    certificate.setCertificateKeystore(tls.identity().keyStore(KEY_STORE_PASSWORD.toCharArray()));
    certificate.setCertificateKeystorePassword(KEY_STORE_PASSWORD);
    config.addCertificate(certificate);
    return config;
  }

  private static StartException cannotListen(
      Endpoint endpoint, boolean forDistribution, Throwable failure) {
    for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
      if (cause instanceof SocketException) {
        return new StartException(
            "cannot listen on %s port %d: %s; choose another with --host or %s"
                .formatted(
                    endpoint.host().orElse("any address,"),
                    endpoint.port(),
                    cause.getMessage(),
                    forDistribution ? "--http-port" : "--port"),
            failure);
      }
    }
    return new StartException("cannot listen on port " + endpoint.port(), failure);
  }

  int port() {
    return connector.getLocalPort();
  }

  void use(Tls tls) {
    protocol.addSslHostConfig(sslHostConfig(tls), true);
  }

  /**
   * Closes the ports and waits until no request is under way, for the given time at most. Idle
   * connections are no requests. Logs a warning if a request is still under way then.
   *
   * @return whether no request is under way
   */
  static boolean drain(List<Listener> listeners, Duration grace) {
    listeners.forEach(each -> each.protocol.closeServerSocketGraceful());
    long deadline = System.nanoTime() + grace.toNanos();
    try {
      while (isBusy(listeners) && System.nanoTime() - deadline < 0) {
        TimeUnit.MILLISECONDS.sleep(20);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    boolean drained = !isBusy(listeners);
    if (!drained) {
      LOG.warn(
          "Requests are still under way after {} s; the server stops without their responses",
          grace.toSeconds());
    }
    return drained;
  }

  private static boolean isBusy(List<Listener> listeners) {
    return listeners.stream().anyMatch(Listener::isBusy);
  }

  private boolean isBusy() {
    Executor executor = protocol.getExecutor();
    return executor instanceof ThreadPoolExecutor threads && threads.getActiveCount() > 0;
  }
}
