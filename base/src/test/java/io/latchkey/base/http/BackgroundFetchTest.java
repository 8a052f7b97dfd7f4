package io.latchkey.base.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.base.http.DocumentSource.Fetch;
import io.latchkey.base.http.DocumentSource.Response;
import io.latchkey.base.http.DocumentSource.Version;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Fetches of one document; the test runs the tasks itself. */
class BackgroundFetchTest {
  private static final Response RESPONSE =
      new Response(Optional.of(new byte[0]), new Version(Optional.empty(), Optional.empty()));

  private final Queue<Runnable> tasks = new ArrayDeque<>();
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final BackgroundFetch fetch = within(Duration.ofDays(1));

  private BackgroundFetch within(Duration limit) {
    return new BackgroundFetch(tasks::add, timer, limit);
  }

  @AfterEach
  void stop() {
    timer.shutdownNow();
  }

  @Test
  void start_whileAFetchRuns_returnsThatFetch() {
    assertThat(fetch.latest()).isDone();

    CompletableFuture<Void> first = fetch.start(() -> {});

    assertThat(first).isNotDone();
    assertThat(fetch.start(() -> {})).isSameAs(first);
    assertThat(tasks).hasSize(1);
    tasks.remove().run();
    assertThat(fetch.latest()).isSameAs(first).isDone();
    assertThat(fetch.start(() -> {})).isNotSameAs(first);
    assertThat(tasks).hasSize(1);
  }

  @Test
  void start_afterAFailure_fetchesAgain() {
    CompletableFuture<Void> failed =
        fetch.start(
            () -> {
              throw new IllegalStateException("as the test wants it");
            });
    tasks.remove().run();

    assertThat(failed).isCompletedExceptionally();
    assertThat(fetch.start(() -> {})).isNotDone();
  }

  @Test
  void start_afterClose_fetchesNothing() {
    fetch.close();

    assertThat(fetch.isClosed()).isTrue();
    assertThat(fetch.start(() -> {})).isDone();
    assertThat(tasks).isEmpty();
  }

  @Test
  void read_withinTheLimit_returnsResponseOrFailure() throws IOException {
    Blocked inTime = new Blocked();
    inTime.closed.countDown();

    assertThatThrownBy(() -> fetch.read(inTime)).hasMessage("is blocked").hasNoCause();
    assertThat(fetch.read(new Answered())).isSameAs(RESPONSE);
    assertThat(fetch.isClosed()).isFalse();
  }

  @Test
  void read_beyondTheLimit_isCancelled() {
    assertThatThrownBy(() -> within(Duration.ofMillis(1)).read(new Blocked()))
        .isInstanceOf(IOException.class)
        .hasMessage("did not answer in time")
        .hasRootCauseMessage("is blocked");
  }

  @Test
  void close_cancelsTheRead() {
    Blocked blocked = new Blocked();
    CompletableFuture<Response> reading =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return fetch.read(blocked);
              } catch (IOException e) {
                throw new IllegalStateException(e.getMessage(), e);
              }
            });
    join(blocked.reading);

    fetch.close();

    assertThatThrownBy(reading::join).hasRootCauseMessage("is blocked");
  }

  @Test
  void read_afterClose_doesNotBegin() {
    Blocked blocked = new Blocked();
    fetch.close();

    assertThatThrownBy(() -> fetch.read(blocked))
        .isInstanceOf(IOException.class)
        .hasMessage("was closed before it answered");
    assertThat(blocked.reading.getCount()).isEqualTo(1);
  }

  private static void join(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static final class Answered implements Fetch {
    @Override
    public Response read() {
      return RESPONSE;
    }

    @Override
    public void close() {}
  }

  private static final class Blocked implements Fetch {
    private final CountDownLatch reading = new CountDownLatch(1);
    private final CountDownLatch closed = new CountDownLatch(1);

    @Override
    public Response read() throws IOException {
      reading.countDown();
      join(closed);
      throw new IOException("is blocked");
    }

    @Override
    public void close() {
      closed.countDown();
    }
  }
}
