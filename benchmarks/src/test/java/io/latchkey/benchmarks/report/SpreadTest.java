package io.latchkey.benchmarks.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpreadTest {
  @Test
  void values_haveMedianAndExtremes() {
    assertThat(Spread.of(List.of(3.0, 1.0, 2.0)).text(1)).isEqualTo("2.0 (1.0–3.0)");
  }

  @Test
  void ratios_areComputedRoundByRound() {
    Spread ratios = Spread.ratios(List.of(10.0, 40.0, 90.0), List.of(10.0, 20.0, 30.0));

    assertThat(ratios).isEqualTo(new Spread(2, 1, 3));
  }

  @Test
  void missingRound_isAnError() {
    assertThatThrownBy(() -> Spread.ratios(List.of(1.0), List.of()))
        .hasMessageContaining("different numbers of rounds");
  }
}
