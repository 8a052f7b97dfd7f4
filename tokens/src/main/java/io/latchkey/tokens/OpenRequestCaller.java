package io.latchkey.tokens;

import java.io.Serial;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The caller of a request whose path is open, so that its token is verified only if a resource asks
 * for the caller. The filter leaves it in the attribute {@link
 * io.latchkey.base.http.RequestAttributes#OPEN_REQUEST_CALLER} of the request. All rules for tokens
 * apply, and a rejected token counts against the address of the client. For the thread of the
 * request only.
 */
@FunctionalInterface
public interface OpenRequestCaller {
  /**
   * Verifies the token of the request, once; later calls have the same result.
   *
   * @throws RejectedException if the request has no token that permits it
   */
  VerifiedToken verify() throws RejectedException;

  /** The request has no token that permits it. There is no stack trace. */
  final class RejectedException extends Exception {
    @Serial private static final long serialVersionUID = 1;

    private final int status;
    private final String reason;
    private final @Nullable Duration retryAfter;

    /**
     * Rejects a request, as the filter does if the path is not open.
     *
     * @param status the HTTP status
     * @param reason the member {@code reason} of the problem document
     * @param detail one sentence for the sender
     * @param retryAfter how long the client has to wait, if waiting helps; otherwise null
     */
    public RejectedException(
        int status, String reason, String detail, @Nullable Duration retryAfter) {
      super(detail, null, false, false);
      this.status = status;
      this.reason = reason;
      this.retryAfter = retryAfter;
    }

    /** The HTTP status. */
    public int status() {
      return status;
    }

    /** The member {@code reason} of the problem document. */
    public String reason() {
      return reason;
    }

    /** One sentence for the sender. */
    public String detail() {
      return String.valueOf(getMessage());
    }

    /** How long the client has to wait, if waiting helps. */
    public Optional<Duration> retryAfter() {
      return Optional.ofNullable(retryAfter);
    }
  }
}
