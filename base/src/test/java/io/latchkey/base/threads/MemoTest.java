package io.latchkey.base.threads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class MemoTest {
  private final AtomicInteger computed = new AtomicInteger();
  private String input = "a";
  private final Memo<String, String> memo = new Memo<>(() -> input, this::compute);

  private Instant now = Instant.parse("2026-11-21T12:00:00Z");
  private final Memo<String, String> limited =
      new Memo<>(() -> input, this::compute, clock(), Duration.ofMinutes(1));

  private Clock clock() {
    InstantSource source = () -> now;
    return source.withZone(ZoneOffset.UTC);
  }

  private String compute(String from) {
    computed.incrementAndGet();
    if (from.isEmpty()) {
      throw new IllegalStateException("no input");
    }
    return from + "!";
  }

  @Test
  void value_isComputedAgainOnlyForAnotherInput() {
    assertThat(computed).hasValue(0);
    assertThat(memo.get()).isEqualTo("a!");
    input = String.valueOf(new char[] {'a'});
    assertThat(memo.get()).isEqualTo("a!");
    assertThat(computed).hasValue(1);

    input = "b";

    assertThat(memo.get()).isEqualTo("b!");
    assertThat(computed).hasValue(2);
  }

  @Test
  void computedMemo_hasItsFirstValue() {
    Memo<String, String> ready = Memo.computed(() -> input, this::compute);
    assertThat(computed).hasValue(1);
    assertThat(ready.get()).isEqualTo("a!");
    assertThat(computed).hasValue(1);

    input = "";
    assertThatThrownBy(() -> Memo.computed(() -> input, this::compute)).hasMessage("no input");
  }

  @Test
  void limitedValue_isReplacedAfterItsTime() {
    limited.get();
    now = now.plusMillis(59_999);
    limited.get();
    assertThat(computed).hasValue(1);

    now = now.plusMillis(1);

    limited.get();
    assertThat(computed).hasValue(2);
    limited.get();
    assertThat(computed).hasValue(2);
  }

  @Test
  void clockSetBack_computesTheValueAgain() {
    limited.get();

    now = now.minusMillis(1);

    limited.get();
    assertThat(computed).hasValue(2);
  }

  @Test
  void limitedValue_isReplacedForAnotherInput() {
    limited.get();

    input = "b";

    assertThat(limited.get()).isEqualTo("b!");
  }

  @Test
  void failure_isThrownAndNotKept() {
    assertThat(memo.get()).isEqualTo("a!");
    input = "";
    assertThatThrownBy(memo::get).hasMessage("no input");

    input = "a";

    assertThat(memo.get()).isEqualTo("a!");
    assertThat(computed).hasValue(2);
  }
}
