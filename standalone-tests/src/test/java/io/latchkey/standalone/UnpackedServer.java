package io.latchkey.standalone;

import io.latchkey.ca.testing.RequestBuilder;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;

/**
 * The content of the WAR as a class path, with an archive of its loaded classes (class data
 * sharing). A server that starts from it has the classes of {@code java -jar latchkey.war} and
 * needs about two thirds of the CPU time. Only the launcher is not involved.
 *
 * <p>The first process that needs it makes it, once for each build of the WAR.
 */
final class UnpackedServer {
  private static final Path FOLDER = Path.of("target", "unpacked-server").toAbsolutePath();
  private static final Path ARCHIVE = FOLDER.resolve("classes.jsa");
  private static final Path BUILD = FOLDER.resolve("build");
  private static final List<String> LIBRARIES = List.of("WEB-INF/lib/", "WEB-INF/lib-standalone/");
  private static final String CLASSES = "WEB-INF/classes/";

  /** The first JDK that warns of native libraries, such as that of SQLite. */
  private static final int WARNS_OF_NATIVE_ACCESS = 24;

  /**
   * Options with which, as in this process, the optimizing compiler compiles the hottest methods. A
   * server derives keys when it starts.
   */
  private static final List<String> HOTTEST_METHODS =
      Stream.concat(
              Stream.of("-XX:TieredStopAtLevel=4"),
              ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                  .filter(option -> option.matches("-XX:(Tier4|CompileCommand).*")))
          .toList();

  private static final String CLASS_PATH = prepare();

  private UnpackedServer() {}

  /** The command that starts the server with these arguments. */
  static List<String> command(String... arguments) {
    List<String> options = new ArrayList<>(List.of("-Xlog:disable"));
    options.addAll(HOTTEST_METHODS);
    if (Files.exists(ARCHIVE)) {
      options.add("-XX:SharedArchiveFile=" + ARCHIVE);
    }
    return command(LatchkeyProcess.java(options.toArray(String[]::new)), CLASS_PATH, arguments);
  }

  private static List<String> command(List<String> java, String classPath, String... arguments) {
    List<String> command = new ArrayList<>(java);
    if (Runtime.version().feature() >= WARNS_OF_NATIVE_ACCESS) {
      // The manifest of the WAR contains the same.
      command.add("--enable-native-access=ALL-UNNAMED");
    }
    command.addAll(List.of("-cp", classPath, UnpackedServerMain.class.getName()));
    command.addAll(List.of(arguments));
    return command;
  }

  /** Returns the class path. Test processes that run at the same time wait for the first. */
  private static String prepare() {
    try {
      Files.createDirectories(FOLDER);
      try (FileChannel channel =
          FileChannel.open(
              FOLDER.resolveSibling("unpacked-server.lock"),
              StandardOpenOption.CREATE,
              StandardOpenOption.WRITE)) {
        channel.lock();
        String build = System.getProperty("java.version") + modified(LatchkeyProcess.WAR);
        if (Files.exists(BUILD) && Files.readString(BUILD).equals(build)) {
          return classPath();
        }
        deleteContent();
        unpack();
        archiveClasses(classPath());
        Files.writeString(BUILD, build);
        return classPath();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String modified(Path file) throws IOException {
    return " " + Files.getLastModifiedTime(file);
  }

  private static void deleteContent() throws IOException {
    try (Stream<Path> files = Files.walk(FOLDER)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        if (!file.equals(FOLDER)) {
          Files.delete(file);
        }
      }
    }
  }

  /** The classes of the WAR, then its libraries, as the launcher orders them. */
  private static String classPath() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files
          .map(Path::toString)
          .filter(file -> file.endsWith(".jar"))
          .sorted()
          .collect(Collectors.joining(System.getProperty("path.separator")));
    }
  }

  private static void unpack() throws IOException {
    try (ZipFile war = new ZipFile(LatchkeyProcess.WAR.toFile());
        OutputStream file = Files.newOutputStream(FOLDER.resolve("0-classes.jar"));
        JarOutputStream classes = new JarOutputStream(file)) {
      for (ZipEntry entry : war.stream().filter(entry -> !entry.isDirectory()).toList()) {
        String name = entry.getName();
        try (InputStream content = war.getInputStream(entry)) {
          if (name.startsWith(CLASSES)) {
            add(classes, name.substring(CLASSES.length()), content);
          } else if (LIBRARIES.stream().anyMatch(name::startsWith)) {
            unpackLibrary(content, FOLDER.resolve(name.substring(name.lastIndexOf('/') + 1)));
          }
        }
      }
      String main = UnpackedServerMain.class.getName().replace('.', '/') + ".class";
      try (InputStream content = UnpackedServer.class.getClassLoader().getResourceAsStream(main)) {
        add(classes, main, content);
      }
    }
  }

  /** Classes of signed jars cannot be archived. */
  private static void unpackLibrary(InputStream content, Path file) throws IOException {
    if (!file.getFileName().toString().startsWith("bc")) {
      Files.copy(content, file, StandardCopyOption.REPLACE_EXISTING);
      return;
    }
    try (ZipInputStream signed = new ZipInputStream(content);
        JarOutputStream unsigned =
            new JarOutputStream(Files.newOutputStream(file), multiRelease())) {
      for (ZipEntry entry = signed.getNextEntry(); entry != null; entry = signed.getNextEntry()) {
        if (!entry.isDirectory() && !entry.getName().matches("META-INF/[^/]+\\.(SF|RSA|DSA|MF)")) {
          add(unsigned, entry.getName(), signed);
        }
      }
    }
  }

  private static Manifest multiRelease() {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.MULTI_RELEASE, "true");
    return manifest;
  }

  private static void add(JarOutputStream jar, String name, InputStream content)
      throws IOException {
    jar.putNextEntry(new JarEntry(name));
    content.transferTo(jar);
    jar.closeEntry();
  }

  /**
   * Starts a server and stops it. At its end the JVM writes the archive. Without the archive, for
   * example because the JVM failed, servers start all the same.
   */
  private static void archiveClasses(String classPath) {
    List<String> java =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Xlog:disable",
            "-XX:ArchiveClassesAtExit=" + ARCHIVE);
    Path data = FOLDER.resolve("data");
    String[] arguments = {"--host", "localhost", "--port", "0", "--data-dir", data.toString()};
    try (LatchkeyProcess server =
        LatchkeyProcess.run(Map.of(), command(java, classPath, arguments))) {
      server.awaitReady();
      Client client = Client.of(server, data);
      client.get("/whoami", client.serviceToken());
      client.sign(RequestBuilder.of("CN=worker.local").der(), client.serviceToken());
    } catch (Exception e) {
      throw new IllegalStateException("the first start of the server failed", e);
    }
  }
}
