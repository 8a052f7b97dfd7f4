package io.latchkey.integration;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * A modified copy of a WAR of the build. {@code WEB-INF/lib} contains the libraries that Maven
 * packed.
 */
final class War {
  private static final Path WARS = Path.of(System.getProperty("wars"));
  private static final String WEB_XML = "WEB-INF/web.xml";

  private final Map<String, byte[]> entries = new LinkedHashMap<>();

  private War() {}

  /** Returns the unchanged file of the build. */
  static Path built(String name) {
    return WARS.resolve(name + ".war");
  }

  /** Starts with an empty WAR, without libraries and {@code web.xml}. */
  static War empty() {
    return new War();
  }

  /** Starts with a WAR of the build. */
  static War like(String name) throws IOException {
    War war = new War();
    try (ZipInputStream in = new ZipInputStream(Files.newInputStream(built(name)))) {
      for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
        if (!entry.isDirectory()) {
          war.entries.put(entry.getName(), in.readAllBytes());
        }
      }
    }
    return war;
  }

  /** Removes the libraries that another WAR does not contain because its server includes them. */
  War withoutLibrariesMissingFrom(War other) {
    entries
        .keySet()
        .removeIf(entry -> entry.startsWith("WEB-INF/lib/") && !other.entries.containsKey(entry));
    return this;
  }

  /** Sets a context-param in {@code web.xml}. */
  War contextParam(String name, String value) {
    return webXml(
        "<context-param><param-name>%s</param-name><param-value>%s</param-value></context-param>"
            .formatted(name, escaped(value)));
  }

  /** Adds elements at the end of {@code web.xml}. */
  War webXml(String elements) {
    return replaceInWebXml("</web-app>", elements + "\n</web-app>");
  }

  /** Adds attributes to the root of {@code web.xml}. */
  War webXmlAttributes(String attributes) {
    return replaceInWebXml("<web-app ", "<web-app " + attributes + " ");
  }

  private War replaceInWebXml(String old, String replacement) {
    String text = new String(entries.get(WEB_XML), StandardCharsets.UTF_8);
    return file(WEB_XML, text.replace(old, replacement));
  }

  /** Adds a text file. */
  War file(String path, String text) {
    return file(path, text.getBytes(StandardCharsets.UTF_8));
  }

  /** Adds a file. */
  War file(String path, byte[] content) {
    entries.put(path, content);
    return this;
  }

  /** Adds classes of the suite to {@code WEB-INF/classes}. */
  War classes(Class<?>... types) throws IOException {
    for (Class<?> type : types) {
      String file = type.getName().replace('.', '/') + ".class";
      try (InputStream in = type.getClassLoader().getResourceAsStream(file)) {
        entries.put("WEB-INF/classes/" + file, in.readAllBytes());
      }
    }
    return this;
  }

  /** Adds the library that contains a class of this process. */
  War library(Class<?> type) throws IOException {
    Path jar =
        Path.of(URI.create(type.getProtectionDomain().getCodeSource().getLocation().toString()));
    return file("WEB-INF/lib/" + jar.getFileName(), Files.readAllBytes(jar));
  }

  /** Writes the WAR without compression and returns the file. */
  Path writeTo(Path folder) throws IOException {
    Path file = Files.createTempFile(folder, "application", ".war");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
      out.setLevel(0);
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        out.putNextEntry(new ZipEntry(entry.getKey()));
        out.write(entry.getValue());
      }
    }
    return file;
  }

  static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }
}
