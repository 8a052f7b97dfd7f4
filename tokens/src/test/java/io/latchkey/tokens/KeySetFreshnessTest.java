package io.latchkey.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.latchkey.base.rate.ElapsedTime;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How old a set of keys may become; the source and the time are the test's. */
class KeySetFreshnessTest extends KeySetFixture {

  private static final Duration MAX_AGE = KeySetFreshness.standard().maxAge();

  private void awaitReads(int expected) {
    await().untilAsserted(() -> assertThat(source.reads).hasValue(expected));
  }

  @Test
  void unreachableSource_isTrustedUpToMaximumAge() {
    set = lookingEvery(Duration.ofMillis(2));
    source.holds(KeyForge.P256);
    start();
    source.fails();

    advance(MAX_AGE.minusSeconds(1));
    awaitReads(2);
    assertThat(set.keys()).containsExactly(FIRST);
    advance(A_SECOND);
    awaitALook();
    assertThat(set.keys()).containsExactly(FIRST);
    advance(A_SECOND);
    await().untilAsserted(() -> assertThat(set.keys()).isEmpty());
    awaitALook();
    assertThat(heard).containsExactly("fetched true", "failed is down", "expired after PT24H");

    source.holds(KeyForge.P256);
    advance(KeySetState.RETRY_DELAY);
    await().untilAsserted(() -> assertThat(set.keys()).containsExactly(FIRST));
    assertThat(heard).last().isEqualTo("fetched true");
  }

  @Test
  void suspendedTime_countsForMaximumAge() {
    AtomicReference<Instant> wall = new AtomicReference<>(Instant.parse("2026-11-27T08:00:00Z"));
    set =
        new RemoteKeySet(
            URI.create("https://idp.test/keys"),
            source,
            KeySetFreshness.standard(),
            new ElapsedTime(this::nanoTime, wall::get),
            Duration.ofMillis(2),
            A_SECOND);
    source.holds(KeyForge.P256);
    start();
    source.fails();
    awaitALook();
    assertThat(set.keys()).containsExactly(FIRST);

    wall.updateAndGet(time -> time.plus(MAX_AGE).plus(A_SECOND.multipliedBy(2)));
    await().untilAsserted(() -> assertThat(set.keys()).isEmpty());

    source.holds(KeyForge.P256);
    wall.updateAndGet(time -> time.plus(KeySetState.RETRY_DELAY));
    await().untilAsserted(() -> assertThat(set.keys()).containsExactly(FIRST));
  }

  @Test
  void ageWithoutFailedFetch_isReportedAsSuch() {
    source.holds(KeyForge.P256);
    start();
    Duration grace = Duration.ofDays(1).plusHours(1); // between two checks, and of a fetch
    advance(MAX_AGE.plus(grace).plusNanos(1));

    set.keepFresh();

    await()
        .untilAsserted(
            () ->
                assertThat(heard)
                    .containsExactly(
                        "fetched true", "expired after PT24H without a fetch", "fetched true"));
    assertThat(set.keys()).containsExactly(FIRST);
  }

  @Test
  void maximumAge_countsFromTheLastGoodFetch() {
    set = lookingEvery(Duration.ofMillis(2));
    source.holds(KeyForge.P256);
    start();
    advance(MAX_AGE.minusSeconds(1));
    awaitReads(2);
    source.fails();

    advance(REFRESH);
    awaitReads(3);
    awaitALook();

    assertThat(set.keys()).containsExactly(FIRST);
  }

  @Test
  void ignoredRemoval_isOfferedAgain() {
    set = lookingEvery(Duration.ofMillis(2));
    source.holds(KeyForge.P256);
    start();
    source.fails();
    listens = false;

    advance(MAX_AGE.plusSeconds(1));
    await().until(() -> heard.stream().filter("expired after PT24H"::equals).count() >= 2);
    listens = true;
    awaitALook();
    int offers = heard.size();
    awaitALook();

    assertThat(heard).hasSize(offers);
  }

  @Test
  void maximumAgeOfInterval_keepsReachableSourceKeys() {
    set = set(new KeySetFreshness(REFRESH, REFRESH), Duration.ofMillis(2), KeySetState.RETRY_DELAY);
    source.holds(KeyForge.P256);
    start();
    source.gate = new CountDownLatch(1);

    advance(REFRESH.plusSeconds(1));
    awaitReads(2);
    awaitALook();
    assertThat(set.keys()).containsExactly(FIRST);
    source.gate.countDown();

    awaitALook();
    assertThat(set.keys()).containsExactly(FIRST);
    assertThat(heard).containsExactly("fetched true");
  }

  @Test
  void shortInterval_isPauseAfterFailure() {
    set =
        set(
            new KeySetFreshness(KeySetFreshness.MIN_REFRESH, MAX_AGE),
            Duration.ofMillis(2),
            Duration.ofHours(1));
    source.fails();
    start();

    advance(KeySetFreshness.MIN_REFRESH);

    awaitReads(2);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"keys\":[]}",
        "\uFEFF{\"keys\":[]}",
        "{\"keys\":[{\"kty\":\"oct\",\"k\":\"AAAA\"},{\"kty\":\"none\"}]}"
      })
  void setWithoutAnyKey_removesTheKeys(String empty) {
    source.holds(KeyForge.P256);
    start();
    source.response = empty;

    advance(KeySetState.RETRY_DELAY);
    set.refresh();

    assertThat(set.keys()).isEmpty();
    assertThat(heard).containsExactly("fetched true", "fetched true");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{\"keys\":null}", "{\"keys\":{}}", "{\"error\":\"gone\"}", " "})
  void invalidResponse_keepsLastGoodSet(String response) {
    source.holds(KeyForge.P256);
    start();
    source.response = response;

    advance(KeySetState.RETRY_DELAY);
    set.refresh();

    assertThat(set.keys()).containsExactly(FIRST);
    assertThat(heard).last().asString().startsWith("failed ");
  }

  @Test
  void setAfterAByteOrderMark_isRead() {
    source.holds(KeyForge.P256);
    source.beginsWithAByteOrderMark();

    start();

    assertThat(set.keys()).containsExactly(FIRST);
  }

  @ParameterizedTest
  @CsvSource({
    "PT10S, PT10S, true",
    "P30D, P365D, true",
    "PT9S, PT24H, false",
    "-PT5M, PT24H, false",
    "PT0S, PT24H, false",
    "P31D, P365D, false",
    "PT5M, PT299S, false",
    "PT5M, P366D, false"
  })
  void freshness_hasRanges(Duration refresh, Duration maxAge, boolean good) {
    if (good) {
      assertThat(new KeySetFreshness(refresh, maxAge).refresh()).isEqualTo(refresh);
    } else {
      assertThatThrownBy(() -> new KeySetFreshness(refresh, maxAge))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining(" must be from ");
    }
  }
}
