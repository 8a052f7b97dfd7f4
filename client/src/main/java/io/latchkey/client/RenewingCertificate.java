package io.latchkey.client;

import io.latchkey.base.net.TlsTrust;
import io.latchkey.client.CertificateSource.Supply;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * A certificate that is renewed automatically. The {@link #sslContext()} and its managers always
 * use the current certificate and the currently trusted CAs; they need not be created again after a
 * renewal.
 *
 * <pre>{@code
 * RenewingCertificate certificate =
 *     RenewingCertificate.builder(client, CertificateRequest.forName("worker-1"))
 *         .files(CertificateFiles.pem(Path.of("worker-1.key"), Path.of("worker-1.crt")))
 *         .start();
 * httpsServer.setHttpsConfigurator(new HttpsConfigurator(certificate.sslContext()));
 * }</pre>
 *
 * <p>{@link RenewalSchedule} defines the time of the renewal, by wall-clock time: a host that was
 * suspended past that time renews when it resumes. If a renewal fails, the certificate stays in
 * use, the failure is reported, and the renewal is repeated after one second, then after increasing
 * pauses of up to five minutes, each longer by a random part of up to a quarter, or when the server
 * asks for it if that is later. Each renewal authenticates the CA certificate again. A replaced CA
 * stays trusted until its last certificate has expired. While the CA proves itself with a newer
 * pre-shared key but still accepts the current one, renewals continue with the CA that is already
 * trusted.
 *
 * <p>{@linkplain #builder(OwnCertificateFiles) Files of the operator} can replace the CA. They are
 * read again after a change; if they are invalid, the previous content stays in use.
 *
 * <p>Safe for use by several threads. One daemon thread renews until {@link #close()}.
 */
public final class RenewingCertificate implements AutoCloseable {
  private final TlsIdentity identity;
  private final Renewal renewal;

  private RenewingCertificate(TlsIdentity identity, Renewal renewal) {
    this.identity = identity;
    this.renewal = renewal;
  }

  /** Begins a certificate that a CA signs. */
  public static Builder builder(CertificateAuthorityClient client, CertificateRequest request) {
    return new Builder(builder -> new AuthoritySource(client, request, builder.clock));
  }

  /** Begins a certificate from files of the operator. */
  public static Builder builder(OwnCertificateFiles files) {
    return new Builder(builder -> new FileSource(files, builder.interval, builder.clock));
  }

  /** Begins a certificate from another source. */
  public static Builder builder(CertificateSource source) {
    return new Builder(builder -> source);
  }

  /** A context that uses this certificate and trusts its CA, for clients and servers. */
  public SSLContext sslContext() {
    return identity.context();
  }

  /** A key manager with this certificate. */
  public X509ExtendedKeyManager keyManager() {
    return identity.keyManager();
  }

  /**
   * A trust manager for the CA of this certificate, its predecessors while they are trusted, and
   * the CAs that the builder adds.
   */
  public X509ExtendedTrustManager trustManager() {
    return identity.trustManager();
  }

  /** The certificate in use. */
  public ComponentCertificate current() {
    return identity.supply().certificate();
  }

  /**
   * Renews the certificate now, in the renewal thread. If the attempt fails, it is repeated like
   * any renewal. A CA in this process calls this when it announces a new root.
   */
  public void renewNow() {
    renewal.renewNow();
  }

  /**
   * Stops the renewals. The contexts and managers keep working until the certificate expires. No
   * file is written after this returns.
   */
  @Override
  public void close() {
    renewal.close();
  }

  /** Waits until this is closed, for a program that does nothing else. */
  public void awaitClose() throws InterruptedException {
    renewal.awaitClose();
  }

  /** Builds a renewing certificate. Not safe for use by several threads. */
  public static final class Builder {
    private static final Duration LEAST_INTERVAL = Duration.ofMillis(10);

    private final Function<Builder, CertificateSource> source;
    private CertificateSink sink = CertificateFiles.none();
    private RenewalListener listener = new LoggingRenewalListener();
    private Clock clock = Clock.systemUTC();
    private Duration interval = Duration.ofSeconds(5);
    private boolean trustsPublicAuthorities;

    private Builder(Function<Builder, CertificateSource> source) {
      this.source = source;
    }

    /** Sets the files to which each certificate is written; none by default. */
    public Builder files(CertificateFiles value) {
      return sink(value);
    }

    /** Sets the sink that stores each certificate, in place of files. */
    public Builder sink(CertificateSink value) {
      sink = value;
      return this;
    }

    /** Sets the listener; by default, renewals are logged. */
    public Builder listener(RenewalListener value) {
      listener = value;
      return this;
    }

    /** Sets the clock; the system clock by default. */
    public Builder clock(Clock value) {
      clock = value;
      return this;
    }

    /**
     * Sets how often the operator's files are checked for changes; five seconds by default. A
     * change is used after two checks with the same content.
     *
     * @throws IllegalArgumentException if it is less than 10 milliseconds
     */
    public Builder checkInterval(Duration value) {
      if (value.compareTo(LEAST_INTERVAL) < 0) {
        throw new IllegalArgumentException(
            "checkInterval must be at least %s, not %s".formatted(LEAST_INTERVAL, value));
      }
      interval = value;
      return this;
    }

    /**
     * Also trusts servers with a certificate from a public CA that the Java runtime trusts. Each of
     * these CAs could then issue a certificate to an impostor. Clients with such certificates are
     * never trusted.
     */
    public Builder alsoTrustServersOfPublicAuthorities() {
      trustsPublicAuthorities = true;
      return this;
    }

    /**
     * Gets the first certificate, writes the files, and starts the renewals.
     *
     * @throws ClientException if the CA issues no certificate, or the operator's files are invalid
     * @throws IOException if a file cannot be written
     */
    public RenewingCertificate start() throws ClientException, IOException {
      CertificateSource certificates = source.apply(this);
      Supply first = certificates.first();
      TlsIdentity identity =
          new TlsIdentity(
              first, trustsPublicAuthorities ? TlsTrust.publicAuthorities() : List.of());
      Renewal renewal =
          new Renewal(certificates, identity, sink, listener, clock, Renewal.MAX_POLL_INTERVAL);
      renewal.start();
      return new RenewingCertificate(identity, renewal);
    }
  }
}
