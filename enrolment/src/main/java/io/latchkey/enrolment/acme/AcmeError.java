package io.latchkey.enrolment.acme;

/** The error types of ACME (RFC 8555 section 6.7, RFC 9773 section 7.4) that this server uses. */
enum AcmeError {
  ACCOUNT_DOES_NOT_EXIST("accountDoesNotExist", 400, "Account does not exist"),
  ALREADY_REPLACED("alreadyReplaced", 409, "Already replaced"),
  ALREADY_REVOKED("alreadyRevoked", 400, "Already revoked"),
  BAD_CSR("badCSR", 400, "Bad certificate signing request"),
  BAD_NONCE("badNonce", 400, "Bad nonce"),
  BAD_PUBLIC_KEY("badPublicKey", 400, "Bad public key"),
  BAD_REVOCATION_REASON("badRevocationReason", 400, "Bad revocation reason"),
  BAD_SIGNATURE_ALGORITHM("badSignatureAlgorithm", 400, "Bad signature algorithm"),
  EXTERNAL_ACCOUNT_REQUIRED("externalAccountRequired", 403, "External account required"),
  INVALID_CONTACT("invalidContact", 400, "Invalid contact"),
  MALFORMED("malformed", 400, "Malformed request"),
  ORDER_NOT_READY("orderNotReady", 403, "Order not ready"),
  RATE_LIMITED("rateLimited", 429, "Too many requests"),
  REJECTED_IDENTIFIER("rejectedIdentifier", 403, "Rejected identifier"),
  SERVER_INTERNAL("serverInternal", 503, "Server cannot answer now"),
  UNAUTHORIZED("unauthorized", 401, "Not authorized"),
  UNSUPPORTED_CONTACT("unsupportedContact", 400, "Unsupported contact"),
  UNSUPPORTED_IDENTIFIER("unsupportedIdentifier", 400, "Unsupported identifier");

  private static final String PREFIX = "urn:ietf:params:acme:error:";

  private final String word;
  private final int status;
  private final String title;

  AcmeError(String word, int status, String title) {
    this.word = word;
    this.status = status;
    this.title = title;
  }

  /** The value of the member {@code type}. */
  String type() {
    return PREFIX + word;
  }

  /** The value of the member {@code title} (RFC 9457 section 3.1.3), the same for each problem. */
  String title() {
    return title;
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
