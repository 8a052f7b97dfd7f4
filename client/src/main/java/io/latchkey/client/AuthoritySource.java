package io.latchkey.client;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;

/** Has each certificate signed by the CA, after the CA has proved itself anew. */
final class AuthoritySource implements CertificateSource {
  /** However short the certificates live: no more than one request a second. */
  private static final Duration LEAST_PAUSE = Duration.ofSeconds(1);

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
    // Somebody may have got a certificate from the CA before just as we got ours: as long as that.
    Instant until = time.plus(life(now.certificate()));
    return new Supply(fresh, now.authorities().at(time).replacedBy(fresh.authority(), until));
  }

  private ComponentCertificate request() throws ClientException {
    try {
      client.refreshAuthority();
    } catch (TrustException unproved) {
      // The CA signs its proof with the newest key only. With ours it may still sign certificates,
      // over a connection that the CA we trust already vouches for.
      return requestFromKnownAuthority(unproved);
    }
    return client.request(request);
  }

  private ComponentCertificate requestFromKnownAuthority(TrustException unproved)
      throws ClientException {
    try {
      return client.request(request);
    } catch (ClientException e) {
      unproved.addSuppressed(e);
      throw unproved;
    }
  }

  @Override
  public Instant due(Supply now, double random) {
    Instant begin = now.certificate().certificate().getNotBefore().toInstant();
    Instant received = clock.instant();
    Instant due =
        RenewalSchedule.due(
            received.isAfter(begin) ? received : begin, now.certificate().notAfter(), random);
    Instant earliest = received.plus(LEAST_PAUSE);
    return due.isAfter(earliest) ? due : earliest;
  }

  private static Duration life(ComponentCertificate certificate) {
    return Duration.between(
        certificate.certificate().getNotBefore().toInstant(), certificate.notAfter());
  }
}
