package io.latchkey.ca.issuance;

/** Why a certificate was not issued. The wire names are the {@code reason} of a problem body. */
public enum RejectionReason {
  /** The input is not exactly one well-formed PKCS#10 request (RFC 2986). */
  CSR_MALFORMED("csr_malformed"),
  /** The signature of the request does not verify with its public key. */
  CSR_SIGNATURE("csr_signature"),
  /** The name policy does not allow a name; {@link IssuanceRejectedException#name} returns it. */
  NAME_NOT_ALLOWED("name_not_allowed"),
  /** The public key is too short, of an unsupported type, or malformed. */
  KEY_TOO_WEAK("key_too_weak"),
  /** The request is signed with a broken algorithm, such as SHA-1. */
  WEAK_SIGNATURE("weak_signature"),
  /** The request contains an extension that is never granted, such as the rights of a CA. */
  EXTENSION_NOT_ALLOWED("extension_not_allowed"),
  /** A name is malformed, or of a type that the CA does not certify. */
  NAME_INVALID("name_invalid"),
  /** The request has more names than one certificate can have. */
  TOO_MANY_NAMES("too_many_names"),
  /** The request has neither a subject nor a subject alternative name. */
  NOTHING_TO_CERTIFY("nothing_to_certify"),
  /** The request does not name exactly the names that were ordered. */
  NAMES_DIFFER("names_differ"),
  /** The requested validity is not positive or is too long, or the CA has expired. */
  VALIDITY("validity"),
  /** A part of the application, an {@link IssuanceListener}, rejected the certificate. */
  VETOED("vetoed"),
  /** The one-time permission is already used. */
  REPLAYED("replayed"),
  /** The caller has reached its limit of certificates per hour. */
  RATE("rate");

  private final String wireName;

  RejectionReason(String wireName) {
    this.wireName = wireName;
  }

  /** The name in the {@code reason} member of a problem body. */
  public String wireName() {
    return wireName;
  }
}
