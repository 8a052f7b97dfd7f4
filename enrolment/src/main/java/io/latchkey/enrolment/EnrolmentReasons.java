package io.latchkey.enrolment;

/**
 * The reasons that only CMP, ACME and EST give when they reject requests: one word for programs and
 * for the log. Other reasons are in {@link io.latchkey.base.http.ProblemReasons}, {@link
 * io.latchkey.tokens.Reason} and {@link io.latchkey.ca.issuance.RejectionReason}, or have the name
 * of an ACME error type.
 */
public final class EnrolmentReasons {
  /** The object belongs to another account. */
  public static final String ACCOUNT = "account";

  /** The external account binding does not bind the key of the account. */
  public static final String BINDING = "binding";

  /** The message names another certificate than the caller may name. */
  public static final String CERTIFICATE = "certificate";

  /** The account is deactivated. */
  public static final String DEACTIVATED = "deactivated";

  /** Another account has the key. */
  public static final String KEY_IN_USE = "key_in_use";

  /** The message does not answer the last message of the server. */
  public static final String NONCE = "nonce";

  /** The time of the message is missing, or differs too much from the clock of the server. */
  public static final String TIME = "time";

  /** The signed URL is not that of the request. */
  public static final String URL = "url";

  /**
   * The sentence for {@link io.latchkey.ca.issuance.RejectionReason#RATE}, if the messages of the
   * caller are too many.
   */
  public static final String RATE_DETAIL =
      "This caller has sent too many requests in the last hour.";

  private EnrolmentReasons() {}

  /** The sentence for a request with another content type than {@code type}. */
  public static String contentTypeDetail(String type) {
    return "The content type has to be %s.".formatted(type);
  }
}
