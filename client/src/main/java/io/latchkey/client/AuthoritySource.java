package io.latchkey.client;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** Has each certificate signed by the CA, after the CA has proved again that it has the key. */
final class AuthoritySource implements CertificateSource {
  private final CertificateAuthorityClient client;
  private final CertificateRequest request;
  private final Clock clock;

  AuthoritySource(CertificateAuthorityClient client, CertificateRequest request, Clock clock) {
    this.client = client;
    this.request = request;
    this.clock = clock;
  }

  @Override
  public Supply first() throws ClientException {
    ComponentCertificate first = client.request(request);
    return new Supply(first, TrustedAuthorities.of(first.authority()));
  }

  @Override
  public Supply next(Supply now) throws ClientException {
    ComponentCertificate fresh = request();
    Instant time = clock.instant();
    // Another component may have received a certificate from the former CA at the same time.
    Instant until = time.plus(life(now.certificate()));
    return new Supply(fresh, now.authorities().at(time).replacedBy(fresh.authority(), until));
  }

  private ComponentCertificate request() throws ClientException {
    try {
      client.refreshAuthority();
    } catch (TrustException unproved) {
      // The CA signs its proof with the newest key only. It may still accept our key for requests,
      // over a connection that the trusted CA certificate authenticates.
      return requestFromKnownAuthority(unproved);
    }
    return client.request(request);
  }

  private ComponentCertificate requestFromKnownAuthority(TrustException unproved)
      throws ClientException {
    try {
      return client.request(request);
    } catch (ClientException e) {
      if (e instanceof RejectedException rejection && rejection.name().isPresent()) {
        // The CA accepts the token and rejects a name, which the caller can leave out.
        rejection.addSuppressed(unproved);
        throw rejection;
      }
      unproved.addSuppressed(e);
      throw unproved;
    }
  }

  @Override
  public Instant due(Supply now, double random) {
    return RenewalSchedule.dueAfterReceipt(now.certificate(), clock.instant(), random);
  }

  private static Duration life(ComponentCertificate certificate) {
    return Duration.between(
        certificate.certificate().getNotBefore().toInstant(), certificate.notAfter());
  }
}
