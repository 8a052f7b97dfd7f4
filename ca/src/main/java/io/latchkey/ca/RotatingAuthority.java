package io.latchkey.ca;

import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The keys of a {@link CertificateAuthority} and their rotation. Safe for use by several threads.
 * Methods that use the store throw {@link AuthorityUnavailableException} if the database fails.
 */
public interface RotatingAuthority {
  /**
   * Returns a CA certificate of this authority, also if its key was deleted.
   *
   * @param ski its subject key identifier in lower-case hex
   */
  Optional<X509Certificate> issuer(String ski);

  /** Returns the certificates of all keys that this CA has or had, one for each key. */
  List<X509Certificate> issuers();

  /** Returns the progress of the rotation of the CA. */
  RotationStatus rotation();

  /**
   * Announces a new root. The CA switches to it after {@code latchkey.ca.retire-after}.
   *
   * @param switchNow whether the CA switches to the new root at once; the root of a rotation that
   *     was announced before can be switched to as well
   * @return the status after the call
   * @throws RotationRejectedException if the root cannot be rotated: a rotation is under way, the
   *     CA is the operator's own, or its root has path length 0
   * @throws AuthorityUnavailableException if the store fails
   */
  RotationStatus rotate(boolean switchNow) throws RotationRejectedException;

  /**
   * Adds a listener that is called on this node after each change of {@link #rotation}, also after
   * a change by another node. The listener must return soon.
   */
  void addRotationListener(Consumer<RotationStatus> listener);

  /** Removes a listener. Without effect if it was not added. */
  void removeRotationListener(Consumer<RotationStatus> listener);
}
