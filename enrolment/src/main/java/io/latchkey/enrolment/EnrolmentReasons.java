package io.latchkey.enrolment;

import io.latchkey.base.http.ProblemReasons;
import io.latchkey.ca.issuance.RejectionReason;
import io.latchkey.tokens.Reason;

/**
 * The reasons with which CMP, ACME and EST reject requests: one word for programs and for the log,
 * and sentences that several protocols give. The reasons of the CA ({@link RejectionReason}) and
 * those with the name of an ACME error type come besides.
 */
public final class EnrolmentReasons {
  /** The object belongs to another account. */
  public static final String ACCOUNT = "account";

  public static final String ALREADY_REVOKED = ProblemReasons.ALREADY_REVOKED;

  /** The external account binding does not bind the key of the account. */
  public static final String BINDING = "binding";

  public static final String BUSY = Reason.BUSY.wireName();

  /** The message names another certificate than the caller may name. */
  public static final String CERTIFICATE = "certificate";

  public static final String CONFIGURATION = ProblemReasons.CONFIGURATION;

  public static final String CSR_MALFORMED = RejectionReason.CSR_MALFORMED.wireName();

  /** The account is deactivated. */
  public static final String DEACTIVATED = "deactivated";

  public static final String EXPIRED = Reason.EXPIRED.wireName();
  public static final String ISSUER = Reason.ISSUER.wireName();

  /** Another account has the key. */
  public static final String KEY_IN_USE = "key_in_use";

  public static final String MALFORMED = Reason.MALFORMED.wireName();
  public static final String METHOD = ProblemReasons.METHOD;
  public static final String MISSING = ProblemReasons.MISSING;
  public static final String NAME_NOT_ALLOWED = RejectionReason.NAME_NOT_ALLOWED.wireName();

  /** The message does not answer the last message of the server. */
  public static final String NONCE = "nonce";

  public static final String NOT_FOUND = ProblemReasons.NOT_FOUND;
  public static final String NOT_ON_HOLD = ProblemReasons.NOT_ON_HOLD;
  public static final String NOT_YET_VALID = Reason.NOT_YET_VALID.wireName();
  public static final String PARAMETER = ProblemReasons.PARAMETER;
  public static final String PURPOSE = Reason.PURPOSE.wireName();
  public static final String RATE = RejectionReason.RATE.wireName();
  public static final String REPLAYED = RejectionReason.REPLAYED.wireName();
  public static final String REVOKED = Reason.REVOKED.wireName();
  public static final String ROLE = ProblemReasons.ROLE;
  public static final String SIGNATURE = Reason.SIGNATURE.wireName();
  public static final String THROTTLED = ProblemReasons.THROTTLED;

  /** The time of the message is missing, or differs too much from the clock of the server. */
  public static final String TIME = "time";

  public static final String UNAVAILABLE = ProblemReasons.UNAVAILABLE;
  public static final String UNSUPPORTED = Reason.UNSUPPORTED.wireName();

  /** The signed URL is not that of the request. */
  public static final String URL = "url";

  public static final String USE = ProblemReasons.USE;
  public static final String VALIDITY = RejectionReason.VALIDITY.wireName();

  /** The sentence for {@link #RATE}, if the messages of the caller are too many. */
  public static final String RATE_DETAIL =
      "This caller has sent too many requests in the last hour.";

  private EnrolmentReasons() {}

  /** The sentence for a request with another content type than {@code type}. */
  public static String contentTypeDetail(String type) {
    return "The content type has to be %s.".formatted(type);
  }
}
