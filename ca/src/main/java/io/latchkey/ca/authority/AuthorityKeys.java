package io.latchkey.ca.authority;

import io.latchkey.ca.RotationRejectedException;
import io.latchkey.ca.RotationStatus;
import io.latchkey.ca.policy.CaKeys;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.Consumer;

/** The keys of the CA, and their rotation. Safe for use by several threads. */
interface AuthorityKeys extends CaKeys, AutoCloseable {
  /** Signs certificates. */
  Signer signer();

  /** Whether this node has all keys that the store has. */
  boolean isComplete();

  /** The trust anchor to publish. */
  X509Certificate root();

  /** See {@link io.latchkey.ca.TrustedAuthority#chain}. */
  List<X509Certificate> published();

  /** See {@link io.latchkey.ca.CertificateAuthority#issuers}. */
  List<X509Certificate> issuers();

  /** See {@link io.latchkey.ca.CertificateAuthority#rotation}. */
  RotationStatus status();

  /** See {@link io.latchkey.ca.CertificateAuthority#rotate}. */
  RotationStatus rotate(boolean switchNow) throws RotationRejectedException;

  /** See {@link io.latchkey.ca.CertificateAuthority#addRotationListener}. */
  void addListener(Consumer<RotationStatus> listener);

  /** See {@link io.latchkey.ca.CertificateAuthority#removeRotationListener}. */
  void removeListener(Consumer<RotationStatus> listener);

  @Override
  void close();
}
