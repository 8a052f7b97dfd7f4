package io.latchkey.ca.authority;

import io.latchkey.ca.policy.Issuer;
import io.latchkey.ca.policy.RootProfile;
import io.latchkey.pki.KeyType;
import java.security.cert.X509Certificate;
import java.time.Instant;

/**
 * Creates, loads and deletes the private keys of the built-in CA. The store keeps the text that
 * {@link #keep} returns.
 */
interface KeyCustody {
  /** Creates a key and its root certificate. */
  Issuer create(KeyType type, RootProfile profile, Instant now);

  /** Returns the text for the store from which {@link #load} gets the key again. */
  String keep(Issuer created);

  /**
   * Loads a key.
   *
   * @throws io.latchkey.ca.AuthorityUnavailableException if the key cannot be used, or does not
   *     match the root; the message says what to do
   */
  Issuer load(String kept, X509Certificate root);

  /** Deletes a key whose text was not recorded in the store. */
  void delete(String kept);

  /**
   * Deletes the key of a root whose text is no longer in the store, if this host still has it.
   *
   * @return false if the key could not be deleted, so that the call has to be repeated
   */
  boolean deleteRetired(X509Certificate root);
}
