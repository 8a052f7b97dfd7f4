package io.latchkey.repository;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The BOM lists each library that is published, with the version of the parent. */
class BomTest {
  private static final String BOM = pom("bom");
  private static final String PARENT = pom("");
  private static final Pattern MODULE = Pattern.compile("<module>(.*?)</module>");
  private static final Pattern ARTIFACT = Pattern.compile("<artifactId>(.*?)</artifactId>");
  private static final Pattern VERSION = Pattern.compile("<version>(.*?)</version>");

  private static String pom(String module) {
    return Repository.text(Repository.ROOT.resolve(Path.of(module, "pom.xml")));
  }

  private static List<String> groups(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(match -> match.group(1)).toList();
  }

  @Test
  void bom_listsEachPublishedLibrary() {
    List<String> published =
        groups(MODULE, PARENT).stream()
            .filter(module -> !module.equals("bom"))
            .map(BomTest::pom)
            .filter(pom -> !pom.contains("<maven.deploy.skip>true<"))
            .filter(pom -> !pom.contains("<packaging>war<"))
            .map(pom -> groups(ARTIFACT, pom.substring(pom.indexOf("</parent>"))).get(0))
            .toList();

    assertThat(groups(ARTIFACT, BOM.substring(BOM.indexOf("<dependencyManagement>"))))
        .containsExactlyInAnyOrderElementsOf(published);
  }

  @Test
  void bom_hasTheVersionOfTheParent() {
    assertThat(groups(VERSION, BOM).get(0)).isEqualTo(groups(VERSION, PARENT).get(0));
  }
}
