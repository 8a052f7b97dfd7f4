package io.latchkey.tokens.trust;

import io.latchkey.base.der.DerElement;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The addresses of complete revocation lists in a certificate (RFC 5280 section 4.2.1.13). Points
 * with only some reasons or with another issuer are skipped.
 */
final class DistributionPoints {
  private static final String OID = "2.5.29.31";
  private static final int NAME = 0xa0;
  private static final int FULL_NAME = 0xa0;
  private static final int URI_NAME = 0x86;
  private static final int MAX_URIS = 2;

  private DistributionPoints() {}

  /** Returns at most two {@code http} or {@code https} URLs. */
  static List<URI> of(X509Certificate certificate) {
    try {
      return DerElement.ofExtension(certificate.getExtensionValue(OID)).stream()
          .flatMap(points -> points.parts().stream())
          .filter(point -> point.parts().stream().allMatch(part -> part.tag() == NAME))
          .flatMap(point -> point.parts(NAME).stream())
          .flatMap(name -> name.parts(FULL_NAME).stream())
          .flatMap(names -> names.parts(URI_NAME).stream())
          .flatMap(uri -> web(new String(uri.content(), StandardCharsets.US_ASCII)).stream())
          .limit(MAX_URIS)
          .toList();
    } catch (IllegalArgumentException e) {
      return List.of();
    }
  }

  private static Optional<URI> web(String text) {
    try {
      URI uri = URI.create(text);
      boolean usable =
          Stream.of("http", "https").anyMatch(scheme -> scheme.equalsIgnoreCase(uri.getScheme()))
              && uri.getHost() != null
              && uri.getRawUserInfo() == null
              && uri.getRawFragment() == null;
      return usable ? Optional.of(uri) : Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }
}
