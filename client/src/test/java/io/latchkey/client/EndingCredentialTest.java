package io.latchkey.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.base.testing.CollectedLog;
import io.latchkey.tokens.component.ComponentKey;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.threeten.extra.MutableClock;

class EndingCredentialTest {
  private static final Instant END = Instant.parse("2027-01-31T00:00:00Z");
  private static final Instant SOON = END.minus(Duration.ofDays(30));

  private final MutableClock clock = MutableClock.of(SOON, ZoneOffset.UTC);
  private final List<String> warnings = new ArrayList<>();

  private static Credential credential(String segment) {
    return Credential.of(
        ComponentKey.parse("lk1s." + "A".repeat(43) + ".team-a~worker-1" + segment));
  }

  private EndingCredential ending(String segment) {
    Credential credential = credential(segment);
    return new EndingCredential(() -> credential, warnings::add, clock);
  }

  @Test
  void warning_startsThirtyDaysBeforeTheEnd() {
    clock.set(SOON.minusMillis(1));
    EndingCredential credential = ending(";not-after=20270131T000000Z");
    assertThat(warnings).isEmpty();

    clock.set(SOON);
    var unused = credential.get();

    assertThat(warnings)
        .containsExactly(
            "The component key team-a/worker-1 ends at 2027-01-31T00:00:00Z; ask your operator for a"
                + " new one");
  }

  @Test
  void warning_isRepeatedOnceADay() {
    EndingCredential credential = ending(";not-after=20270131T000000Z");
    clock.set(SOON.plus(Duration.ofDays(1)).minusMillis(1));
    assertThat(credential.get()).isEqualTo(credential.get());
    assertThat(warnings).hasSize(1);

    clock.set(SOON.plus(Duration.ofDays(1)));

    assertThat(credential.get()).isEqualTo(credential.get());
    assertThat(warnings).hasSize(2);
  }

  @Test
  void keyWithoutEnd_isNotWarnedOf() {
    var unused = ending("");

    assertThat(warnings).isEmpty();
  }

  @Test
  void tokenSource_logsTheWarning() {
    String end = Instant.now().plus(Duration.ofDays(14)).toString().replaceAll("[-:]|\\.\\d+", "");
    try (CollectedLog log = CollectedLog.of(EndingCredential.class.getName())) {
      ComponentKey key = credential(";not-after=" + end).componentKey().orElseThrow();
      TokenSource tokens = TokenSource.of(key, Map.of());

      assertThat(tokens.token()).isEqualTo(tokens.token());
      assertThat(log.messages()).singleElement().asString().contains("team-a/worker-1 ends at");
    }
  }
}
