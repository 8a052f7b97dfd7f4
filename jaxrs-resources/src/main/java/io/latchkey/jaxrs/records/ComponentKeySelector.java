package io.latchkey.jaxrs.records;

import io.latchkey.ca.caller.CallerIdentity;
import io.latchkey.ca.caller.RecordedCaller;
import io.latchkey.ca.certificate.CertificatePage;
import io.latchkey.ca.certificate.CertificateQuery;
import io.latchkey.ca.certificate.IssuedCertificate;
import io.latchkey.jaxrs.problem.RequestRejectedException;
import io.latchkey.tokens.Scheme;
import io.latchkey.tokens.component.ComponentCredential;
import io.latchkey.tokens.component.ComponentPath;
import io.latchkey.tokens.component.ComponentPathException;
import io.latchkey.tokens.component.RevokedComponents;

/**
 * Selects the certificates that a component key, or a key derived from it, requested. Paths are
 * compared as {@link RevokedComponents} does, under every pre-shared key.
 */
record ComponentKeySelector(ComponentPath path, RevokedComponents matching) {
  /**
   * Reads a path.
   *
   * @throws RequestRejectedException if the text is not the path of a component key
   */
  static ComponentKeySelector of(String text) {
    try {
      ComponentPath path = ComponentPath.parse(text);
      return new ComponentKeySelector(path, RevokedComponents.of(path));
    } catch (ComponentPathException e) {
      throw RequestRejectedException.notAComponent();
    }
  }

  /** The store knows the names of callers, which do not contain the restrictions of a path. */
  CertificateQuery narrow(CertificateQuery query) {
    return query.ofFamily(new CallerIdentity(Scheme.COMPONENT.wireName(), path.name()));
  }

  CertificatePage apply(CertificatePage page) {
    return new CertificatePage(
        page.certificates().stream().filter(this::isMatch).toList(), page.next());
  }

  private boolean isMatch(IssuedCertificate certificate) {
    RecordedCaller caller = certificate.requestedBy();
    return caller
        .key()
        .flatMap(ComponentCredential::ofRecord)
        .map(ComponentCredential::path)
        .filter(matching::contains)
        .isPresent();
  }
}
