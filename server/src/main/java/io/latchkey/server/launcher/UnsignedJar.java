package io.latchkey.server.launcher;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Collections;
import java.util.Locale;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.regex.Pattern;

/**
 * Verifies the signature of a jar and writes the jar without it. The Java runtime puts no classes
 * of signed jars into an archive of classes, and compares a digest for each class that it loads.
 */
final class UnsignedJar {
  private static final Pattern SIGNATURE =
      Pattern.compile("META-INF/[^/]+\\.(?:SF|RSA|DSA|EC)", Pattern.CASE_INSENSITIVE);

  private UnsignedJar() {}

  /**
   * Whether the signatures of providers of ciphers can be removed. Oracle's JDK rejects unsigned
   * providers; builds of OpenJDK accept them.
   *
   * @param runtimeName the system property {@code java.runtime.name}
   */
  static boolean isAcceptedBy(String runtimeName) {
    return !runtimeName.startsWith("Java(TM)");
  }

  static boolean isSigned(Path jar) throws IOException {
    try (JarFile file = new JarFile(jar.toFile(), false)) {
      return file.stream().anyMatch(entry -> isSignature(entry.getName()));
    }
  }

  private static boolean isSignature(String name) {
    return SIGNATURE.matcher(name).matches();
  }

  /**
   * Writes the unsigned jar.
   *
   * @param target must not exist
   * @throws IOException if a file of the jar is not signed, or does not have the digest that was
   *     signed
   */
  static void write(Path signed, Path target) throws IOException {
    try (JarFile jar = new JarFile(signed.toFile(), true);
        OutputStream file = Files.newOutputStream(target, StandardOpenOption.CREATE_NEW);
        JarOutputStream unsigned = new JarOutputStream(file)) {
      for (JarEntry entry : Collections.list(jar.entries())) {
        if (!isSignature(entry.getName())) {
          copy(jar, entry, unsigned);
        }
      }
    } catch (SecurityException e) {
      throw new IOException("the signature of " + signed.getFileName() + " is not valid", e);
    }
  }

  private static void copy(JarFile jar, JarEntry entry, JarOutputStream unsigned)
      throws IOException {
    JarEntry added = new JarEntry(entry.getName());
    added.setTime(entry.getTime());
    unsigned.putNextEntry(added);
    if (entry.getName().equals(JarFile.MANIFEST_NAME)) {
      withoutDigests(jar.getManifest()).write(unsigned);
    } else {
      try (InputStream content = jar.getInputStream(entry)) {
        content.transferTo(unsigned);
      }
      // Known only after the entry was read to its end.
      if (isToBeSigned(entry) && entry.getCodeSigners() == null) {
        throw new IOException(
            "%s in %s is not signed"
                .formatted(entry.getName(), Path.of(jar.getName()).getFileName()));
      }
    }
    unsigned.closeEntry();
  }

  private static boolean isToBeSigned(JarEntry entry) {
    String name = entry.getName();
    return !entry.isDirectory()
        && (!name.startsWith("META-INF/") || name.startsWith("META-INF/versions/"));
  }

  private static Manifest withoutDigests(Manifest signed) {
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().putAll(signed.getMainAttributes());
    signed
        .getEntries()
        .forEach(
            (name, attributes) -> {
              Attributes others = new Attributes(attributes);
              others.keySet().removeIf(UnsignedJar::isDigest);
              if (!others.isEmpty()) {
                manifest.getEntries().put(name, others);
              }
            });
    return manifest;
  }

  private static boolean isDigest(Object attribute) {
    return attribute.toString().toLowerCase(Locale.ROOT).contains("-digest");
  }
}
