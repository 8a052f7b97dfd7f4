package io.latchkey.pki;

import java.util.Optional;
import java.util.stream.Stream;

/** Why a certificate is revoked (RFC 5280 section 5.3.1). */
public enum RevocationReason {
  /** No reason is given. */
  UNSPECIFIED("unspecified", 0),
  /** The private key of the certificate is known to others. */
  KEY_COMPROMISE("keyCompromise", 1),
  /** The private key of a CA is known to others. */
  CA_COMPROMISE("cACompromise", 2),
  /** The names in the certificate are no longer right. */
  AFFILIATION_CHANGED("affiliationChanged", 3),
  /** The certificate was replaced. */
  SUPERSEDED("superseded", 4),
  /** The certificate is no longer needed. */
  CESSATION_OF_OPERATION("cessationOfOperation", 5),
  /** The certificate is revoked for a time. {@link #REMOVE_FROM_CRL} releases it. */
  CERTIFICATE_HOLD("certificateHold", 6),
  /** Releases a certificate from {@link #CERTIFICATE_HOLD}. */
  REMOVE_FROM_CRL("removeFromCRL", 8),
  /** The holder lost a privilege that the certificate grants. */
  PRIVILEGE_WITHDRAWN("privilegeWithdrawn", 9),
  /** The private key of an attribute authority is known to others. */
  AA_COMPROMISE("aACompromise", 10);

  private final String wireName;
  private final int code;

  RevocationReason(String wireName, int code) {
    this.wireName = wireName;
    this.code = code;
  }

  /** Returns the name in RFC 5280, such as {@code keyCompromise}. */
  public String wireName() {
    return wireName;
  }

  /** Returns the value of the type {@code CRLReason} in RFC 5280. */
  public int code() {
    return code;
  }

  /** Whether the change can be undone, and so repeated: a hold or a release. */
  public boolean canBeUndone() {
    return this == CERTIFICATE_HOLD || this == REMOVE_FROM_CRL;
  }

  /** Returns the reason with a name of RFC 5280; the name is case-sensitive. */
  public static Optional<RevocationReason> named(String wireName) {
    return Stream.of(values()).filter(each -> each.wireName.equals(wireName)).findFirst();
  }

  /**
   * Returns the reason with a code of RFC 5280.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static RevocationReason of(int code) {
    return Stream.of(values())
        .filter(each -> each.code == code)
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("No revocation reason has code " + code));
  }
}
