package io.latchkey.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.ca.AuthorityHealth;
import io.latchkey.ca.CertificateAuthority;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
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

  @BeforeEach
  @SuppressWarnings("UnnecessaryAssignment") // plays the container, which injects the field
  void prepare() {
    readiness.authority = authority();
    readiness.clock = clock;
  }

  private static AuthorityHealth health(
      boolean store, boolean signature, Instant end, Optional<Duration> difference) {
    return new AuthorityHealth(store, signature, end, difference);
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
              return health.get();
            });
  }

  @Test
  void everythingInOrder_isUp() {
    Readiness.Found found = readiness.look();

    assertThat(found.up()).isTrue();
    assertThat(found.daysLeft()).isEqualTo(Duration.between(START, END).toDays());
  }

  @Test
  void storeThatDoesNotAnswer_isDown() {
    health.set(health(false, true, END, Optional.empty()));

    assertThat(readiness.look().store()).isFalse();
    assertThat(readiness.look().up()).isFalse();
  }

  @Test
  void keyThatDoesNotSign_isDown() {
    health.set(health(true, false, END, Optional.of(Duration.ZERO)));

    assertThat(readiness.look().signature()).isFalse();
    assertThat(readiness.look().up()).isFalse();
  }

  @Test
  void authorityThatHasEnded_isDown() {
    health.set(health(true, true, START.minusSeconds(1), Optional.of(Duration.ZERO)));

    assertThat(readiness.look().authority()).isFalse();
    assertThat(readiness.look().up()).isFalse();
  }

  @Test
  void clocksThatDisagree_areDownEitherWay() {
    Duration most = Readiness.MAX_CLOCK_DIFFERENCE;
    health.set(health(true, true, END, Optional.of(most)));
    assertThat(readiness.look().up()).isTrue();

    clock.set(START.plusSeconds(Readiness.KEPT_SECONDS));
    health.set(health(true, true, END, Optional.of(most.plusMillis(1).negated())));
    assertThat(readiness.look().clock()).isFalse();
    assertThat(readiness.look().up()).isFalse();
  }

  @Test
  void manyLooks_costOneEachFewSeconds() {
    for (int n = 0; n < 1000; n++) {
      readiness.look();
    }
    assertThat(looks).hasValue(1);

    clock.set(START.plusSeconds(Readiness.KEPT_SECONDS));
    readiness.look();
    assertThat(looks).hasValue(2);
  }

  @Test
  void clockThatWasSetBack_doesNotKeepAnOldAnswer() {
    readiness.look();
    clock.set(START.minusSeconds(3600));

    readiness.look();

    assertThat(looks).hasValue(2);
  }
}
