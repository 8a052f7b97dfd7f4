package io.latchkey.ca;

/** Why a certificate was not issued. The wire names are the {@code reason} of a problem body. */
public enum RefusalReason {
  /** The request is no single well-formed PKCS#10 request (RFC 2986). */
  CSR_MALFORMED("csr_malformed"),
  /** The request's own signature does not prove possession of the private key. */
  CSR_SIGNATURE("csr_signature"),
  /** The name policy does not let the caller have a name; {@code name()} tells which. */
  NAME_NOT_ALLOWED("name_not_allowed"),
  /** The public key is too short, of an unusual kind, or malformed. */
  KEY_TOO_WEAK("key_too_weak"),
  /** The request is signed with an algorithm that proves nothing any more, such as SHA-1. */
  WEAK_SIGNATURE("weak_signature"),
  /** The request asks for a right that is never granted, such as being a CA. */
  EXTENSION_NOT_ALLOWED("extension_not_allowed"),
  /** A name is not well-formed, or of a kind that is not certified here. */
  NAME_INVALID("name_invalid"),
  /** More names than one certificate may carry. */
  TOO_MANY_NAMES("too_many_names"),
  /** Neither a subject nor a subject alternative name. */
  NOTHING_TO_CERTIFY("nothing_to_certify"),
  /** The validity asked for is not positive, or too long, or the CA itself has expired. */
  VALIDITY("validity"),
  /** The one-time permission for this signature was used before. */
  REPLAYED("replayed"),
  /** The caller has had as many certificates signed as it may have in an hour. */
  RATE("rate");

  private final String wireName;

  RefusalReason(String wireName) {
    this.wireName = wireName;
  }

  /** The name in the {@code reason} member of a problem body. */
  public String wireName() {
    return wireName;
  }
}
