package io.latchkey.jaxrs;

import io.latchkey.ca.CertificateAuthority;
import io.latchkey.ca.TrustedAuthority;
import io.latchkey.jaxrs.problem.RequestRejectedException;
import java.net.URI;
import java.util.Optional;

/**
 * The certificate authority of the application. Either it signs in this process, or, with {@code
 * latchkey.ca.url}, it belongs to another server, and this application only publishes its root.
 * Immutable; a CDI bean.
 */
public final class ApplicationAuthority {
  private final TrustedAuthority trusted;
  private final Optional<CertificateAuthority> own;
  private final Optional<URI> server;

  private ApplicationAuthority(
      TrustedAuthority trusted, Optional<CertificateAuthority> own, Optional<URI> server) {
    this.trusted = trusted;
    this.own = own;
    this.server = server;
  }

  /** For an application that is the CA. */
  public static ApplicationAuthority own(CertificateAuthority authority) {
    return new ApplicationAuthority(authority, Optional.of(authority), Optional.empty());
  }

  /** For an application that is a component of the CA on another server. */
  public static ApplicationAuthority remote(RemoteTrustedAuthority authority) {
    return new ApplicationAuthority(authority, Optional.empty(), Optional.of(authority.server()));
  }

  /** The certificates to trust. */
  public TrustedAuthority trusted() {
    return trusted;
  }

  /** The CA in this process; empty if another server is the CA. */
  public Optional<CertificateAuthority> own() {
    return own;
  }

  /** The base of the paths of the server that is the CA; empty if this application is the CA. */
  public Optional<URI> server() {
    return server;
  }

  /**
   * The CA in this process.
   *
   * @throws RuntimeException if another server is the CA; when a resource throws it on, the
   *     response is 501 with the URL of that server
   */
  public CertificateAuthority require() {
    server.ifPresent(
        url -> {
          throw RequestRejectedException.notTheCa(url);
        });
    return own.orElseThrow();
  }
}
