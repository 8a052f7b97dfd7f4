package io.latchkey.ca.enrolment;

import io.latchkey.ca.caller.RequestOrigin;
import java.time.Instant;
import java.util.List;

/**
 * An ACME account (RFC 8555 section 7.1.2), as the store records it. Immutable.
 *
 * @param id random and unique; part of the URL of the account
 * @param publicKey the public key of the account, as a JWK
 * @param thumbprint the thumbprint of that JWK (RFC 7638); no two accounts have the same
 * @param caller the name on which limits count
 * @param callerKey the component key that the account is bound to, as in {@link RequestOrigin#key}
 * @param contacts URIs without white space
 * @param deactivated whether the holder has deactivated the account
 * @param createdAt when the account was created, in whole milliseconds
 * @param expiresAt when the store may remove the account, in whole milliseconds
 */
public record AcmeAccount(
    String id,
    String publicKey,
    String thumbprint,
    String caller,
    String callerKey,
    List<String> contacts,
    boolean deactivated,
    Instant createdAt,
    Instant expiresAt) {
  /** Copies the list. */
  public AcmeAccount {
    contacts = List.copyOf(contacts);
  }

  /** Returns the same account with other contacts. */
  public AcmeAccount withContacts(List<String> others) {
    return new AcmeAccount(
        id, publicKey, thumbprint, caller, callerKey, others, deactivated, createdAt, expiresAt);
  }

  /** Returns the same account with another key. */
  public AcmeAccount withKey(String otherKey, String otherThumbprint) {
    return new AcmeAccount(
        id,
        otherKey,
        otherThumbprint,
        caller,
        callerKey,
        contacts,
        deactivated,
        createdAt,
        expiresAt);
  }

  /** Returns the same account, deactivated; the store keeps it until then. */
  public AcmeAccount deactivatedUntil(Instant end) {
    return new AcmeAccount(
        id, publicKey, thumbprint, caller, callerKey, contacts, true, createdAt, end);
  }

  /** The size of the row in bytes, as limits count it. */
  public int size() {
    return id.length()
        + publicKey.length()
        + thumbprint.length()
        + caller.length()
        + callerKey.length()
        + String.join("\n", contacts).length();
  }
}
