package io.latchkey.tokens;

import static io.latchkey.tokens.TokenForge.PSK;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jose4j.keys.HmacKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DerivedKeysTest {
  private static final Salt SALT = new Salt(TokenForge.SALT);

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final KeyDerivationLimiter limiter = new KeyDerivationLimiter(1, Duration.ofHours(1));
  private final DerivedKeys keys = new DerivedKeys(PSK, TokenForge.FAST, limiter);

  @AfterEach
  void stopThreads() {
    threads.shutdownNow();
  }

  @Test
  void keyOfARejectedToken_isNotKept() throws Exception {
    assertThat(keys.verify(SALT, () -> 0, key -> false)).isFalse();
    assertThat(keys.hasVerified(SALT)).isFalse();

    assertThat(keys.verify(SALT, () -> 0, key -> true)).isTrue();
    assertThat(keys.hasVerified(SALT)).isTrue();
  }

  @Test
  void oneSaltAtOnce_isDerivedOnce() throws Exception {
    Set<HmacKey> derived = ConcurrentHashMap.newKeySet();
    CountDownLatch leaderChecks = new CountDownLatch(1);
    Future<Boolean> leader =
        threads.submit(
            () ->
                keys.verify(
                    SALT,
                    () -> 0,
                    key -> {
                      derived.add(key);
                      await().until(() -> derived.size() > 1 || leaderChecks.getCount() == 0);
                      return false;
                    }));
    await().until(() -> !derived.isEmpty());

    List<Future<Boolean>> others = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      others.add(threads.submit(() -> keys.verify(SALT, () -> 0, derived::contains)));
    }

    for (Future<Boolean> other : others) {
      assertThat(other.get()).as("joined with the leader's very key").isTrue();
    }
    leaderChecks.countDown();
    assertThat(leader.get()).isFalse();
  }

  @Test
  void firstRequestsOfSigner_shareOneDerivation() throws Exception {
    DerivedKeys slow = new DerivedKeys(PSK, new KeyDerivation(300_000), limiter);
    CountDownLatch together = new CountDownLatch(200);
    List<Future<Boolean>> requests = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      requests.add(
          threads.submit(
              () -> {
                together.countDown();
                together.await();
                return slow.verify(SALT, () -> 0, key -> true);
              }));
    }

    for (Future<Boolean> request : requests) {
      assertThat(request.get()).isTrue();
    }
    assertThat(limiter.statistics().derivations()).isEqualTo(1);
  }

  @Test
  void queuedDerivation_isAwaitedByFewOnly() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    List<Future<Boolean>> requests = new ArrayList<>();
    Future<Boolean> held = threads.submit(() -> hold(release));
    await().until(() -> limiter.running() == 1);
    requests.add(threads.submit(() -> keys.verify(SALT, () -> 0, key -> true)));
    await().until(() -> limiter.waiting() == 1);
    for (int i = 0; i < 70; i++) {
      requests.add(threads.submit(() -> passes(SALT)));
    }
    await().until(() -> requests.stream().filter(Future::isDone).count() == 6);

    release.countDown();

    int passed = 0;
    for (Future<Boolean> request : requests) {
      passed += request.get() ? 1 : 0;
    }
    assertThat(held.get()).isTrue();
    assertThat(passed).as("the one that derives, and 64 that wait").isEqualTo(65);
  }

  @Test
  void derivationOfOtherThread_isAwaitedOnlyBriefly() throws Exception {
    KeyDerivationLimiter impatient = new KeyDerivationLimiter(1, Duration.ZERO);
    DerivedKeys shared = new DerivedKeys(PSK, TokenForge.FAST, impatient);
    CountDownLatch asked = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    Future<Boolean> leader =
        threads.submit(
            () ->
                shared.verify(
                    SALT,
                    () -> {
                      asked.countDown();
                      await().until(() -> release.getCount() == 0);
                      return 0;
                    },
                    key -> true));
    asked.await();

    InvalidTokenException rejection =
        catchThrowableOfType(
            InvalidTokenException.class, () -> shared.verify(SALT, () -> 0, key -> true));

    assertThat(rejection.reason()).isEqualTo(Reason.BUSY);
    release.countDown();
    assertThat(leader.get()).isTrue();
  }

  private boolean passes(Salt salt) {
    try {
      return keys.verify(salt, () -> 0, key -> true);
    } catch (InvalidTokenException e) {
      assertThat(e.reason()).isEqualTo(Reason.BUSY);
      return false;
    }
  }

  @Test
  void saturated_answersBusyAndRecovers() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    List<Future<Boolean>> admitted = fillGate(release);
    Salt late = new Salt(TokenForge.salt(16, 99));

    InvalidTokenException rejection =
        catchThrowableOfType(
            InvalidTokenException.class, () -> keys.verify(late, () -> 0, key -> true));

    assertThat(rejection.reason()).isEqualTo(Reason.BUSY);
    assertThat(rejection.retryAfter()).isPresent();
    release.countDown();
    for (Future<Boolean> one : admitted) {
      assertThat(one.get()).isTrue();
    }
    assertThat(keys.verify(late, () -> 0, key -> true)).isTrue();
  }

  @Test
  void knownSalt_passesWhileSaturated() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    keys.verify(SALT, () -> 0, key -> true);
    List<Future<Boolean>> admitted = fillGate(release);

    assertThat(keys.verify(SALT, () -> 0, key -> true)).isTrue();

    release.countDown();
    assertThat(admitted).allSatisfy(one -> assertThat(one.get()).isTrue());
  }

  /** Takes the one place to derive and all sixteen to wait, as slow derivations would. */
  private List<Future<Boolean>> fillGate(CountDownLatch release) {
    List<Future<Boolean>> admitted = new ArrayList<>();
    for (int i = 0; i < 17; i++) {
      admitted.add(threads.submit(() -> hold(release)));
    }
    await().until(() -> limiter.running() + limiter.waiting() == 17);
    return admitted;
  }

  private boolean hold(CountDownLatch release) throws Exception {
    limiter.derive(
        0,
        () -> {
          await().until(() -> release.getCount() == 0);
          return new HmacKey(new byte[32]);
        });
    return true;
  }
}
