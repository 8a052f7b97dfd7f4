package io.latchkey.base.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ForwardedTest {
  private static Forwarded single(String line) {
    List<Forwarded> elements = Forwarded.parse(line).orElseThrow();
    assertThat(elements).hasSize(1);
    return elements.get(0);
  }

  @Test
  void element_hasTheParametersOfOneProxy() {
    Forwarded element = single("For=192.0.2.1; PROTO=https ;host=\"a.example:8443\";by=_b");

    assertThat(element.client()).contains("192.0.2.1");
    assertThat(element.proto()).contains("https");
    assertThat(element.host()).contains("a.example:8443");
    assertThat(element.parameters()).containsEntry("by", "_b").hasSize(4);
  }

  @Test
  void delimitersInQuotes_areText() {
    Forwarded element = single("for=\"x;host=evil.example, \\\"y\\\\\";host=good.example");

    assertThat(element.host()).contains("good.example");
    assertThat(element.client()).contains("x;host=evil.example, \"y\\");
  }

  @Test
  void elements_areInTheirOrder() {
    assertThat(Forwarded.parse("for=a, ,\tfor=b;proto=http,host=c"))
        .contains(
            List.of(
                new Forwarded(Map.of("for", "a")),
                new Forwarded(Map.of()),
                new Forwarded(Map.of("for", "b", "proto", "http")),
                new Forwarded(Map.of("host", "c"))));
  }

  @Test
  void parameter_mayOccurOncePerElement() {
    assertThat(Forwarded.parse("host=a, host=b"))
        .hasValueSatisfying(all -> assertThat(all).hasSize(2));
    assertThat(Forwarded.parse("host=a;Host=a")).isEmpty();
  }

  @Test
  void emptyParameters_areSkipped() {
    assertThat(single(" ; host=a ;; ").parameters()).isEqualTo(Map.of("host", "a"));
    assertThat(single("").parameters()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "host",
        "host=",
        "host = a",
        "host=a b",
        "host=a:1",
        "host=\"a",
        "host=\"a\\\"",
        "host=\"a\"b",
        "=a",
        "ho st=a",
        "h\u00f6st=a"
      })
  void malformedLine_hasNoElements(String line) {
    assertThat(Forwarded.parse(line)).isEmpty();
  }
}
