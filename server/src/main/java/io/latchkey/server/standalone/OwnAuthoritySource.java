package io.latchkey.server.standalone;

import io.latchkey.ca.CertificateAuthority;
import io.latchkey.ca.certificate.IssuedCertificate;
import io.latchkey.ca.issuance.IssuanceRejectedException;
import io.latchkey.ca.issuance.IssuanceTerms;
import io.latchkey.client.CertificateSource;
import io.latchkey.client.ClientException;
import io.latchkey.client.ComponentCertificate;
import io.latchkey.client.RenewalSchedule;
import io.latchkey.pki.CertificateSigningRequest;
import io.latchkey.pki.CertificateSigningRequestBuilder;
import io.latchkey.pki.KeyType;
import io.latchkey.pki.MalformedRequestException;
import java.io.IOException;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/**
 * Has the server's certificate signed by the CA in the same process. The name policy does not apply
 * to it. A name is rejected if the name constraints of the CA exclude it or if it is malformed.
 */
final class OwnAuthoritySource implements CertificateSource {
  private final CertificateAuthority authority;
  private final RequestedNames names;
  private final Clock clock;

  OwnAuthoritySource(CertificateAuthority authority, OwnNames names, Clock clock) {
    this.authority = authority;
    this.names =
        new RequestedNames(
            names,
            "the name constraints of the CA certificate allow no name of this machine; give a"
                + " certificate with --cert and --cert-key");
    this.clock = clock;
  }

  @Override
  public Supply first() throws ClientException, IOException {
    KeyPair key = KeyType.EC_P256.generate();
    return names.certify(left -> supply(key, sign(request(left, key))));
  }

  @Override
  public Supply next(Supply now) throws ClientException, IOException {
    return first();
  }

  @Override
  public Instant due(Supply now, double random) {
    return RenewalSchedule.dueAfterReceipt(now.certificate(), clock.instant(), random);
  }

  /** The common name is the first DNS name that is short enough for one. */
  private static byte[] request(OwnNames names, KeyPair key) {
    CertificateSigningRequestBuilder builder =
        new CertificateSigningRequestBuilder().dnsNames(names.dns()).ipAddresses(names.addresses());
    names.dns().stream()
        .filter(name -> name.length() <= CertificateSigningRequestBuilder.MAX_COMMON_NAME)
        .findFirst()
        .ifPresent(builder::commonName);
    return builder.build(key);
  }

  private IssuedCertificate sign(byte[] request) throws RejectedNameException {
    try {
      return authority.sign(CertificateSigningRequest.parse(request), IssuanceTerms.ofServer());
    } catch (IssuanceRejectedException e) {
      if (e.name().isPresent()) {
        throw new RejectedNameException(e.name().get(), e.detail());
      }
      throw new StartException(
          "the CA does not sign the certificate of this server: %s; give one with --cert"
              .formatted(e.detail()),
          e);
    } catch (MalformedRequestException e) {
      throw new IllegalStateException("This server built a malformed request", e);
    }
  }

  private Supply supply(KeyPair key, IssuedCertificate issued) {
    List<X509Certificate> chain =
        Stream.concat(Stream.of(issued.certificate()), issued.intermediates().stream()).toList();
    return new Supply(new ComponentCertificate(key.getPrivate(), chain, authority.root()));
  }
}
