package io.latchkey.client;

import java.io.Serial;

/** The response of {@code GET /ca/cert} does not prove that it comes from the CA. */
public final class TrustException extends ClientException {
  @Serial private static final long serialVersionUID = 1;

  /** What the proof lacks. */
  public enum Problem {
    /** There is no token: the server has no pre-shared key, or the token was removed on the way. */
    NO_TOKEN,
    /** The token is not signed with our pre-shared key. */
    WRONG_PSK,
    /** The token does not match the certificate: the connection is intercepted. */
    FINGERPRINT_MISMATCH,
    /** The token does not match the request, or has expired. */
    STALE,
    /** The certificate is not a CA certificate, or is not valid now. */
    NOT_A_CA
  }

  private final Problem problem;

  TrustException(Problem problem, String message) {
    super(message, null);
    this.problem = problem;
  }

  /** What the proof lacks. */
  public Problem problem() {
    return problem;
  }
}
