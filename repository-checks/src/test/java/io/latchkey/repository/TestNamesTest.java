package io.latchkey.repository;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The names of tests are short. */
class TestNamesTest {
  private static final int MOST_WORDS = 8;

  /** A test method: {@code <unit or situation>_<expected result>}. */
  private static final Pattern NAME = Pattern.compile("\\bvoid (\\w+_\\w+)\\(");

  private static final Pattern WORD = Pattern.compile("[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\\d+");

  @Test
  void names_haveAtMostEightWords() {
    assertThat(names()).filteredOn(name -> words(name) > MOST_WORDS).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "expiredToken_isRejected, 4",
    "a1_hs256WithoutSalt_isRejected, 8",
    "aPSKOf16Bytes_isWeak, 7",
  })
  void words_areCounted(String name, int count) {
    assertThat(words(name)).isEqualTo(count);
  }

  @Test
  void names_areFound() {
    assertThat(names()).contains("names_areFound");
  }

  private static Stream<String> names() {
    return Repository.files(".java").stream()
        .filter(TestNamesTest::isTest)
        .flatMap(file -> NAME.matcher(Repository.text(file)).results())
        .map(match -> match.group(1));
  }

  private static boolean isTest(Path file) {
    return file.toString().matches(".*(?:Test|IT)\\.java");
  }

  private static long words(String name) {
    Matcher words = WORD.matcher(name.replace('_', ' '));
    return words.results().count();
  }
}
