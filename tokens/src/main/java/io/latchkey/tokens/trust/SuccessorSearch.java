package io.latchkey.tokens.trust;

import io.latchkey.base.crypto.CertificateIssuer;
import io.latchkey.base.crypto.CertificateSignature;
import io.latchkey.base.http.BackgroundFetch;
import io.latchkey.base.http.DocumentSource;
import io.latchkey.base.text.PemBlocks;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Fetches the cross-certificates that a trusted root has signed for its successor. Their signatures
 * are verified, so the connection need not be trusted. Safe for use by several threads.
 */
final class SuccessorSearch implements AutoCloseable {
  private final URI chain;
  private final DocumentSource source;
  private final BackgroundFetch backgroundFetch;

  /**
   * @param chain returns the current root and its cross-certificates in PEM
   */
  SuccessorSearch(URI chain, DocumentSource source, BackgroundFetch backgroundFetch) {
    this.chain = chain;
    this.source = source;
    this.backgroundFetch = backgroundFetch;
  }

  /**
   * Starts a search in the background, unless one is running.
   *
   * @param found receives the cross-certificates, on a fetching thread
   */
  void start(List<X509Certificate> trusted, Consumer<X509Certificate> found) {
    var unused =
        backgroundFetch.start(
            () ->
                fetched().stream()
                    .filter(TrustedCertificates::isCrossCertificate)
                    .filter(each -> trusted.stream().anyMatch(root -> isSuccessor(each, root)))
                    .forEach(found));
  }

  /** Empty if the CA does not answer: the fetches of its lists fail as well and are logged. */
  private List<X509Certificate> fetched() {
    try {
      Optional<byte[]> body = backgroundFetch.read(source.fetch(chain, Optional.empty())).body();
      return body.map(bytes -> new String(bytes, StandardCharsets.US_ASCII)).stream()
          .flatMap(pem -> PemBlocks.parse(pem).stream())
          .limit(TrustedCertificates.MAX_CERTIFICATES)
          .map(block -> TrustedCertificates.certificate(block.der()))
          .toList();
    } catch (IOException | IllegalArgumentException e) {
      return List.of();
    }
  }

  private static boolean isSuccessor(X509Certificate certificate, X509Certificate root) {
    return CertificateIssuer.isNamed(root, certificate)
        && !certificate.getPublicKey().equals(root.getPublicKey())
        && CertificateSignature.isBy(root, certificate);
  }

  /** Cancels a search, and prevents others. */
  @Override
  public void close() {
    backgroundFetch.close();
  }
}
