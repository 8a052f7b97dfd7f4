package io.latchkey.ca.policy;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;

/**
 * The keys of this CA. A CA has one key, except while it is rotated. All its certificates have the
 * same subject. Implementations are safe for use by several threads, and each call returns the
 * state of that moment.
 */
public interface CaKeys {
  /** Returns the key that signs certificates. */
  Issuer current();

  /**
   * Returns the keys that exist, the current key first. Each of them signs revocation lists and
   * OCSP responses, because certificates that it signed may still be valid.
   */
  List<Issuer> inUse();

  /**
   * Returns a signing certificate of this CA, also if its key was deleted.
   *
   * @param ski the subject key identifier in lower-case hex
   */
  Optional<X509Certificate> certificate(String ski);

  /** Returns the keys of a CA that is never rotated. */
  static CaKeys of(Issuer issuer) {
    return new Single(issuer);
  }

  /** The only key of a CA. */
  record Single(Issuer current) implements CaKeys {
    @Override
    public List<Issuer> inUse() {
      return List.of(current);
    }

    @Override
    public Optional<X509Certificate> certificate(String ski) {
      return current.keyIdentifier().equals(ski)
          ? Optional.of(current.certificate())
          : Optional.empty();
    }
  }
}
