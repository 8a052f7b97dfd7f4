package io.latchkey.base.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DnsNameTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "localhost",
        "h.local",
        "H.Local",
        "a-b.example.org",
        "xn--bcher-kva.example",
        "*.example.org",
        "*.local",
        "1.example",
        "10-0-0-1.pod",
        "3com",
        "0x7g",
        "a.0x7f.b",
        "1.0b"
      })
  void dnsName_isRead(String text) {
    assertThat(DnsName.parse(text)).contains(new DnsName(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        ".",
        "*",
        "*.",
        "a.",
        ".a",
        "a..b",
        "-a.b",
        "a-.b",
        "a_b.example",
        "bad name",
        "a.*.b",
        "a.*",
        "f*.example",
        "**.example",
        "*.*.example",
        "bücher.example",
        "10.0.0.1",
        "1",
        "a.1",
        "0x",
        "0X7f",
        "a.0xCAFE",
        "a.b\n",
        "a/b",
        "a:443",
        "h.local\u0000.evil"
      })
  void otherText_isEmpty(String text) {
    assertThat(DnsName.parse(text)).isEmpty();
  }

  @Test
  void lengths_areBoundedByRfc1034() {
    String label = "a".repeat(63);
    String longest = String.join(".", label, label, label, "a".repeat(61));

    assertThat(longest).hasSize(253);
    assertThat(DnsName.parse(longest)).isPresent();
    assertThat(DnsName.parse(longest + "a")).isEmpty();
    assertThat(DnsName.parse(label + "a")).isEmpty();
  }

  @Test
  void randomTexts_followTheGrammar() {
    String label = "[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?";
    Pattern grammar =
        Pattern.compile(
            "(?:\\*\\.)?(?:" + label + "\\.)*(?!(?:[0-9]+|0[xX][0-9A-Fa-f]*)$)" + label);
    Random random = new Random(14);
    String alphabet = "aFzG09xX-.*\n_";
    int names = 0;
    for (int n = 0; n < 200_000; n++) {
      StringBuilder text = new StringBuilder();
      int length = random.nextInt(9);
      for (int i = 0; i < length; i++) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      boolean isName = grammar.matcher(text).matches();
      assertThat(DnsName.parse(text.toString()).isPresent()).as("%s", text).isEqualTo(isName);
      names += isName ? 1 : 0;
    }
    assertThat(names).isGreaterThan(1000);
  }

  @Test
  void longBadName_isRejectedFast() {
    assertThat(DnsName.parse("a-".repeat(126) + "!")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"localhost", "my_service", "_a", "a_.B", "h.local", "10.0.0.1", "1"})
  void hostName_mayHaveUnderscoresAndNumbers(String text) {
    assertThat(DnsName.isHostName(text)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "*.a", "a.", ".a", "a..b", "-a", "a-.b", "a b", "bücher.example"})
  void otherText_isNoHostName(String text) {
    assertThat(DnsName.isHostName(text)).isFalse();
  }

  @Test
  void hostName_hasLimitedLabels() {
    String label = "a".repeat(63);
    assertThat(DnsName.isHostName(label)).isTrue();
    assertThat(DnsName.isHostName(label + "a")).isFalse();
    String longest = "%s.%s.%s.%s".formatted(label, label, label, "a".repeat(61));
    assertThat(DnsName.isHostName(longest)).isTrue();
    assertThat(DnsName.isHostName(longest + "a")).isFalse();
  }
}
