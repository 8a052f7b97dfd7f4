package io.latchkey.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.latchkey.ca.AuthorityHealth;
import io.latchkey.ca.CertificateAuthority;
import io.latchkey.jaxrs.ApplicationAuthority;
import io.latchkey.server.Readiness.Check;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.threeten.extra.MutableClock;

class ReadinessTest {
  private static final Instant START = Instant.parse("2026-11-21T12:00:00Z");
  private static final Instant END = Instant.parse("2036-11-18T12:00:00Z");

  private final MutableClock clock = MutableClock.of(START, ZoneOffset.UTC);
  private final AtomicReference<AuthorityHealth> health =
      new AtomicReference<>(health(true, true, END, Optional.of(Duration.ZERO)));
  private final AtomicInteger looks = new AtomicInteger();
  private final Readiness readiness = new Readiness();
  private final CountDownLatch responses = new CountDownLatch(1);
  private volatile Runnable lookGoesOn = () -> {};

  @AfterEach
  void letLooksEnd() {
    responses.countDown();
  }

  private void hang() {
    lookGoesOn =
        () -> {
          try {
            responses.await();
          } catch (InterruptedException e) {
            throw new IllegalStateException("as the test wants it", e);
          }
        };
  }

  private void hangDespiteInterrupts() {
    while (responses.getCount() > 0) {
      LockSupport.parkNanos(1_000_000);
      boolean unused = Thread.interrupted();
    }
  }

  @BeforeEach
  @SuppressWarnings("UnnecessaryAssignment") // plays the container, which injects the field
  void prepare() {
    readiness.authority = ApplicationAuthority.own(authority());
    readiness.clock = clock;
  }

  private static AuthorityHealth health(
      boolean store, boolean signature, Instant end, Optional<Duration> difference) {
    return new AuthorityHealth(
        store, signature, true, end, difference, Optional.empty(), Optional.of("BC"));
  }

