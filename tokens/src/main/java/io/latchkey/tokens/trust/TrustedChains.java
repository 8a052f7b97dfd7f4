package io.latchkey.tokens.trust;

import io.latchkey.tokens.CertificateChains;
import io.latchkey.tokens.CertificateKey;
import io.latchkey.tokens.trust.CertifiedPath.Link;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * Accepts chains that end at trusted CA certificates, and checks the revocation lists of their CAs.
 * Immutable and safe for use by several threads.
 */
public final class TrustedChains implements CertificateChains {
  private final TrustedCertificates trusted;
  private final RevocationLists lists;
  private final Clock clock;

  /**
   * Creates chains.
   *
   * @param lists keeps the revocation lists; several chains may share them
   * @param clock tells which of several paths is valid now
   */
  public TrustedChains(TrustedCertificates trusted, RevocationLists lists, Clock clock) {
    this.trusted = trusted;
    this.lists = lists;
    this.clock = clock;
  }

  @Override
  public Optional<CertificateKey> find(List<byte[]> chain) {
    List<X509Certificate> certificates =
        chain.stream().map(TrustedCertificates::certificate).toList();
    return trusted.find(certificates, clock.instant()).flatMap(this::key);
  }

  private Optional<CertificateKey> key(CertifiedPath path) {
    List<Link> links = path.links();
    return CertificateName.of(path.subject())
        .map(
            name ->
                new CertificateKey(
                    path.subject().getPublicKey(),
                    name,
                    path.notBefore(),
                    path.notAfter(),
                    Optional.empty(),
                    () -> lists.isRevoked(links)));
  }
}
