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

  /** Returns the trust anchor, which is the last certificate of the chain. */
  X509Certificate root();

  /** Returns the chain from signing certificate to root; the built-in CA has one certificate. */
  List<X509Certificate> chain();

  /** Releases what the authority uses, such as its database. */
  @Override
  void close();
}
