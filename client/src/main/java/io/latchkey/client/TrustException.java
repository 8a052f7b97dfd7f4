package io.latchkey.client;

import java.io.Serial;

/** The answer of {@code GET /ca/cert} does not prove that it comes from the CA. */
public final class TrustException extends ClientException {
  @Serial private static final long serialVersionUID = 1;

  /** What the proof lacks. */
  public enum Problem {
    /** There is no token: the server has no pre-shared key, or somebody has taken it out. */
    NO_TOKEN,
    /** The token is not signed with our pre-shared key. */
    WRONG_PSK,
    /** The token vouches for another certificate: somebody is in between. */
    FINGERPRINT_MISMATCH,
    /** The token is not an answer to this question, or its time has passed. */
    STALE,
    /** The certificate is not that of a CA, or not valid now. */
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
