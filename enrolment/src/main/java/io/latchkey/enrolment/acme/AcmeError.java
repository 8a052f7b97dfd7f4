package io.latchkey.enrolment.acme;

/** The error types of ACME (RFC 8555 section 6.7, RFC 9773 section 7.4) that this server uses. */
enum AcmeError {
  ACCOUNT_DOES_NOT_EXIST("accountDoesNotExist", 400),
  ALREADY_REPLACED("alreadyReplaced", 409),
  ALREADY_REVOKED("alreadyRevoked", 400),
  BAD_CSR("badCSR", 400),
  BAD_NONCE("badNonce", 400),
  BAD_PUBLIC_KEY("badPublicKey", 400),
  BAD_REVOCATION_REASON("badRevocationReason", 400),
  BAD_SIGNATURE_ALGORITHM("badSignatureAlgorithm", 400),
  EXTERNAL_ACCOUNT_REQUIRED("externalAccountRequired", 403),
  INVALID_CONTACT("invalidContact", 400),
  MALFORMED("malformed", 400),
  ORDER_NOT_READY("orderNotReady", 403),
  RATE_LIMITED("rateLimited", 429),
  REJECTED_IDENTIFIER("rejectedIdentifier", 403),
  SERVER_INTERNAL("serverInternal", 503),
  UNAUTHORIZED("unauthorized", 401),
  UNSUPPORTED_CONTACT("unsupportedContact", 400),
  UNSUPPORTED_IDENTIFIER("unsupportedIdentifier", 400);

  private static final String PREFIX = "urn:ietf:params:acme:error:";

  private final String word;
  private final int status;

  AcmeError(String word, int status) {
    this.word = word;
    this.status = status;
  }

  /** The value of the member {@code type}. */
  String type() {
    return PREFIX + word;
  }

  /** The usual HTTP status. */
  int status() {
    return status;
  }

  /** The value of the member {@code reason}, unless a problem has a more precise one. */
  String reason() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
