package io.latchkey.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.latchkey.tokens.component.ComponentPath;
import io.latchkey.tokens.component.DerivedSecret;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ComponentRootsTest {
  private final ComponentRoots roots = new ComponentRoots();

  @Test
  void key_hasOneRoot() {
    PreSharedKey psk = PreSharedKey.generate();

    Optional<ComponentRoot> root = roots.of(psk);

    assertThat(roots.of(PreSharedKey.of(psk.reveal())).orElseThrow()).isSameAs(root.orElseThrow());
    assertThat(roots.of(PreSharedKey.generate()).orElseThrow()).isNotSameAs(root.orElseThrow());
    roots.awaitEndOfThreads();
  }

  @Test
  void weakKey_hasNoRoot() {
    assertThat(roots.of(PreSharedKey.of("changeme"))).isEmpty();
  }

  @Test
  void keysThatWereReplaced_areForgotten() {
    PreSharedKey oldest = PreSharedKey.generate();
    ComponentRoot root = roots.of(oldest).orElseThrow();

    IntStream.range(0, 7).forEach(n -> roots.of(PreSharedKey.generate()));
    assertThat(roots.of(oldest).orElseThrow()).isSameAs(root);
    IntStream.range(0, 8).forEach(n -> roots.of(PreSharedKey.generate()));
    assertThat(roots.of(oldest).orElseThrow()).isNotSameAs(root);
    roots.awaitEndOfThreads();
  }

  @Test
  void endOfThreads_leavesNoThread() {
    ComponentRoot root = roots.of(PreSharedKey.generate()).orElseThrow();

    roots.awaitEndOfThreads();

    awaitNoThread();
    assertThat(root).isNotNull();
  }

  @Test
  void failedDerivation_isRepeated() throws Exception {
    PreSharedKey psk = PreSharedKey.generate();
    AtomicInteger calls = new AtomicInteger();
    ComponentPath path = ComponentPath.parse("worker-1");

    ComponentRoot root =
        ComponentRoot.inBackground(
            psk,
            () -> {
              if (calls.incrementAndGet() == 1) {
                throw new OutOfMemoryError("as the test wants it");
              }
              return new byte[32];
            });

    assertThat(root.key(path).secret(DerivedSecret.TOKEN)).hasSize(32);
    assertThat(calls).hasValue(2);
  }

  @Test
  void endOfThread_endsTheRepetitions() throws Exception {
    CountDownLatch failed = new CountDownLatch(1);
    ComponentRoot root =
        ComponentRoot.inBackground(
            PreSharedKey.generate(),
            () -> {
              failed.countDown();
              throw new OutOfMemoryError("as the test wants it");
            });
    assertThat(failed.await(1, TimeUnit.MINUTES)).isTrue();

    root.awaitEndOfThread();

    awaitNoThread();
  }

  /** The threads of keys that another test has replaced may still derive. */
  private static void awaitNoThread() {
    await()
        .untilAsserted(
            () ->
                assertThat(Thread.getAllStackTraces().keySet())
                    .extracting(Thread::getName)
                    .doesNotContain("latchkey-root"));
  }
}
