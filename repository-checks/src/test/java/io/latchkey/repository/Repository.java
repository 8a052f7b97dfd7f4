package io.latchkey.repository;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The files of the repository, without build output. */
final class Repository {
  /** The root folder. Tests run in the folder of their module. */
  static final Path ROOT = Path.of("..");

  private static final Set<String> SKIPPED_FOLDERS =
      Set.of("target", ".git", ".idea", "node_modules");

  private Repository() {}

  /**
   * All files whose name ends with {@code ending}, for example {@code ".java"}, in a fixed order.
   */
  static List<Path> files(String ending) {
    return files(ROOT, ending);
  }

  /** All files below {@code folder} whose name ends with {@code ending}, in a fixed order. */
  static List<Path> files(Path folder, String ending) {
    List<Path> found = new ArrayList<>();
    try {
      Files.walkFileTree(
          folder,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path visited, BasicFileAttributes attributes) {
              return SKIPPED_FOLDERS.contains(visited.getFileName().toString())
                  ? FileVisitResult.SKIP_SUBTREE
                  : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              if (file.getFileName().toString().endsWith(ending)) {
                found.add(file);
              }
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return found.stream().sorted().toList();
  }

  /** The text of {@code file}, which is UTF-8. */
  static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
