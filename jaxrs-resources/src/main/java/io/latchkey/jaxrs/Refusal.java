package io.latchkey.jaxrs;

import io.latchkey.ca.RefusalReason;

/**
 * Why a request to the CA's resources was refused. What it means in HTTP, {@link ProblemMapper}
 * knows.
 */
enum Refusal {
  MISSING("missing"),
  ROLE("role"),
  MALFORMED_TOKEN("malformed"),
  CSR_BINDING("csr_binding"),
  REPLAYED("replayed"),
  CSR_TOO_LARGE("csr_too_large"),
  CSR_MALFORMED("csr_malformed"),
  CSR_SIGNATURE("csr_signature"),
  NAME_NOT_ALLOWED("name_not_allowed"),
  KEY_TOO_WEAK("key_too_weak"),
  WEAK_SIGNATURE("weak_signature"),
  EXTENSION_NOT_ALLOWED("extension_not_allowed"),
  NAME_INVALID("name_invalid"),
  TOO_MANY_NAMES("too_many_names"),
  NOTHING_TO_CERTIFY("nothing_to_certify"),
  VALIDITY("validity"),
  PARAMETER("parameter"),
  NOT_FOUND("not_found"),
  UNAVAILABLE("unavailable");

  private final String wireName;

  Refusal(String wireName) {
    this.wireName = wireName;
  }

  /** The {@code reason} member of the answer. */
  String wireName() {
    return wireName;
  }

  static Refusal of(RefusalReason reason) {
    return valueOf(reason.name());
  }
}
