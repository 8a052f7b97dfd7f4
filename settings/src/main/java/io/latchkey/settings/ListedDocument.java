package io.latchkey.settings;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** One of the documents that a setting lists, read when it is asked for. */
public final class ListedDocument {
  private final Optional<String> name;
  private final Set<Path> files;
  private final Supplier<SourcedText> reader;

  ListedDocument(Optional<String> name, Set<Path> files, Supplier<SourcedText> reader) {
    this.name = name;
    this.files = Set.copyOf(files);
    this.reader = reader;
  }

  /** What the list calls it, in {@code name=document}. */
  public Optional<String> name() {
    return name;
  }

  /** The file that it is in; none for an inline document. */
  public Set<Path> files() {
    return files;
  }

  /**
   * The document as it is now.
   *
   * @throws SettingsException if its file cannot be read
   */
  public NamedDocument read() {
    return new NamedDocument(name, reader.get());
  }
}
