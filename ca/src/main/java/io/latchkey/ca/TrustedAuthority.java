package io.latchkey.ca;

import java.security.cert.X509Certificate;
import java.util.List;

/**
 * A certificate authority as its clients know it: the certificates to trust. Safe for use by
 * several threads.
 */
public interface TrustedAuthority extends AutoCloseable {
  /** The certificate whose key signs; the root, if no other is known. */
  X509Certificate certificate();

  /** The trust anchor: the last certificate of the chain. */
  X509Certificate root();

  /** The signing certificate first, the root last; one element for the built-in CA. */
  List<X509Certificate> chain();

  /** Releases what the authority uses, such as its database. */
  @Override
  void close();
}
