package io.latchkey.server.standalone;

import io.latchkey.ca.CertificateAuthority;
import io.latchkey.ca.IssuanceRefusedException;
import io.latchkey.ca.IssuanceTerms;
import io.latchkey.ca.IssuedCertificate;
import io.latchkey.ca.SigningRequest;
import io.latchkey.pki.CertificateSigningRequestBuilder;
import io.latchkey.pki.KeyType;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the server's own certificate signed by its own authority. The name policy does not hold for
 * it. A name that no certificate of the authority can have, because the name constraints of the CA
 * exclude it or it is malformed, is left out with a warning.
 */
final class CertificateIssuer {
  private static final Logger LOG = LoggerFactory.getLogger(CertificateIssuer.class);

  private final CertificateAuthority authority;
  private OwnNames names;

  CertificateIssuer(CertificateAuthority authority, OwnNames names) {
    this.authority = authority;
    this.names = names;
  }

  /**
   * Makes a new key and has it certified.
   *
   * @throws StartException if no name may be certified, or the request is refused otherwise
   */
  synchronized ServerIdentity issue() {
    KeyPair key = KeyType.EC_P256.generate();
    while (!names.isEmpty()) {
      try {
        return identity(key, sign(request(key)));
      } catch (IssuanceRefusedException e) {
        leaveOut(e);
      }
    }
    throw new StartException(
        "the name constraints of the CA certificate allow no name of this machine; give a"
            + " certificate with --cert and --cert-key");
  }

  /** The common name is the first DNS name that is short enough for one. */
  private byte[] request(KeyPair key) {
    CertificateSigningRequestBuilder builder =
        new CertificateSigningRequestBuilder().dnsNames(names.dns()).ipAddresses(names.addresses());
    names.dns().stream()
        .filter(name -> name.length() <= CertificateSigningRequestBuilder.MAX_COMMON_NAME)
        .findFirst()
        .ifPresent(builder::commonName);
    return builder.build(key);
  }

  private IssuedCertificate sign(byte[] request) throws IssuanceRefusedException {
    return authority.sign(SigningRequest.parse(request), IssuanceTerms.ofServer());
  }

  private void leaveOut(IssuanceRefusedException refusal) {
    Optional<String> refused = refusal.name().filter(names::contains);
    if (refused.isEmpty()) {
      throw new StartException(
          "the authority refuses a certificate for this server: %s; give one with --cert"
              .formatted(refusal.detail()));
    }
    LOG.warn("The server's own certificate leaves out {}: {}", refused.get(), refusal.detail());
    names = names.without(refused.get());
  }

  private static ServerIdentity identity(KeyPair key, IssuedCertificate issued) {
    List<X509Certificate> chain =
        Stream.concat(Stream.of(issued.certificate()), issued.intermediates().stream()).toList();
    return new ServerIdentity(key.getPrivate(), chain);
  }
}
