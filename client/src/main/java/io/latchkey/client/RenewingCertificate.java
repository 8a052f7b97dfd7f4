package io.latchkey.client;

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
 * A certificate that stays fresh. What it hands out, the {@link #sslContext()} and the managers in
 * it, shows the certificate and trusts the CAs of the moment: nothing has to be made anew when they
 * change.
 *
 * <p>It is renewed as {@link RenewalSchedule} says, by the clock on the wall: a host that slept
 * past the end renews when it wakes. A failure leaves the certificate in use, is reported, and is
 * tried again, after a second at first, then ever longer up to five minutes, or as the server asks.
 * With each renewal the CA proves itself anew; a CA that has been replaced is trusted on for as
 * long as a certificate like ours from it could still last. While the CA proves itself with another
 * pre-shared key but still takes this one, renewals go on with the CA that is trusted already.
 *
 * <p>{@linkplain #builder(OwnCertificateFiles) Own files} can take the place of the CA: they are
 * read again when they have changed, and broken ones leave in use what was read before.
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

  /** Starts with a client for the CA and what to ask it for. */
  public static Builder builder(CertificateAuthorityClient client, CertificateRequest request) {
    return new Builder(builder -> new AuthoritySource(client, request, builder.clock));
  }

  /** Starts with files of one's own. */
  public static Builder builder(OwnCertificateFiles files) {
    return new Builder(builder -> new FileSource(files, builder.interval, builder.clock));
  }

  /** Starts with a source of certificates. */
  public static Builder builder(CertificateSource source) {
    return new Builder(builder -> source);
  }

  /** Shows this certificate and trusts its CA, as client and as server. */
  public SSLContext sslContext() {
    return identity.context();
  }

  /** Shows this certificate. */
  public X509ExtendedKeyManager keyManager() {
    return identity.keyManager();
  }

  /** Trusts the CA of this certificate, those before it for a while, and what the builder adds. */
  public X509ExtendedTrustManager trustManager() {
    return identity.trustManager();
  }

  /** The certificate in use. */
  public ComponentCertificate current() {
    return identity.supply().certificate();
  }

  /**
   * Stops renewing; what was handed out keeps working until the certificate ends. No file is
   * written after this has returned.
   */
  @Override
  public void close() {
    renewal.close();
  }

  /** Waits until somebody closes this, for a program that does nothing else. */
  public void awaitClose() throws InterruptedException {
    renewal.awaitClose();
  }

  /** Collects what a renewing certificate needs. Not safe for use by several threads. */
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

    /** Sets what receives each certificate, in place of files. */
    public Builder sink(CertificateSink value) {
      sink = value;
      return this;
    }

    /** Sets who is told of renewals; by default they are logged. */
    public Builder listener(RenewalListener value) {
      listener = value;
      return this;
    }

    /** Sets the clock to renew by; UTC by default. */
    public Builder clock(Clock value) {
      clock = value;
      return this;
    }

    /**
     * Sets how often to look whether own files have changed; five seconds by default. A change is
     * taken up at the second look that finds it.
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
     * Also trusts servers whose certificates come from one of the public CAs that the Java runtime
     * knows. Any of them could then vouch for a server that pretends to be a component. Clients are
     * never trusted for such a certificate.
     */
    public Builder alsoTrustServersOfPublicAuthorities() {
      trustsPublicAuthorities = true;
      return this;
    }

    /**
     * Gets the first certificate, writes the files, and starts to renew.
     *
     * @throws ClientException if the CA gives none, or own files cannot be used
     * @throws IOException if a file cannot be written
     */
    public RenewingCertificate start() throws ClientException, IOException {
      CertificateSource certificates = source.apply(this);
      Supply first = certificates.first();
      TlsIdentity identity =
          new TlsIdentity(first, trustsPublicAuthorities ? Tls.publicAuthorities() : List.of());
      Renewal renewal =
          new Renewal(certificates, identity, sink, listener, clock, Renewal.LONGEST_NAP);
      renewal.start();
      return new RenewingCertificate(identity, renewal);
    }
  }
}
