package io.latchkey.filter.throttle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FailureBudgetTest {
  private static final String ADDRESS = "192.0.2.1";
  private static final Duration REFILL = Duration.ofSeconds(FailureBudget.REFILL_SECONDS);

  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 5); // wraps, as nanoTime may
  private final FailureBudget budget = new FailureBudget(nanos::get);

  private void charge(int times) {
    for (int n = 0; n < times; n++) {
      budget.charge(ADDRESS);
    }
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }

  @Test
  void withinTheBudget_nobodyWaits() {
    charge(FailureBudget.BURST - 1);

    assertThat(budget.waitFor(ADDRESS)).isEmpty();
  }

  @Test
  void spentBudget_bringsOneTryForEachInterval() {
    charge(FailureBudget.BURST);
    assertThat(budget.waitFor(ADDRESS)).contains(REFILL);

    pass(REFILL.minusNanos(1));
    assertThat(budget.waitFor(ADDRESS)).contains(Duration.ofNanos(1));

    pass(Duration.ofNanos(1));
    assertThat(budget.waitFor(ADDRESS)).isEmpty();

    charge(1);
    assertThat(budget.waitFor(ADDRESS)).contains(REFILL);
  }

  @Test
  void overdrawnBudget_isNotPaidBackForEver() {
    charge(10 * FailureBudget.BURST);

    assertThat(budget.waitFor(ADDRESS)).contains(REFILL);
  }

  @Test
  void quietAddress_hasItsWholeBudgetAgain() {
    charge(FailureBudget.BURST);

    pass(REFILL.multipliedBy(FailureBudget.BURST));
    charge(FailureBudget.BURST - 1);

    assertThat(budget.waitFor(ADDRESS)).isEmpty();
  }

  @Test
  void otherAddresses_doNotPay() {
    charge(FailureBudget.BURST);

    assertThat(budget.waitFor("192.0.2.2")).isEmpty();
  }

  @Test
  void rank_countsWhatWasWantedInVain() {
    assertThat(budget.rank(ADDRESS)).isZero();
    assertThat(budget.rank(ADDRESS)).isEqualTo(1);
    assertThat(budget.rank(ADDRESS)).isEqualTo(2);
    assertThat(budget.rank("192.0.2.2")).isZero();

    pass(REFILL.multipliedBy(2));

    assertThat(budget.rank(ADDRESS)).isEqualTo(1);
  }

  @Test
  void goodToken_takesItsRankBackAndNoOther() {
    budget.rank(ADDRESS);
    budget.rank(ADDRESS);
    budget.prove(ADDRESS);

    assertThat(budget.rank(ADDRESS)).isEqualTo(1);
  }

  @Test
  void rank_costsNothingOfTheBudget() {
    for (int n = 0; n < 10 * FailureBudget.BURST; n++) {
      budget.rank(ADDRESS);
    }

    assertThat(budget.waitFor(ADDRESS)).isEmpty();
  }

  /** Of half of these a token was refused, the others only wanted a key derived. */
  @Test
  void addressesWithoutEnd_areRememberedUpToABound() {
    for (int n = 0; n < 2 * FailureBudget.MAX_ADDRESSES; n++) {
      String address = "10." + n / 65536 + "." + n / 256 % 256 + "." + n % 256;
      if (n % 2 == 0) {
        budget.charge(address);
      } else {
        budget.rank(address);
      }
    }

    assertThat(budget.addresses()).isEqualTo(FailureBudget.MAX_ADDRESSES);
  }

  @Test
  void addressThatHasStopped_isForgotten() {
    charge(FailureBudget.BURST);
    assertThat(budget.addresses()).isEqualTo(1);

    pass(REFILL.multipliedBy(FailureBudget.BURST));

    assertThat(budget.addresses()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"2001:db8:1:2::1", "2001:DB8:1:2:ffff:1:2:3", "2001:db8:1:2::1%eth0"})
  void addressesOfOneIpv6Network_shareOneBudget(String other) {
    for (int n = 0; n < FailureBudget.BURST; n++) {
      budget.charge("2001:db8:1:2:0:0:0:9");
    }

    assertThat(budget.waitFor(other)).isPresent();
    assertThat(budget.waitFor("2001:db8:1:3::9")).isEmpty();
  }
}
