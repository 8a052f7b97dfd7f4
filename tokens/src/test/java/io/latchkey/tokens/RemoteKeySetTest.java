package io.latchkey.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.latchkey.base.http.DocumentSource;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When a set of keys is fetched; the source and the time are the test's. */
class RemoteKeySetTest extends KeySetFixture {
  private static final VerificationKey SECOND = KeyForge.key(KeyForge.P384);

  @Test
  void start_fetchesTheSet() {
    source.holds(KeyForge.P256);

    start();

    assertThat(set.keys()).containsExactly(FIRST);
    assertThat(heard).containsExactly("fetched true");
  }

  @Test
  void failingSource_isRetriedEveryMinute() {
    set = lookingEvery(Duration.ofMillis(2));
    source.fails();
    start();
    assertThat(set.keys()).isEmpty();

    for (int tries = 1; tries <= 3; tries++) {
      advance(KeySetState.RETRY_DELAY.minusNanos(1));
      awaitALook();
      assertThat(source.reads).hasValue(tries);
      advance(Duration.ofNanos(1));
      int expected = tries + 1;
      await().untilAsserted(() -> assertThat(source.reads).hasValue(expected));
    }
    source.holds(KeyForge.P256);
    advance(KeySetState.RETRY_DELAY);

    await().untilAsserted(() -> assertThat(set.keys()).containsExactly(FIRST));
    assertThat(heard).containsExactly("failed is down", "fetched true");
  }

  @Test
  void interval_fetchesAnew() {
    set = lookingEvery(Duration.ofMillis(2));
    source.holds(KeyForge.P256);
    start();
    source.holds(KeyForge.P384);

    advance(REFRESH.minusSeconds(1));
    awaitALook();
    assertThat(source.reads).hasValue(1);
    advance(A_SECOND);
    await().untilAsserted(() -> assertThat(set.keys()).containsExactly(SECOND));

    source.holds(KeyForge.P256);
    advance(REFRESH);
    await().untilAsserted(() -> assertThat(set.keys()).containsExactly(FIRST));
    assertThat(source.reads).hasValue(3);
  }

  @Test
  void laterFailure_keepsSetAndIsReportedOnce() {
    source.holds(KeyForge.P256);
    start();
    source.fails();

    for (int i = 1; i <= 3; i++) {
      advance(REFRESH);
      assertThat(set.refresh()).isTrue();
      assertThat(source.reads).hasValue(1 + i);
    }

    assertThat(set.keys()).containsExactly(FIRST);
    assertThat(heard).containsExactly("fetched true", "failed is down");
  }

  @Test
  void unreadableSet_keepsLastGoodOne() {
    source.holds(KeyForge.P256);
    start();
    source.response = "<html>";

    advance(KeySetState.RETRY_DELAY);
    set.refresh();

    assertThat(set.keys()).containsExactly(FIRST);
    assertThat(heard).last().asString().startsWith("failed is neither PEM nor base64");
  }

  @Test
  void unknownKey_fetchesAtMostOncePerMinute() {
    source.holds(KeyForge.P256);
    start();
    source.holds(KeyForge.P384);

    assertThat(set.refresh()).isFalse();
    assertThat(source.reads).hasValue(1);
    advance(KeySetState.RETRY_DELAY);
    assertThat(set.refresh()).isTrue();

    assertThat(set.keys()).containsExactly(SECOND);
    assertThat(set.refresh()).isFalse();
    assertThat(source.reads).hasValue(2);
  }

  @Test
  void sameSet_isNoChange() {
    source.holds(KeyForge.P256);
    start();

    advance(KeySetState.RETRY_DELAY);
    set.refresh();

    assertThat(heard).containsExactly("fetched true");
  }

  @Test
  void keysThatListenerRejected_areOfferedAgain() {
    source.holds(KeyForge.P256);
    listens = false;
    start();

    advance(KeySetState.RETRY_DELAY);
    set.refresh();
    listens = true;
    advance(KeySetState.RETRY_DELAY);
    set.refresh();
    advance(KeySetState.RETRY_DELAY);
    set.refresh();

    assertThat(heard).containsExactly("fetched true", "fetched true", "fetched true");
  }

  @Test
  void sourceThatDoesNotEnd_isCutOff() {
    set = set(Duration.ofDays(1), Duration.ofMillis(1));
    source.holds(KeyForge.P256);
    source.gate = new CountDownLatch(1);

    start();

    assertThat(heard).containsExactly("failed did not answer in time");
    assertThat(set.keys()).isEmpty();
  }

  @Test
  void severalSets_areFetchedAtTheSameTime() throws Exception {
    assertFetchedAtTheSameTime(RemoteKeySet::refresh);
  }

  @Test
  void severalSets_areStartedAtTheSameTime() throws Exception {
    RemoteKeySet.Listener listener = new RemoteKeySet.Listener() {};
    assertFetchedAtTheSameTime(
        sets ->
            RemoteKeySet.start(
                sets.stream().collect(Collectors.toMap(set -> set, set -> listener))));
  }

