package io.latchkey.filter;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.filter.RawConnection.Response;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.jar.JarOutputStream;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.apache.catalina.Context;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jars in {@code WEB-INF/lib}, and nothing of them anywhere else, as users have it. */
class JarIT {
  private static final String SERVICE =
      "META-INF/services/jakarta.servlet.ServletContainerInitializer";
  private static final List<String> LIBRARIES =
      List.of(
          "/settings/",
          "/tokens/",
          "/filter/target/",
          "latchkey-",
          "caffeine",
          "jackson-core",
          "jose4j");

  @TempDir Path application;
  private Path lib;

  @BeforeEach
  void packApplication() throws IOException {
    lib = Files.createDirectories(application.resolve("WEB-INF/lib"));
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      Path path = Path.of(entry);
      if (LIBRARIES.stream().anyMatch(entry::contains) && !entry.contains("test-classes")) {
        Path jar = lib.resolve(lib.toFile().list().length + "-library.jar");
        if (Files.isDirectory(path)) {
          pack(jar, contents(path));
        } else if (Files.exists(path)) {
          Files.copy(path, jar);
        }
      }
    }
  }

  private static Map<String, byte[]> contents(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .collect(
              Collectors.toMap(
                  file -> folder.relativize(file).toString().replace('\\', '/'), JarIT::bytes));
    }
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void pack(Path jar, Map<String, byte[]> entries) throws IOException {
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        out.putNextEntry(new ZipEntry(entry.getKey()));
        out.write(entry.getValue());
      }
    }
  }

  private TestServer start() throws Exception {
    return start(TestServer.builder());
  }

  private TestServer start(TestServer.Builder builder) throws Exception {
    return builder
        .context(context -> context.setParentClassLoader(new WithoutLatchkey()))
        .servlet("/who", new WhoServlet())
        .startWebApplication(application);
  }

  @Test
  void jarsInTheApplication_protectIt() throws Exception {
    try (TestServer server = start()) {
      assertThat(server.request("GET /who").reason()).isEqualTo("missing");
      assertThat(server.get("/who", Tokens.of("worker-1")).body()).startsWith("worker-1 ");
      assertThat(server.filters()).contains(BearerTokenFilter.class.getName());
    }
  }

  /** As Jetty does it without its module of annotations. */
  private static void callNoInitializer(Context context) {
    context.setContainerSciFilter(".*BearerTokenFilterInitializer");
  }

  @Test
  void serverWithoutInitializerCall_isStillProtected() throws Exception {
    try (TestServer server = start(TestServer.builder().context(JarIT::callNoInitializer))) {
      assertThat(server.request("GET /who").reason()).isEqualTo("missing");
      assertThat(server.get("/who", Tokens.of("worker-1")).body()).startsWith("worker-1 ");
    }
  }

  @Test
  void badSetting_stopsStartWithoutInitializer() throws Exception {
    try (TestServer server = start(TestServer.unconfigured().context(JarIT::callNoInitializer))) {
      assertThat(server.isRunning()).isFalse();
    }
  }

  @Test
  void filterOfAnotherJarsInitializer_comesSecond() throws Exception {
    for (String name : List.of("aaa.jar", "zzz.jar")) {
      pack(
          lib.resolve(name),
          Map.of(SERVICE, PushingInitializer.class.getName().getBytes(StandardCharsets.UTF_8)));
    }
    Path classes = application.resolve("WEB-INF/classes/io/latchkey/filter");
    Files.createDirectories(classes);
    for (Class<?> type : List.of(PushingInitializer.class, RegistrationIT.SeenBy.class)) {
      String file = type.getName().replaceFirst(".*\\.", "") + ".class";
      try (var in = type.getResourceAsStream(file)) {
        Files.copy(in, classes.resolve(file));
      }
    }
    try (TestServer server = start()) {
      Response rejected = server.request("GET /who");
      Response admitted = server.get("/who", Tokens.of("worker-1"));

      assertThat(rejected.status()).isEqualTo(401);
      assertThat(rejected.has("Seen-By")).isFalse();
      assertThat(admitted.header("Seen-By")).isEqualTo("worker-1");
    }
  }

  /** Another library that wants its filter first. */
  public static final class PushingInitializer implements ServletContainerInitializer {
    @Override
    public void onStartup(Set<Class<?>> classes, ServletContext context) {
      var added = context.addFilter("pushing", "io.latchkey.filter.RegistrationIT$SeenBy");
      if (added != null) {
        added.addMappingForUrlPatterns(EnumSet.of(DispatcherType.REQUEST), false, "/*");
      }
    }
  }

  /** The class path of the tests, but for what the application has to bring. */
  private static final class WithoutLatchkey extends ClassLoader {
    WithoutLatchkey() {
      super(JarIT.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (isHidden(name.replace('.', '/'))) {
        throw new ClassNotFoundException(name);
      }
      return super.loadClass(name, resolve);
    }

    @Override
    public URL getResource(String name) {
      return isHidden(name) ? null : super.getResource(name);
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
      return isHidden(name) ? Collections.emptyEnumeration() : super.getResources(name);
    }

    private static boolean isHidden(String path) {
      return path.equals(SERVICE)
          || Stream.of("io/latchkey/", "org/jose4j/", "tools/jackson/", "com/github/benmanes/")
              .anyMatch(path::startsWith);
    }
  }
}
