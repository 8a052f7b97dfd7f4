package io.latchkey.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.ref.Reference;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class DerivedRootsTest {
  private final AtomicInteger derivations = new AtomicInteger();

  private byte[] root(PreSharedKey psk) {
    return DerivedRoots.get(psk, () -> new byte[] {(byte) derivations.incrementAndGet()});
  }

  @Test
  void rootInUse_isSharedByEqualKeys() {
    PreSharedKey used = PreSharedKey.of("the key of two applications");
    try {
      byte[] root = root(used);

      assertThat(root(PreSharedKey.of("the key of two applications"))).isSameAs(root);
      assertThat(derivations).hasValue(1);
    } finally {
      Reference.reachabilityFence(used);
    }
  }

  @Test
  void otherKey_hasOtherRoot() {
    PreSharedKey used = PreSharedKey.of("the key of one application");
    try {
      byte[] root = root(used);

      assertThat(root(PreSharedKey.of("the key of one Application"))).isNotEqualTo(root);
    } finally {
      Reference.reachabilityFence(used);
    }
  }

  @Test
  void rootWithoutApplication_isForgotten() {
    root(PreSharedKey.of("the key of an application that ended"));

    await()
        .untilAsserted(
            () -> {
              System.gc();
              root(PreSharedKey.of("the key of an application that ended"));
              assertThat(derivations.get()).isGreaterThan(1);
            });
  }
}
