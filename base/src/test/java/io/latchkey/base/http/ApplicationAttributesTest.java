package io.latchkey.base.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ApplicationAttributesTest {
  private final Map<String, Object> values = new ConcurrentHashMap<>();
  private final ApplicationAttributes attributes =
      new ApplicationAttributes(values::get, values::put);

  @Test
  void missingAttribute_isCreatedOnce() {
    StringBuilder created = attributes.getOrCreate("name", StringBuilder.class, StringBuilder::new);

    assertThat(attributes.getOrCreate("name", StringBuilder.class, StringBuilder::new))
        .isSameAs(created)
        .isSameAs(values.get("name"));
    assertThat(attributes.getOrCreate("other", StringBuilder.class, StringBuilder::new))
        .isNotSameAs(created);
  }

  @Test
  void valueOfAnotherType_isReplaced() {
    values.put("name", "text");

    assertThat(attributes.getOrCreate("name", Integer.class, () -> 7)).isEqualTo(7);
    assertThat(values.get("name")).isEqualTo(7);
  }

  @Test
  void concurrentCallers_getTheSameObject() {
    Set<Integer> identities =
        IntStream.range(0, 1000)
            .parallel()
            .mapToObj(n -> attributes.getOrCreate("name", Object.class, Object::new))
            .map(System::identityHashCode)
            .collect(Collectors.toSet());

    assertThat(identities).hasSize(1);
  }
}
