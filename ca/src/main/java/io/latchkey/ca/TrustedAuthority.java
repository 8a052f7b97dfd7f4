package io.latchkey.ca;

import java.security.cert.X509Certificate;
import java.util.List;

/**
 * The certificates of a certificate authority that its clients trust. Safe for use by several
 * threads.
 */
public interface TrustedAuthority extends AutoCloseable {
  /** Returns the signing certificate, or the root if the signing certificate is unknown. */
  X509Certificate certificate();

  /** Returns the current trust anchor. A rotation of the CA replaces it. */
  X509Certificate root();

  /**
   * Returns the chain to publish. For an operator's own CA: from signing certificate to root. For
   * the built-in CA: the root, then the cross-certificates of the latest rotation that are still
   * valid.
   */
  List<X509Certificate> chain();

  /** Releases what the authority uses, such as its database. */
  @Override
  void close();
}