  private void assertFetchedAtTheSameTime(Consumer<List<RemoteKeySet>> fetch) throws Exception {
    CountDownLatch both = new CountDownLatch(2);
    List<String> events = new CopyOnWriteArrayList<>();
    DocumentSource meeting =
        (uri, known) ->
            new DocumentSource.Fetch() {
              @Override
              public DocumentSource.Response read() throws IOException {
                events.add("read");
                both.countDown();
                await().until(() -> both.getCount() == 0);
                throw new IOException("has met the other");
              }

              @Override
              public void close() {
                events.add("close");
              }
            };
    URI uri = URI.create("https://idp.test/keys");
    Duration never = Duration.ofDays(1);
    try (var one =
            new RemoteKeySet(
                uri, meeting, KeySetFreshness.standard(), this::nanoTime, never, never);
        var other =
            new RemoteKeySet(
                uri, meeting, KeySetFreshness.standard(), this::nanoTime, never, never)) {
      fetch.accept(List.of(one, other));

      assertThat(events).startsWith("read", "read");
    }
  }

  @Test
  void listenerThatFails_doesNotEndTheChecks() {
    set = lookingEvery(Duration.ofMillis(2));
    source.holds(KeyForge.P256);
    AtomicInteger calls = new AtomicInteger();
    set.start(
        new RemoteKeySet.Listener() {
          @Override
          public boolean expired(URI uri, Duration maxAge, boolean unreachable) {
            if (calls.incrementAndGet() == 1) {
              throw new NoClassDefFoundError("as the test wants it");
            }
            return true;
          }
        });
    source.fails();

    advance(KeySetFreshness.standard().maxAge().plus(Duration.ofDays(1)));

    await().until(() -> calls.get() == 2);
    assertThat(set.keys()).isEmpty();
  }

  @Test
  void runningFetch_hasFewWaitersAndKeepsKeys() throws Exception {
    source.holds(KeyForge.P256);
    start();
    advance(KeySetState.RETRY_DELAY);
    source.gate = new CountDownLatch(1);
    List<CompletableFuture<Boolean>> asking = new CopyOnWriteArrayList<>();
    for (int i = 0; i < 33; i++) {
      CompletableFuture<Boolean> response = new CompletableFuture<>();
      Thread asker = new Thread(() -> response.complete(set.refresh()));
      asker.setDaemon(true);
      asker.start();
      asking.add(response);
    }

    // One more than may wait has its response, while the source does not answer yet.
    await().until(() -> asking.stream().anyMatch(CompletableFuture::isDone));
    assertThat(set.keys()).containsExactly(FIRST);
    source.gate.countDown();

    long waited = asking.stream().filter(CompletableFuture::join).count();
    assertThat(waited).isEqualTo(32);
    assertThat(source.reads).hasValue(2);
  }

  @Test
  void closeDuringFetchPreparation_preventsReading() throws Exception {
    CountDownLatch preparing = new CountDownLatch(1);
    DocumentSource untilClosed =
        (uri, known) -> {
          preparing.countDown();
          awaitInterrupt();
          return source;
        };
    RemoteKeySet closing =
        new RemoteKeySet(
            URI.create("https://idp.test/keys"),
            untilClosed,
            KeySetFreshness.standard(),
            this::nanoTime,
            Duration.ofDays(1),
            Duration.ofDays(1));
    CompletableFuture<Boolean> refreshing = CompletableFuture.supplyAsync(closing::refresh);
    preparing.await();

    closing.close();

    refreshing.join();
    assertThat(source.reads).hasValue(0);
  }

  @Test
  void closeDuringFetch_reportsNoFailure() {
    source.holds(KeyForge.P256);
    start();
    advance(KeySetState.RETRY_DELAY);
    source.gate = new CountDownLatch(1);
    CompletableFuture<Boolean> refreshing = CompletableFuture.supplyAsync(set::refresh);
    await().untilAsserted(() -> assertThat(source.reads).hasValue(2));

    set.close();

    refreshing.join();
    assertThat(heard).containsExactly("fetched true");
  }

  private static void awaitInterrupt() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void closedSet_leavesNoThread() {
    source.holds(KeyForge.P256);
    start();

    set.close();

    await()
        .until(
            () ->
                Thread.getAllStackTraces().keySet().stream()
                    .noneMatch(thread -> thread.getName().equals("latchkey-jwk-set")));
    advance(REFRESH);
    set.refresh();
    assertThat(source.reads).hasValue(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "http://idp.test/keys | is not an https URL",
        "https:/keys | is not an https URL",
        "ftp://idp.test/keys | is not an https URL",
        "https://user:pass@idp.test/keys | has a user name or a fragment",
        "https://idp.test/keys#x | has a user name or a fragment",
        "https://idp.test/a b | is not a URL",
      })
  void disallowedUrl_isRejected(String url, String problem) {
    assertThatThrownBy(() -> RemoteKeySet.of(url))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(problem)
        .hasMessageNotContaining("pass@");
  }
}
