package io.latchkey.repository;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * The WARs activate no scopes of requests ({@code org.jboss.weld.context.mapping} in {@code
 * web.xml}), so that their beans cannot have such a scope.
 */
class BeanScopesTest {
  private static final Pattern SHORT_SCOPE =
      Pattern.compile("^ *@(?:Request|Session|Conversation)Scoped\\b", Pattern.MULTILINE);
  private static final Pattern RESOURCE = Pattern.compile("^@Path\\(", Pattern.MULTILINE);
  private static final Pattern LONG_SCOPE =
      Pattern.compile("^@(?:Singleton|ApplicationScoped)$", Pattern.MULTILINE);

  private static List<Path> sources() {
    return Stream.of("jaxrs-resources", "server", "sample-war")
        .map(module -> Repository.ROOT.resolve(module).resolve(Path.of("src", "main", "java")))
        .flatMap(folder -> Repository.files(folder, ".java").stream())
        .toList();
  }

  @Test
  void warBeans_liveAsLongAsApplication() {
    assertThat(sources())
        .isNotEmpty()
        .noneMatch(source -> SHORT_SCOPE.matcher(Repository.text(source)).find());
  }

  /** RESTEasy gives the scope of a request to resources without a scope. */
  @Test
  void resources_nameTheirScope() {
    List<Path> resources =
        sources().stream()
            .filter(source -> RESOURCE.matcher(Repository.text(source)).find())
            .toList();

    assertThat(resources)
        .isNotEmpty()
        .allMatch(source -> LONG_SCOPE.matcher(Repository.text(source)).find());
  }
}
