package io.latchkey.client.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.client.CaRotation;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What {@code ca rotate} prints for each phase. */
class CaRotateCommandTest {
  private static final Instant NEXT = Instant.parse("2027-01-01T00:00:00Z");

  private static String text(String phase, Optional<String> announced, Optional<String> former) {
    return CaRotateCommand.text(new CaRotation(phase, "AA", announced, former, Optional.of(NEXT)));
  }

  @Test
  void announced_printsTimeOfSwitch() {
    assertThat(text("announced", Optional.of("BB"), Optional.empty()))
        .isEqualTo("Announced the root BB. The CA switches to it at 2027-01-01T00:00:00Z");
  }

  @Test
  void switched_printsTimeOfDeletion() {
    assertThat(text("switched", Optional.empty(), Optional.of("00")))
        .isEqualTo(
            "The CA switched to the root AA. The key of the former root is deleted at"
                + " 2027-01-01T00:00:00Z");
  }

  @Test
  void endedPhase_printsNoTime() {
    assertThat(text("none", Optional.empty(), Optional.empty()))
        .isEqualTo("The CA switched to the root AA");
  }
}
