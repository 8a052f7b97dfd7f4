package io.latchkey.repository;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each relative link of a Markdown page leads to a file, and its anchor to a heading. */
class MarkdownLinksTest {
  private static final Pattern CODE =
      Pattern.compile("^```.*?^```|`[^`\n]*`", Pattern.DOTALL | Pattern.MULTILINE);
  private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)");
  private static final Pattern HEADING = Pattern.compile("^#{1,6} (.+)$", Pattern.MULTILINE);
  private static final Pattern FENCED =
      Pattern.compile("^```.*?^```", Pattern.DOTALL | Pattern.MULTILINE);

  @Test
  void relativeLink_leadsToExistingFileAndHeading() {
    assertThat(Repository.files(".md"))
        .isNotEmpty()
        .flatMap(MarkdownLinksTest::brokenLinks)
        .isEmpty();
  }

  @Test
  void anchors_areMadeAsGitHubMakesThem() {
    assertThat(anchors("# The server's own names\n## `a`: b_c\n## Twice\n## Twice\n"))
        .containsExactly("the-servers-own-names", "a-b_c", "twice", "twice-1");
  }

  private static List<String> brokenLinks(Path page) {
    String text = CODE.matcher(Repository.text(page)).replaceAll("");
    return LINK.matcher(text)
        .results()
        .map(link -> link.group(1))
        .filter(target -> !target.matches("[a-z]+:.*"))
        .filter(target -> !exists(page, target))
        .map(target -> Repository.ROOT.relativize(page) + ": " + target)
        .toList();
  }

  private static boolean exists(Path page, String target) {
    int hash = target.indexOf('#');
    String file = hash < 0 ? target : target.substring(0, hash);
    Path linked = file.isEmpty() ? page : page.resolveSibling(file).normalize();
    return Files.exists(linked)
        && (hash < 0 || anchors(Repository.text(linked)).contains(target.substring(hash + 1)));
  }

  /** The anchors of the headings: lower case, without punctuation, numbered when they repeat. */
  private static List<String> anchors(String markdown) {
    Map<String, Integer> seen = new HashMap<>();
    List<String> anchors = new ArrayList<>();
    Stream<MatchResult> headings =
        HEADING.matcher(FENCED.matcher(markdown).replaceAll("")).results();
    for (MatchResult heading : headings.toList()) {
      String anchor =
          heading
              .group(1)
              .strip()
              .toLowerCase(Locale.ROOT)
              .replaceAll("[^\\p{L}\\p{N} _-]", "")
              .replace(' ', '-');
      int before = seen.merge(anchor, 1, Integer::sum) - 1;
      anchors.add(before == 0 ? anchor : anchor + "-" + before);
    }
    return anchors;
  }
}
