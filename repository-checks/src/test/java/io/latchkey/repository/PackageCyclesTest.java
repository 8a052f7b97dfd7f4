package io.latchkey.repository;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** No two packages of a module use each other, directly or through other packages. */
class PackageCyclesTest {
  private static final Path MAIN = Path.of("src", "main", "java");
  private static final Pattern PACKAGE = Pattern.compile("^package ([\\w.]+);", Pattern.MULTILINE);

  /** A qualified name, in an import or in code: its package is the part in lower case. */
  private static final Pattern NAME =
      Pattern.compile("\\b(io\\.latchkey(?:\\.[a-z]\\w*)*)\\.[A-Z*]");

  private static final Pattern COMMENT_OR_TEXT =
      Pattern.compile("/\\*.*?\\*/|//[^\n]*|\"(?:[^\"\\\\\n]|\\\\.)*\"", Pattern.DOTALL);

  @Test
  void packagesOfEachModule_haveNoCycle() {
    assertThat(modules())
        .isNotEmpty()
        .allSatisfy(module -> assertThat(cycles(uses(module))).as(module.toString()).isEmpty());
  }

  @Test
  void packagesThatUseEachOther_areReported() {
    Map<String, Set<String>> uses =
        Map.of("a", Set.of("b"), "b", Set.of("c"), "c", Set.of("b"), "d", Set.of("a"));

    assertThat(cycles(uses)).containsExactlyInAnyOrder("b", "c");
  }

  @Test
  void usedPackages_comeFromImportsAndQualifiedNames() {
    String source =
        """
        package io.latchkey.a;

        import io.latchkey.b.Imported;
        import static io.latchkey.c.Constants.ONE;

        /** {@link io.latchkey.comment.Type} */
        class A {
          // io.latchkey.comment.Type
          String text = "io.latchkey.text.Type";
          io.latchkey.d.Qualified value;
        }
        """;

    assertThat(used(source))
        .containsExactlyInAnyOrder("io.latchkey.b", "io.latchkey.c", "io.latchkey.d");
  }

  private static List<Path> modules() {
    return Repository.files("pom.xml").stream()
        .map(Path::getParent)
        .filter(folder -> Files.isDirectory(folder.resolve(MAIN)))
        .toList();
  }

  /** For each package of a module the other packages of the module that it uses. */
  private static Map<String, Set<String>> uses(Path module) {
    Map<String, Set<String>> uses = new TreeMap<>();
    for (Path file : Repository.files(module.resolve(MAIN), ".java")) {
      String source = Repository.text(file);
      PACKAGE
          .matcher(source)
          .results()
          .map(found -> found.group(1))
          .forEach(name -> uses.computeIfAbsent(name, key -> new TreeSet<>()).addAll(used(source)));
    }
    uses.forEach((name, others) -> others.removeIf(other -> other.equals(name)));
    return uses;
  }

  private static Set<String> used(String source) {
    String code = COMMENT_OR_TEXT.matcher(source).replaceAll("");
    return NAME.matcher(code)
        .results()
        .map(MatchResult::group)
        .map(name -> name.substring(0, name.lastIndexOf('.')))
        .collect(Collectors.toSet());
  }

  /** The packages from which a chain of uses leads back to the package itself. */
  private static List<String> cycles(Map<String, Set<String>> uses) {
    return uses.keySet().stream().filter(name -> reached(uses, name).contains(name)).toList();
  }

  private static Set<String> reached(Map<String, Set<String>> uses, String from) {
    Set<String> reached = new TreeSet<>();
    List<String> open = new ArrayList<>(uses.getOrDefault(from, Set.of()));
    while (!open.isEmpty()) {
      String next = open.remove(open.size() - 1);
      if (reached.add(next)) {
        open.addAll(uses.getOrDefault(next, Set.of()));
      }
    }
    return reached;
  }
}
