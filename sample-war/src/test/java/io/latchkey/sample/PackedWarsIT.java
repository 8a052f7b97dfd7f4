package io.latchkey.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;

/** What the two WARs consist of: the same application, and only as many libraries as it needs. */
class PackedWarsIT {
  private static final String LIBRARIES = "WEB-INF/lib/";
  private static final String CLASSES = "WEB-INF/classes/";
  private static final String DEFAULTS = "META-INF/latchkey-defaults.properties";
  private static final Path TARGET = Path.of("target");

  /** Entries below a folder, with their checksums. */
  private static Map<String, Long> entries(String war, String folder) throws IOException {
    Map<String, Long> entries = new TreeMap<>();
    try (ZipFile file = new ZipFile(TARGET.resolve(war).toFile())) {
      file.stream()
          .filter(entry -> entry.getName().startsWith(folder) && !entry.isDirectory())
          .forEach(
              entry -> entries.put(entry.getName().substring(folder.length()), entry.getCrc()));
    }
    return entries;
  }

  /** The names of its libraries without versions. */
  private static Stream<String> libraries(String war) throws IOException {
    return entries(war, LIBRARIES).keySet().stream()
        .map(name -> name.replaceFirst("-\\d[^-]*(-SNAPSHOT)?\\.jar$", ""));
  }

  @Test
  void thinWar_containsNoLibraryOfTheServer() throws Exception {
    // SLF4J too: WildFly prefers its own to it, other servers have none that applications see.
    assertThat(libraries("latchkey-jakartaee.war"))
        .containsExactly(
            "HdrHistogram",
            "HikariCP",
            "bcpkix-jdk18on",
            "bcprov-jdk18on",
            "bcutil-jdk18on",
            "caffeine",
            "flyway-core",
            "flyway-database-postgresql",
            "jackson-core",
            "jose4j",
            "jspecify",
            "latchkey-base",
            "latchkey-ca",
            "latchkey-client",
            "latchkey-enrolment",
            "latchkey-filter",
            "latchkey-jaxrs-resources",
            "latchkey-pki",
            "latchkey-server",
            "latchkey-settings",
            "latchkey-tokens",
            "micrometer-commons",
            "micrometer-core",
            "micrometer-observation",
            "micrometer-registry-prometheus",
            "postgresql",
            "prometheus-metrics-config",
            "prometheus-metrics-core",
            "prometheus-metrics-exposition-formats",
            "prometheus-metrics-exposition-textformats",
            "prometheus-metrics-model",
            "prometheus-metrics-tracer-common",
            "slf4j-api",
            "sqlite-jdbc");
  }

  @Test
  void otherWar_addsRestAndCdi() throws Exception {
    Map<String, Long> thin = entries("latchkey-jakartaee.war", LIBRARIES);

    assertThat(entries("latchkey.war", LIBRARIES)).containsAllEntriesOf(thin);
    assertThat(libraries("latchkey.war"))
        .contains("resteasy-core", "weld-servlet-core")
        .doesNotContain("parsson", "jakarta.json-api")
        .noneMatch(library -> library.startsWith("tomcat") || library.contains("servlet-api"));
  }

  @Test
  void bothWars_haveTheSameClassesAndSettings() throws Exception {
    Map<String, Long> classes = entries("latchkey.war", CLASSES);
    // Only latchkey.war offers enrolment by default.
    assertThat(classes.remove(DEFAULTS)).isNotNull();
    assertThat(entries("latchkey-jakartaee.war", CLASSES)).isNotEmpty().isEqualTo(classes);
    assertThat(entries("latchkey-jakartaee.war", "WEB-INF/web.xml"))
        .isEqualTo(entries("latchkey.war", "WEB-INF/web.xml"));
  }

  /** Otherwise JDK 24 and later warn about the native library of SQLite. */
  @Test
  void executableWar_enablesNativeAccess() throws Exception {
    try (JarFile war = new JarFile(TARGET.resolve("latchkey.war").toFile())) {
      assertThat(war.getManifest().getMainAttributes().getValue("Enable-Native-Access"))
          .isEqualTo("ALL-UNNAMED");
    }
  }

  @Test
  void wars_containNoCompilerAnnotations() throws Exception {
    for (String war : new String[] {"latchkey.war", "latchkey-jakartaee.war"}) {
      assertThat(libraries(war)).doesNotContain("error_prone_annotations");
    }
  }
}
