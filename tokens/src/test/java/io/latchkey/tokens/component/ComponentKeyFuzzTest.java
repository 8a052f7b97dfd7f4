package io.latchkey.tokens.component;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;

/**
 * Whatever is taken for a path: its text is read back as it is written, a child can do nothing that
 * its parent cannot, and no two paths have the same key. Input is two paths, one a line.
 */
class ComponentKeyFuzzTest {
  private static final byte[] ROOT = new byte[32];

  @FuzzTest(maxDuration = "10m")
  void anyPath_narrowsAndHasOwnKey(byte[] input) {
    String[] lines = new String(input, StandardCharsets.UTF_8).split("\n", 2);
    Optional<ComponentPath> parent = path(lines[0]);
    parent.ifPresent(ComponentKeyFuzzTest::checkReading);
    if (lines.length == 2 && parent.isPresent()) {
      path(lines[0] + "~" + lines[1])
          .filter(child -> child.segments().size() > parent.get().segments().size())
          .ifPresent(child -> checkNarrower(parent.get(), child));
      path(lines[1]).ifPresent(other -> checkDistinct(parent.get(), other));
    }
  }

  private static Optional<ComponentPath> path(String text) {
    try {
      return Optional.of(ComponentPath.parse(text));
    } catch (ComponentPathException e) {
      assertThat(e.getMessage()).matches("[\\x20-\\x7E\\u00A0-\\x{10FFFF}]{10,300}");
      return Optional.empty();
    }
  }

  private static void checkReading(ComponentPath path) {
    assertThat(path.text()).matches("[\\x21-\\x7E]{1,1024}");
    assertThat(ComponentPath.ofId(path.id())).isEqualTo(path);
    ComponentKey key = ComponentKey.ofRoot(ROOT, path);
    assertThat(ComponentKey.parse(key.reveal())).isEqualTo(key);
  }

  private static void checkNarrower(ComponentPath parent, ComponentPath child) {
    assertThat(parent.roles()).containsAll(child.roles());
    assertThat(parent.uses()).containsAll(child.uses());
    parent
        .notAfter()
        .ifPresent(end -> assertThat(child.notAfter().orElseThrow()).isBeforeOrEqualTo(end));
    assertThat(child.segments()).startsWith(parent.segments().toArray(Segment[]::new));
    assertThat(child.name()).startsWith(parent.name() + "/");
    RevokedComponents revoked = RevokedComponents.parse(parent.text());
    assertThat(revoked.contains(parent)).isEqualTo(revoked.contains(child));
    checkDistinct(parent, child);
  }

  private static void checkDistinct(ComponentPath one, ComponentPath other) {
    Set<String> keys =
        Set.of(
            ComponentKey.ofRoot(ROOT, one).reveal().substring(5, 48),
            one.equals(other) ? "" : ComponentKey.ofRoot(ROOT, other).reveal().substring(5, 48));
    assertThat(keys).hasSize(2);
  }
}