  /** Of an authority, all that is asked here. */
  private CertificateAuthority authority() {
    return (CertificateAuthority)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {CertificateAuthority.class},
            (proxy, method, arguments) -> {
              assertThat(method.getName()).isEqualTo("health");
              looks.incrementAndGet();
              lookGoesOn.run();
              return health.get();
            });
  }

  @Test
  void allChecksUp_areUp() {
    Readiness.Found found = readiness.check();

    assertThat(found.up()).isTrue();
    assertThat(found.daysLeft()).isEqualTo(Duration.between(START, END).toDays());
  }

  @Test
  void unresponsiveStore_isDown() {
    health.set(health(false, true, END, Optional.empty()));

    assertThat(readiness.check().passed(Check.STORE)).isFalse();
    assertThat(readiness.check().up()).isFalse();
  }

  @Test
  void failedSignature_isDown() {
    health.set(health(true, false, END, Optional.of(Duration.ZERO)));

    assertThat(readiness.check().passed(Check.SIGNATURE)).isFalse();
    assertThat(readiness.check().up()).isFalse();
  }

  @Test
  void expiredCa_isDown() {
    health.set(health(true, true, START.minusSeconds(1), Optional.of(Duration.ZERO)));

    assertThat(readiness.check().passed(Check.AUTHORITY)).isFalse();
    assertThat(readiness.check().up()).isFalse();
  }

  @Test
  void differingClocks_areDownInBothDirections() {
    Duration most = Readiness.MAX_CLOCK_DIFFERENCE;
    health.set(health(true, true, END, Optional.of(most)));
    assertThat(readiness.check().up()).isTrue();

    clock.set(START.plusSeconds(Readiness.KEPT_SECONDS));
    health.set(health(true, true, END, Optional.of(most.plusMillis(1).negated())));
    assertThat(readiness.check().passed(Check.CLOCK)).isFalse();
    assertThat(readiness.check().up()).isFalse();
  }

  @Test
  void manyCalls_runOneCheckEveryFewSeconds() {
    for (int n = 0; n < 1000; n++) {
      readiness.check();
    }
    assertThat(looks).hasValue(1);

    clock.set(START.plusSeconds(Readiness.KEPT_SECONDS));
    readiness.check();
    assertThat(looks).hasValue(2);
  }

  @Test
  void clockSetBack_discardsOldResult() {
    readiness.check();
    clock.set(START.minusSeconds(3600));

    readiness.check();

    assertThat(looks).hasValue(2);
  }

  @Test
  void hangingStore_isCheckedByOneThread() {
    readiness.timeout = Duration.ofMillis(20);
    hang();

    assertThat(readiness.check().up()).isFalse();
    await().until(() -> looks.get() == 1);
    clock.add(Readiness.RESPONSE_TIMEOUT);
    for (int n = 0; n < 100; n++) {
      assertThat(readiness.check().up()).isFalse();
    }
    assertThat(looks).hasValue(1);

    responses.countDown();
    await().until(() -> readiness.check().up());
  }

  @Test
  void hangingStore_isDownKeepingOtherChecks() {
    assertThat(readiness.check().up()).isTrue();
    readiness.timeout = Duration.ofMillis(20);
    hang();
    clock.add(Duration.ofSeconds(Readiness.KEPT_SECONDS));

    Readiness.Found found = readiness.check();

    assertThat(found.passed(Check.STORE)).isFalse();
    assertThat(
            found.passed(Check.SIGNATURE)
                && found.passed(Check.AUTHORITY)
                && found.passed(Check.CLOCK))
        .isTrue();
    assertThat(found.daysLeft()).isPositive();
  }

  @Test
  void runningCheck_returnsThePreviousResult() throws Exception {
    readiness.check();
    readiness.timeout = Duration.ofMinutes(1);
    hang();
    clock.add(Duration.ofSeconds(Readiness.KEPT_SECONDS));
    CompletableFuture<Readiness.Found> first = CompletableFuture.supplyAsync(readiness::check);
    await().until(() -> looks.get() == 2);

    for (int n = 0; n < 100; n++) {
      assertThat(readiness.check().up()).isTrue();
    }

    assertThat(first).isNotDone();
    health.set(health(false, true, END, Optional.empty()));
    responses.countDown();
    assertThat(first.get().up()).isFalse();
    assertThat(looks).hasValue(2);
  }

  @Test
  void runningCheck_returnsNoOutdatedResult() throws Exception {
    readiness.check();
    hang();
    clock.add(Duration.ofHours(1));
    health.set(health(false, true, END, Optional.empty()));
    readiness.timeout = Duration.ofMillis(20);

    CompletableFuture<Readiness.Found> first = CompletableFuture.supplyAsync(readiness::check);

    assertThat(readiness.check().up()).isFalse();
    assertThat(first.get().up()).isFalse();
  }

  @Test
  void slowCheck_isKeptFromItsEnd() {
    lookGoesOn = () -> clock.add(Duration.ofSeconds(10));

    readiness.check();
    readiness.check();

    assertThat(looks).hasValue(1);
  }

  @Test
  void hangingCheck_isReplacedByANewCheck() {
    readiness.timeout = Duration.ofMillis(20);
    hang();
    readiness.check();
    await().until(() -> looks.get() == 1);
    clock.add(Readiness.TIMED_OUT);
    lookGoesOn = () -> {};

    readiness.timeout = Duration.ofMinutes(1);
    assertThat(readiness.check().up()).isTrue();
    assertThat(looks).hasValue(2);
  }

  /** As calls of a native library, which cannot be interrupted. */
  @Test
  void checksThatHangForever_areLimited() {
    readiness.timeout = Duration.ofMillis(20);
    lookGoesOn = this::hangDespiteInterrupts;
    for (int checks = 1; checks <= 10; checks++) {
      assertThat(readiness.check().up()).isFalse();
      int expected = Math.min(checks, Readiness.MAX_HANGING);
      await().until(() -> looks.get() == expected);
      clock.add(Readiness.TIMED_OUT);
    }
    assertThat(looks).hasValue(Readiness.MAX_HANGING);

    responses.countDown();
    await().until(() -> readiness.check().up());
  }

  @Test
  void failedCheck_isDownAndNextCheckRuns() {
    lookGoesOn =
        () -> {
          throw new NoClassDefFoundError("as the test wants it");
        };
    assertThat(readiness.check().up()).isFalse();

    lookGoesOn = () -> {};
    clock.add(Duration.ofSeconds(Readiness.KEPT_SECONDS));
    assertThat(readiness.check().up()).isTrue();
  }
}
