package io.latchkey.enrolment.acme;

import io.latchkey.base.http.MediaTypes;
import io.latchkey.base.http.ProblemReasons;
import io.latchkey.base.rate.HourlyLimit;
import io.latchkey.ca.enrolment.AcmeAccount;
import io.latchkey.ca.enrolment.AcmeRecords;
import io.latchkey.ca.issuance.RejectionReason;
import io.latchkey.enrolment.CallerRejectedException;
import io.latchkey.enrolment.EnrolledCaller;
import io.latchkey.enrolment.EnrolmentCallers;
import io.latchkey.enrolment.EnrolmentReasons;
import io.latchkey.enrolment.KnownSenders;
import io.latchkey.enrolment.Sender;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;

/**
 * Authenticates messages (RFC 8555 section 6). The checks that cost little come first, and the
 * nonce is used last: a message that is not authenticated writes nothing to the store. Safe for use
 * by several threads.
 */
final class Messages {
  static final String DEACTIVATED = "The account is deactivated.";

  static final String ACCOUNT = "account/";

  private static final String CONTENT_TYPE = "application/jose+json";

  private final AcmeRecords records;
  private final Nonces nonces;
  private final EnrolmentCallers callers;
  private final HourlyLimit limit;
  private final Clock clock;

  /** Accounts and keys that have signed a message. */
  private final KnownSenders known = new KnownSenders();

  Messages(
      AcmeRecords records,
      Nonces nonces,
      EnrolmentCallers callers,
      HourlyLimit limit,
      Clock clock) {
    this.records = records;
    this.nonces = nonces;
    this.callers = callers;
    this.limit = limit;
    this.clock = clock;
  }

  /**
   * A message that an account has signed and whose caller is accepted now. Only {@link #ofAccount}
   * makes one.
   */
  record OfAccount(JwsMessage message, AcmeAccount account, EnrolledCaller caller) {
    /** Rejects a message with a payload. */
    void requirePostAsGet() throws AcmeProblem {
      if (!message.isPostAsGet()) {
        throw AcmeProblem.malformed("The payload of this request has to be empty (POST-as-GET).");
      }
    }

    Members content() throws AcmeProblem {
      return message.content();
    }
  }

  /**
   * A message that is signed with the key in its header. The key may be of any stranger. Only
   * {@link #ofKey} makes one.
   */
  record OfKey(JwsMessage message, AccountKey key, Nonces.Checked nonce) {
    Members content() throws AcmeProblem {
      return message.content();
    }
  }

  /** Reads a message whose sender is not known yet. */
  JwsMessage parse(AcmeRequest request) throws AcmeProblem {
    if (request.contentType().filter(given -> MediaTypes.isOfType(given, CONTENT_TYPE)).isEmpty()) {
      throw AcmeProblem.malformed(EnrolmentReasons.contentTypeDetail(CONTENT_TYPE)).withStatus(415);
    }
    JwsMessage message = JwsMessage.parse(request.body());
    if (message.header().has("kid") == message.header().has("jwk")) {
      throw AcmeProblem.malformed("The protected header has to have either kid or jwk.");
    }
    return message;
  }

  private static void checkUrl(AcmeRequest request, JwsMessage message) throws AcmeProblem {
    if (!message.url().equals(request.url())) {
      throw AcmeProblem.notAuthenticated(
          EnrolmentReasons.URL, "The url in the protected header is not the URL of this request.");
    }
  }

  private void checkFailures(String sender, Sender from) throws AcmeProblem {
    Optional<Duration> wait = known.waitTime(sender, from);
    if (wait.isPresent()) {
      throw new AcmeProblem(AcmeError.RATE_LIMITED, ProblemReasons.THROTTLED_DETAIL)
          .withReason(ProblemReasons.THROTTLED)
          .withRetryAfter(wait.get());
    }
  }

  /** Authenticates a message of an account, and uses its nonce. */
  OfAccount ofAccount(AcmeRequest request, JwsMessage message, Sender from) throws AcmeProblem {
    String id =
        message
            .keyId()
            .orElseThrow(
                () -> AcmeProblem.malformed("The protected header has to have kid, not jwk."));
    checkFailures(id, from);
    checkUrl(request, message);
    Nonces.Checked nonce = nonces.check(message.header().text("nonce"));
    AcmeAccount account =
        request
            .below(ACCOUNT, id)
            .flatMap(records::account)
            .orElseThrow(
                () ->
                    new AcmeProblem(
                            AcmeError.ACCOUNT_DOES_NOT_EXIST, "There is no account with this URL.")
                        .countedAsFailure());
    AccountKey.stored(account.publicKey()).check(message);
    known.add(id);
    EnrolledCaller caller = caller(account);
    use(nonce, caller);
    return new OfAccount(message, account, caller);
  }

  /** Verifies a message that is signed with the key in its header; does not use its nonce. */
  OfKey ofKey(AcmeRequest request, JwsMessage message, Sender from) throws AcmeProblem {
    Members jwk =
        message
            .key()
            .orElseThrow(
                () -> AcmeProblem.malformed("The protected header has to have jwk, not kid."));
    AccountKey key = AccountKey.of(jwk);
    checkFailures(key.thumbprint(), from);
    checkUrl(request, message);
    Nonces.Checked nonce = nonces.check(message.header().text("nonce"));
    key.check(message);
    return new OfKey(message, key, nonce);
  }

  /**
   * Returns the caller of an account after checking its component key again.
   *
   * @throws AcmeProblem {@code unauthorized} if the key is not accepted, or the account is
   *     deactivated
   */
  EnrolledCaller caller(AcmeAccount account) throws AcmeProblem {
    if (account.deactivated()) {
      throw AcmeProblem.notAuthenticated(EnrolmentReasons.DEACTIVATED, DEACTIVATED);
    }
    try {
      return callers.recognise(account.callerKey());
    } catch (CallerRejectedException e) {
      throw AcmeProblem.of(e);
    }
  }

  /** Uses the nonce of a message of an accepted caller. */
  void use(OfKey message, EnrolledCaller caller) throws AcmeProblem {
    use(message.nonce(), caller);
    known.add(message.key().thumbprint());
  }

  /** Notes that the holder of an account has proved its key. */
  void know(String accountUrl) {
    known.add(accountUrl);
  }

  /**
   * Uses the nonce of a message that was authenticated with the key of a certificate. The key has a
   * limit of its own, so that a thief of the key cannot use up that of the caller.
   */
  void use(OfKey message) throws AcmeProblem {
    use(message.nonce(), "certificate key " + message.key().thumbprint());
  }

  private void use(Nonces.Checked nonce, EnrolledCaller caller) throws AcmeProblem {
    use(nonce, caller.limitName());
  }

  private void use(Nonces.Checked nonce, String limitName) throws AcmeProblem {
    Optional<Duration> wait = limit.take(limitName, clock.instant());
    if (wait.isPresent()) {
      throw new AcmeProblem(AcmeError.RATE_LIMITED, EnrolmentReasons.RATE_DETAIL)
          .withReason(RejectionReason.RATE.wireName())
          .withRetryAfter(wait.get());
    }
    nonces.use(nonce);
  }
}
