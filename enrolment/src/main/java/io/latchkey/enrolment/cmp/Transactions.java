package io.latchkey.enrolment.cmp;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.latchkey.base.rate.HourlyLimit;
import io.latchkey.ca.enrolment.CmpRecords;
import io.latchkey.ca.issuance.RejectionReason;
import io.latchkey.enrolment.EnrolmentReasons;
import io.latchkey.enrolment.Sender;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.bouncycastle.asn1.cmp.PKIFailureInfo;

/**
 * Begins transactions. The id of each is good once for its caller, on all nodes. Safe for use by
 * several threads.
 */
final class Transactions {
  /** How long the id of a transaction is remembered. */
  static final Duration REMEMBERED = Duration.ofDays(1);

  /**
   * The same for a request for a certificate that does not say when it was made: a recorded message
   * must not give a new certificate for a key that was revoked meanwhile.
   */
  private static final Duration REMEMBERED_WITHOUT_TIME = Duration.ofDays(400);

  private static final int MAX_RECENT = 10_000;

  private final CmpRecords records;
  private final HourlyLimit limit;
  private final Clock clock;

  /**
   * Transactions that this node has seen, so that replays neither write to the store nor use up the
   * limit of the caller.
   */
  private final Cache<String, Boolean> recent =
      Caffeine.newBuilder()
          .maximumSize(MAX_RECENT)
          .expireAfterWrite(REMEMBERED)
          .executor(Runnable::run)
          .build();

  Transactions(CmpRecords records, HourlyLimit limit, Clock clock) {
    this.records = records;
    this.limit = limit;
    this.clock = clock;
  }

  /**
   * Begins the transaction of a message.
   *
   * @param certification whether the message asks for a certificate
   * @throws CmpRejection if it was begun before, or the caller has sent too many messages
   */
  void begin(Authenticated sender, Sender from, boolean certification) throws CmpRejection {
    String key = sender.transactionKey();
    if (recent.getIfPresent(key) != null) {
      from.recordFailure(RejectionReason.REPLAYED.wireName());
      throw replayed();
    }
    checkRate(sender);
    boolean isTimeless = certification && sender.message().time().isEmpty();
    Instant until = clock.instant().plus(isTimeless ? REMEMBERED_WITHOUT_TIME : REMEMBERED);
    boolean begun = records.use(Authenticated.SCOPE, sender.transaction(until));
    recent.put(key, true);
    if (!begun) {
      throw replayed();
    }
  }

  /**
   * Counts a message.
   *
   * @throws CmpRejection if the caller has sent too many messages
   */
  void checkRate(Authenticated sender) throws CmpRejection {
    Optional<Duration> wait = limit.take(sender.caller().limitName(), clock.instant());
    if (wait.isPresent()) {
      throw CmpRejection.rate(EnrolmentReasons.RATE_DETAIL, wait.get());
    }
  }

  private static CmpRejection replayed() {
    return new CmpRejection(
        PKIFailureInfo.transactionIdInUse,
        RejectionReason.REPLAYED.wireName(),
        "The transactionID was used before; choose another.");
  }
}
