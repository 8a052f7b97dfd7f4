package io.latchkey.tokens.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RevokedComponentsTest {
  @ParameterizedTest
  @CsvSource({
    "team-a,                team-a,                  true",
    "team-a,                team-a;days=1,           true",
    "team-a,                team-a~x,                true",
    "team-a,                team-a;days=1~x;days=2,  true",
    "team-a,                team-ab,                 false",
    "team-a,                b~team-a,                false",
    "team-a,                Team-a,                  false",
    "team-a~x,              team-a,                  false",
    "team-a~x,              team-a;days=1~x;days=2,  true",
    "team-a~x,              team-a~y,                false",
    "team-a;days=1,         team-a;days=1~x,         true",
    "team-a;days=1,         team-a,                  false",
    "team-a;days=1,         team-a;days=1;id=2,      false",
    "team-a~x;id=1,         team-a;days=1~x;id=1,    true",
  })
  void contains_path_comparesSegments(String entry, String path, boolean revoked) {
    assertThat(RevokedComponents.parse(entry).contains(ComponentPath.parse(path)))
        .isEqualTo(revoked);
  }

  @Test
  void parseFile_commentsAndWhiteSpace_areSkipped() {
    RevokedComponents revoked =
        RevokedComponents.parseFile("# stolen on Monday: c\n\na b\r\n  # d\n\te\n");

    for (String name : new String[] {"a", "b", "e"}) {
      assertThat(revoked.contains(ComponentPath.parse(name))).isTrue();
    }
    for (String name : new String[] {"c", "d", "stolen"}) {
      assertThat(revoked.contains(ComponentPath.parse(name))).isFalse();
    }
    assertThat(RevokedComponents.parseFile("")).isEqualTo(RevokedComponents.none());
  }

  @ParameterizedTest
  @ValueSource(strings = {"a # b", "a~", "lk1.team-a", "a;no=1", "a b;dns"})
  void parse_entryThatIsNoPath_isRejected(String text) {
    assertThatThrownBy(() -> RevokedComponents.parse(text))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "lk1.", "lk1.lk1."})
  void parse_secret_isRejectedWithoutIt(String prefix) {
    assertThatThrownBy(() -> RevokedComponents.parse(prefix + "lk1s.kSfa5-AA-bit.team-a"))
        .isInstanceOf(IllegalArgumentException.class)
        .message()
        .doesNotContain("kSfa5");
  }
}
