package io.latchkey.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.tokens.KeySetState.Notice;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The rules of a JWK set without threads; times are in nanoseconds. */
class KeySetStateTest {
  private static final long BEGIN = Long.MAX_VALUE - 1000; // a monotonic clock may overflow
  private static final long MINUTE = KeySetState.RETRY_DELAY.toNanos();
  private static final Duration GRACE = Duration.ofSeconds(11);
  private static final List<VerificationKey> FIRST = List.of(KeyForge.key(KeyForge.P256));
  private static final List<VerificationKey> SECOND = List.of(KeyForge.key(KeyForge.P384));
  private static final long REFRESH = KeySetFreshness.standard().refresh().toNanos();
  private static final long MAX_AGE = KeySetFreshness.standard().maxAge().toNanos();

  private final KeySetState state = new KeySetState(KeySetFreshness.standard(), GRACE);

  private Notice fetch(List<VerificationKey> keys, boolean accepted) {
    state.begin(BEGIN);
    Notice notice = state.fetched(keys);
    state.told(accepted);
    return notice;
  }

  @Test
  void newState_hasNoKeysOrRecentFetch() {
    assertThat(state.keys()).isEmpty();
    assertThat(state.isRecent(BEGIN)).isFalse();
    assertThat(state.isDue(BEGIN)).isFalse();
    assertThat(state.expire(BEGIN)).isFalse();
  }

  @Test
  void fetch_isFirstRecentThenDue() {
    fetch(FIRST, true);

    assertThat(state.isRecent(BEGIN + MINUTE - 1)).isTrue();
    assertThat(state.isRecent(BEGIN + MINUTE)).isFalse();
    assertThat(state.isDue(BEGIN + REFRESH - 1)).isFalse();
    assertThat(state.isDue(BEGIN + REFRESH)).isTrue();
  }

  @Test
  void failure_isReportedOnceAndRetriedAfterMinute() {
    state.begin(BEGIN);

    assertThat(state.failed()).isTrue();
    assertThat(state.failed()).isFalse();

    assertThat(state.isDue(BEGIN + MINUTE - 1)).isFalse();
    assertThat(state.isDue(BEGIN + MINUTE)).isTrue();
  }

  @Test
  void notice_saysWhetherTheKeysChanged() {
    assertThat(fetch(FIRST, true)).isEqualTo(Notice.CHANGED);
    assertThat(fetch(FIRST, true)).isEqualTo(Notice.NONE);
    assertThat(fetch(SECOND, true)).isEqualTo(Notice.CHANGED);
    assertThat(state.keys()).isEqualTo(SECOND);
    assertThat(state.failed()).isTrue();
    assertThat(fetch(SECOND, true)).isEqualTo(Notice.RECOVERED);
    assertThat(fetch(SECOND, true)).isEqualTo(Notice.NONE);
  }

  @Test
  void rejectedKeys_areOfferedAgainAfterAMinute() {
    fetch(FIRST, false);

    assertThat(state.isDue(BEGIN + MINUTE)).isTrue();
    assertThat(fetch(FIRST, false)).isEqualTo(Notice.CHANGED);
    assertThat(fetch(FIRST, true)).isEqualTo(Notice.CHANGED);
    assertThat(fetch(FIRST, true)).isEqualTo(Notice.NONE);
  }

  @Test
  void keys_expireAfterMaximumAgeAndFetchTime() {
    fetch(FIRST, true);
    long last = BEGIN + MAX_AGE + GRACE.toNanos();

    assertThat(state.expire(last)).isFalse();
    assertThat(state.keys()).isEqualTo(FIRST);
    assertThat(state.expire(last + 1)).isTrue();
    assertThat(state.keys()).isEmpty();
  }

  @Test
  void keysOfFailingSource_expireAtMaximumAge() {
    fetch(FIRST, true);
    state.failed();

    assertThat(state.expire(BEGIN + MAX_AGE)).isFalse();
    assertThat(state.expire(BEGIN + MAX_AGE + 1)).isTrue();
  }

  @Test
  void expiryThatIsNotAccepted_isToldAgain() {
    fetch(FIRST, true);
    long late = BEGIN + 2 * MAX_AGE;
    assertThat(state.expire(late)).isTrue();
    state.toldOfExpiry(false);
    assertThat(state.expire(late)).isTrue();
    state.toldOfExpiry(true);

    assertThat(state.expire(late)).isFalse();
  }

  @Test
  void setFetchedDuringTheExpiry_isStillOffered() {
    fetch(FIRST, true);
    assertThat(state.expire(BEGIN + 2 * MAX_AGE)).isTrue();
    state.begin(BEGIN + 2 * MAX_AGE);
    assertThat(state.fetched(FIRST)).isEqualTo(Notice.CHANGED);
    state.told(false);

    state.toldOfExpiry(true);

    assertThat(fetch(FIRST, true)).isEqualTo(Notice.CHANGED);
  }
}
