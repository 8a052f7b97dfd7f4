package io.latchkey.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class PoolTest {
  private final AtomicInteger created = new AtomicInteger();
  private final Pool<Integer> pool = new Pool<>(created::incrementAndGet);

  @Test
  void objectThatWasGivenBack_isTakenAgain() {
    Integer first = pool.take();
    pool.giveBack(first);

    assertThat(pool.take()).isSameAs(first);
  }

  @Test
  void objectInUse_isNotTakenAgain() {
    assertThat(pool.take()).isEqualTo(1);
    assertThat(pool.take()).isEqualTo(2);
  }

  /** More threads than objects are kept for. */
  @Test
  void threads_neverShareAnObject() throws Exception {
    Pool<AtomicInteger> users = new Pool<>(AtomicInteger::new);
    AtomicInteger shared = new AtomicInteger();
    Thread[] threads = new Thread[70];
    for (int n = 0; n < threads.length; n++) {
      threads[n] =
          new Thread(
              () -> {
                for (int use = 0; use < 2_000; use++) {
                  AtomicInteger object = users.take();
                  shared.addAndGet(object.incrementAndGet() == 1 ? 0 : 1);
                  object.decrementAndGet();
                  users.giveBack(object);
                }
              });
      threads[n].start();
    }
    for (Thread thread : threads) {
      thread.join();
    }

    assertThat(shared).hasValue(0);
  }
}
