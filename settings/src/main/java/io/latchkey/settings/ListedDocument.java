package io.latchkey.settings;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/** A document in a list. It is read on request. */
public final class ListedDocument {
  private final Optional<String> name;
  private final Set<Path> files;
  private final Supplier<SourcedText> reader;

  ListedDocument(Optional<String> name, Set<Path> files, Supplier<SourcedText> reader) {
    this.name = name;
    this.files = Set.copyOf(files);
    this.reader = reader;
  }

  /** The name of the document in {@code name=document}. */
  public Optional<String> name() {
    return name;
  }

  /** The file of the document; empty for an inline document. */
  public Set<Path> files() {
    return files;
  }

  /**
   * Reads the document.
   *
   * @throws SettingsException if its file cannot be read
   */
  public NamedDocument read() {
    return new NamedDocument(name, reader.get());
  }
}
