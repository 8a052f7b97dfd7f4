package io.latchkey.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.jose4j.keys.HmacKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyDerivationLimiterTest {
  private static final HmacKey KEY = new HmacKey(new byte[32]);

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final KeyDerivationLimiter limiter = new KeyDerivationLimiter(1, Duration.ofHours(1));
  private final CountDownLatch release = new CountDownLatch(1);
  private final List<String> derived = new CopyOnWriteArrayList<>();

  @AfterEach
  void stopThreads() {
    threads.shutdownNow();
  }

  private Callable<HmacKey> derivation(int rank, String name) {
    return () ->
        limiter.derive(
            rank,
            () -> {
              derived.add(name);
              return KEY;
            });
  }

  /** One derivation that runs until it is released. */
  private Future<HmacKey> occupy() {
    Future<HmacKey> running =
        threads.submit(
            () ->
                limiter.derive(
                    0,
                    () -> {
                      await().until(() -> release.getCount() == 0);
                      return KEY;
                    }));
    await().until(() -> limiter.running() == 1);
    return running;
  }

  private Future<HmacKey> wait(int rank, String name) {
    int before = limiter.waiting();
    Future<HmacKey> waiter = threads.submit(derivation(rank, name));
    await().until(() -> limiter.waiting() > before || before == 16);
    return waiter;
  }

  @Test
  void deriveAtOnce_needsAFreeSlot() throws Exception {
    assertThat(limiter.deriveAtOnce(() -> KEY)).isEqualTo(KEY);
    Future<HmacKey> running = occupy();

    assertThatThrownBy(() -> limiter.deriveAtOnce(() -> KEY))
        .isInstanceOfSatisfying(
            InvalidTokenException.class, e -> assertThat(e.reason()).isEqualTo(Reason.BUSY));
    assertThat(limiter.statistics().rejections()).isEqualTo(1);

    release.countDown();
    assertThat(running.get()).isEqualTo(KEY);
    await().until(() -> limiter.running() == 0);
    assertThat(limiter.deriveAtOnce(() -> KEY)).isEqualTo(KEY);
  }

  @Test
  void lowestRank_goesFirst() throws Exception {
    Future<HmacKey> first = occupy();
    List<Future<HmacKey>> waiters =
        List.of(wait(7, "flood-1"), wait(7, "flood-2"), wait(0, "quiet"), wait(3, "other"));

    release.countDown();
    first.get();
    for (Future<HmacKey> waiter : waiters) {
      waiter.get();
    }

    assertThat(derived).containsExactly("quiet", "other", "flood-1", "flood-2");
  }

  @Test
  void fullQueue_rejectsHighestRank() throws Exception {
    List<Future<HmacKey>> flood = new ArrayList<>(List.of(occupy()));
    for (int n = 0; n < 15; n++) {
      flood.add(wait(5, "flood-" + n));
    }
    Future<HmacKey> last = wait(5, "last");

    Future<HmacKey> quiet = threads.submit(derivation(0, "quiet"));

    assertThatThrownBy(last::get).hasRootCauseInstanceOf(InvalidTokenException.class);
    assertThatThrownBy(() -> limiter.derive(5, () -> KEY))
        .isInstanceOf(InvalidTokenException.class);
    release.countDown();
    assertThat(quiet.get()).isSameAs(KEY);
    for (Future<HmacKey> one : flood) {
      assertThat(one.get()).isSameAs(KEY);
    }
    assertThat(derived.get(0)).isEqualTo("quiet");
    assertThat(limiter.statistics().rejections()).isEqualTo(2);
  }

  @Test
  void raisedLimit_startsDerivationsThatWait() throws Exception {
    Future<HmacKey> first = occupy();
    Future<HmacKey> waiter = wait(0, "waiter");

    limiter.raiseTo(2);

    assertThat(waiter.get()).isSameAs(KEY);
    assertThat(limiter.running()).isEqualTo(1);
    release.countDown();
    first.get();
    assertThat(limiter.running()).isZero();
  }

  @Test
  void lowerLimit_isIgnored() throws Exception {
    limiter.raiseTo(2);
    limiter.raiseTo(1);
    Future<HmacKey> first = occupy();

    assertThat(limiter.derive(0, () -> KEY)).isSameAs(KEY);
    release.countDown();
    first.get();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, KeyDerivationLimiter.MAX_CONCURRENCY + 1})
  void limitOutOfRange_isRejected(int concurrency) {
    assertThatThrownBy(() -> limiter.raiseTo(concurrency))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("from 1 to 1024, not " + concurrency);
  }

  @Test
  void interruptedWaiter_leavesTheQueue() throws Exception {
    Future<HmacKey> running = occupy();
    Future<HmacKey> waiter = wait(0, "interrupted");

    waiter.cancel(true);

    await().until(() -> limiter.waiting() == 0);
    release.countDown();
    running.get();
    assertThat(limiter.derive(0, () -> KEY)).isSameAs(KEY);
    assertThat(limiter.running()).isZero();
  }

  @Test
  void waiterThatWaitedTooLong_leavesTheQueue() throws Exception {
    KeyDerivationLimiter impatient = new KeyDerivationLimiter(1, Duration.ZERO);

    HmacKey key =
        impatient.derive(
            0,
            () -> {
              assertThatThrownBy(() -> impatient.derive(0, () -> KEY))
                  .isInstanceOfSatisfying(
                      InvalidTokenException.class,
                      e -> assertThat(e.reason()).isEqualTo(Reason.BUSY));
              return KEY;
            });

    assertThat(key).isSameAs(KEY);
    assertThat(impatient.waiting()).isZero();
    assertThat(impatient.running()).isZero();
    assertThat(impatient.statistics().rejections()).isEqualTo(1);
  }

  @Test
  void failedDerivation_freesItsSlot() {
    assertThatThrownBy(
            () ->
                limiter.derive(
                    0,
                    () -> {
                      throw new IllegalStateException("no algorithm");
                    }))
        .isInstanceOf(IllegalStateException.class);

    assertThat(limiter.running()).isZero();
    assertThat(limiter.statistics().derivations()).isZero();
  }

  @Test
  void sharedLimiter_countsForAllVerifiers() throws Exception {
    String token = TokenForge.token("{\"exp\":4102444800}");

    for (int n = 0; n < 2; n++) {
      TokenVerifier verifier =
          TokenVerifier.builder()
              .preSharedKeys(List.of(TokenForge.PSK))
              .keyDerivation(TokenForge.FAST)
              .keyDerivationLimiter(limiter)
              .build();
      verifier.verify(token);
      verifier.verify(token);
      verifier.verify(TokenForge.token("{\"exp\":4102444801}"));
    }

    assertThat(limiter.statistics().derivations()).isEqualTo(2);
    assertThat(limiter.statistics().cachedTokens()).isEqualTo(2);
    assertThat(limiter.statistics().cachedKeys()).isEqualTo(2);
    assertThat(limiter.statistics().derivationTime()).isPositive();
    assertThat(limiter.statistics().waitingTime()).isGreaterThanOrEqualTo(Duration.ZERO);
  }

  @Test
  void derivation_isFlightRecorderEvent(@TempDir Path directory) throws Exception {
    Path file = directory.resolve("latchkey.jfr");
    try (Recording recording = new Recording()) {
      recording.enable("io.latchkey.KeyDerivation").withoutThreshold();
      recording.start();
      limiter.derive(0, () -> KEY);
      recording.stop();
      recording.dump(file);
    }

    assertThat(Files.exists(file)).isTrue();
    List<RecordedEvent> events = RecordingFile.readAllEvents(file);
    assertThat(events).hasSize(1);
    assertThat(events.get(0).getEventType().getName()).isEqualTo("io.latchkey.KeyDerivation");
    assertThat(events.get(0).getBoolean("derived")).isTrue();
    assertThat(events.get(0).getDuration("waited")).isGreaterThanOrEqualTo(Duration.ZERO);
  }
}
