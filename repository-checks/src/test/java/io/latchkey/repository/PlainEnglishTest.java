package io.latchkey.repository;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Documentation, comments, messages and names use few words that leave open who does what. Each
 * limit is the number of places that remained after the prose was rewritten; lower it when you
 * remove one.
 */
class PlainEnglishTest {
  /** A word by itself, or part of a name such as {@code tokenThatNobodyKnows}. */
  private static final Pattern UNCLEAR =
      Pattern.compile(
          "(?<![A-Za-z])(?:[Ww]hoever|[Nn]obody|[Ss]omebody|[Aa]nybody|[Ll]ooked[\\s*/#]+at|[Ss]tands)(?![a-z])"
              + "|(?:Whoever|Nobody|Somebody|Anybody|LookedAt|Stands)(?![a-z])");

  /**
   * Other words for reject, revoke and remove, also within names. The first word of a line of the
   * log and the value of a label of a metric are fixed.
   */
  private static final Pattern OTHER_TERM =
      Pattern.compile(
          "(?!(?<=[\"`])refused\\\\?[\"`])(?i:refus|withdr[ae]w)[A-Za-z_]*+(?! reason=)");

  /** Phrases that do not say what happens; the names of tests may contain them. */
  private static final Pattern UNCLEAR_PHRASE =
      Pattern.compile(
          phrases("tells of", "in vain", "all the same", "take up", "takes up", "taken up")
              + "|(?i:(?<![a-z])(?:judge[ds]?|judging|vouch(?:es|ed|ing)?)(?![a-z]))");

  private static final Path TESTS = Path.of("src", "test");

  private static final String THIS_FILE = PlainEnglishTest.class.getSimpleName() + ".java";

  @ParameterizedTest
  @CsvSource({
    "documents, 0, .md",
    "sources, 0, .java .xml .properties .sql .sh .yml .yaml",
  })
  void unclearWords_areFew(String area, int limit, String endings) {
    assertFew(UNCLEAR, area, limit, endings);
  }

  /**
   * The remaining places are refused connections, a reason of RFC 5280, a reason of the server and
   * the name of an alert.
   */
  @ParameterizedTest
  @CsvSource({
    "documents, 2, .md",
    "sources, 14, .java .xml .properties .sql .sh .yml .yaml",
  })
  void otherTerms_areFew(String area, int limit, String endings) {
    assertFew(OTHER_TERM, area, limit, endings);
  }

  private static void assertFew(Pattern words, String area, int limit, String endings) {
    List<String> places =
        Stream.of(endings.split(" "))
            .flatMap(ending -> Repository.files(ending).stream())
            .filter(file -> !file.endsWith(THIS_FILE))
            .flatMap(file -> places(words, file))
            .toList();

    assertThat(places.size())
        .as("%s: rewrite these places%n%s", area, String.join(System.lineSeparator(), places))
        .isLessThanOrEqualTo(limit);
  }

  @ParameterizedTest
  @ValueSource(strings = {".md", ".java", ".xml", ".properties", ".sql", ".sh", ".yml", ".html"})
  void unclearPhrases_areNotUsed(String ending) {
    assertThat(Repository.files(ending))
        .filteredOn(file -> !file.toString().contains(TESTS.toString()))
        .flatMap(file -> places(UNCLEAR_PHRASE, file).toList())
        .isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "is Judged by",
        "takes\n   * up",
        "vouches",
        "In vain",
        "all\nthe same",
        "tells of"
      })
  void unclearPhrase_isFound(String text) {
    assertThat(UNCLEAR_PHRASE.matcher(text).find()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Nobody waits",
        "keyThatNobodyHas",
        "nobody_waits",
        "is looked\n   * at",
        "stands."
      })
  void unclearWord_isFound(String text) {
    assertThat(UNCLEAR.matcher(text).find()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "is refused.",
        "was refused\"",
        "LatchkeyManyRefusals",
        "Withdraws nothing",
        "revokedOrWithdrawnKey"
      })
  void otherTerm_isFound(String text) {
    assertThat(OTHER_TERM.matcher(text).find()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "refused reason=role",
        "outcome=\"refused\"",
        "{outcome=\\\"refused\\\"}",
        "`refused`"
      })
  void fixedTerm_isPassedOver(String text) {
    assertThat(OTHER_TERM.matcher(text).find()).isFalse();
  }

  @Test
  void otherWords_arePassedOver() {
    assertThat(UNCLEAR.matcher("understands withstands outstanding looked for").find()).isFalse();
  }

  /** An expression for phrases whose words a line of a comment may separate. */
  private static String phrases(String... phrases) {
    return Stream.of(phrases)
        .map(phrase -> phrase.replace(" ", "[\\s*/#]+"))
        .collect(Collectors.joining("|", "(?i:(?<![a-z])(?:", ")(?![a-z]| to\\b))"));
  }

  /** Each place as file, line and word. */
  private static Stream<String> places(Pattern unclear, Path file) {
    String text = Repository.text(file);
    return unclear
        .matcher(text)
        .results()
        .map(
            match ->
                "%s:%d: %s"
                    .formatted(
                        Repository.ROOT.relativize(file),
                        1 + text.substring(0, match.start()).chars().filter(c -> c == '\n').count(),
                        match.group().replaceAll("\\s+", " ")));
  }
}
