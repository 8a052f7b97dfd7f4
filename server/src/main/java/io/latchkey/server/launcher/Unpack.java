package io.latchkey.server.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/**
 * Unpacks the WAR into a directory from which the server starts faster: {@code java -cp
 * latchkey.war io.latchkey.server.launcher.Unpack DIR}. The directory contains {@code
 * latchkey.jar}, which {@code java -jar} starts, and its libraries. Their paths stay the same at
 * each start, so that the Java runtime can use an archive of loaded classes. The libraries are
 * unsigned, see {@link UnsignedJar}.
 */
public final class Unpack {
  static final String JAR = "latchkey.jar";

  private static final int FAILED = 1;
  private static final int WRONG_USAGE = 2;
  private static final String LAUNCHER = "io/latchkey/server/launcher/";
  private static final String LIBRARIES = "lib/";
  private static final Attributes.Name NATIVE_ACCESS = new Attributes.Name("Enable-Native-Access");

  private final JarFile war;
  private final Path directory;
  private final Set<String> libraries = new TreeSet<>();

  private Unpack(JarFile war, Path directory) {
    this.war = war;
    this.directory = directory;
  }

  /**
   * Unpacks the WAR. Exit status: 0; 1 if the directory cannot be written; 2 for wrong usage.
   *
   * @param arguments the directory, which is empty or does not exist
   */
  public static void main(String[] arguments) {
    int status = run(List.of(arguments), Launcher.war());
    if (status != 0) {
      System.exit(status);
    }
  }

  static int run(List<String> arguments, Path war) {
    if (arguments.size() != 1 || arguments.get(0).startsWith("-")) {
      System.err.println(
          "latchkey: one argument is needed, the directory; usage: java -cp latchkey.war "
              + Unpack.class.getName()
              + " DIR");
      return WRONG_USAGE;
    }
    Path directory = Path.of(arguments.get(0));
    try (JarFile content = new JarFile(war.toFile())) {
      if (Files.exists(directory) && !isEmpty(directory)) {
        System.err.println("latchkey: " + directory + " is not an empty directory; name a new one");
        return FAILED;
      }
      new Unpack(content, directory).write();
      return 0;
    } catch (IOException e) {
      System.err.println(
          "latchkey: cannot unpack the WAR into %s: %s; correct this, or name another directory"
              .formatted(directory, e));
      return FAILED;
    }
  }

  private static boolean isEmpty(Path directory) throws IOException {
    if (!Files.isDirectory(directory)) {
      return false;
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files.findAny().isEmpty();
    }
  }

  private void write() throws IOException {
    Files.createDirectories(directory.resolve(LIBRARIES));
    List<JarEntry> entries =
        war.stream()
            .filter(entry -> !entry.isDirectory())
            .sorted(Comparator.comparing(JarEntry::getName))
            .toList();
    for (JarEntry entry : entries) {
      if (UnpackedWar.LIBRARIES.stream().anyMatch(entry.getName()::startsWith)) {
        addLibrary(entry);
      }
    }
    try (OutputStream file = Files.newOutputStream(directory.resolve(JAR));
        JarOutputStream jar = new JarOutputStream(file, manifest())) {
      for (JarEntry entry : entries) {
        if (entry.getName().startsWith(LAUNCHER)) {
          addClass(jar, entry, entry.getName());
        } else if (entry.getName().startsWith(UnpackedWar.CLASSES)) {
          addClass(jar, entry, entry.getName().substring(UnpackedWar.CLASSES.length()));
        }
      }
    }
  }

  private void addLibrary(JarEntry entry) throws IOException {
    String name = entry.getName().substring(entry.getName().lastIndexOf('/') + 1);
    Path library = directory.resolve(LIBRARIES).resolve(name);
    try (InputStream content = war.getInputStream(entry)) {
      Files.copy(content, library);
    }
    if (UnsignedJar.isAcceptedBy(System.getProperty("java.runtime.name", ""))
        && UnsignedJar.isSigned(library)) {
      Path signed = Files.move(library, directory.resolve(LIBRARIES).resolve(name + ".signed"));
      UnsignedJar.write(signed, library);
      Files.delete(signed);
    }
    libraries.add(LIBRARIES + name);
  }

  private void addClass(JarOutputStream jar, JarEntry entry, String name) throws IOException {
    JarEntry added = new JarEntry(name);
    added.setTime(entry.getTime());
    jar.putNextEntry(added);
    try (InputStream content = war.getInputStream(entry)) {
      content.transferTo(jar);
    }
    jar.closeEntry();
  }

  /** A manifest with which {@code java -jar} starts the launcher with the libraries. */
  private Manifest manifest() {
    Manifest manifest = new Manifest();
    Attributes attributes = manifest.getMainAttributes();
    attributes.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    attributes.put(Attributes.Name.MAIN_CLASS, Launcher.class.getName());
    attributes.put(Attributes.Name.CLASS_PATH, String.join(" ", libraries));
    attributes.put(NATIVE_ACCESS, "ALL-UNNAMED");
    return manifest;
  }
}
