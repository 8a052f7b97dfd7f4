package io.latchkey.settings;

import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The entries of a list of documents: inline ones, files, and URLs.
 *
 * @param source where the list is from, for messages
 */
record DocumentList(SettingName setting, String source, List<DocumentEntry> entries) {

  static DocumentList of(SettingName setting, String source, List<String> entries) {
    if (entries.isEmpty()) {
      throw SettingsException.of(
          setting, source, "the value lists nothing; give an entry or take the setting away");
    }
    return new DocumentList(setting, source, entries.stream().map(DocumentEntry::parse).toList());
  }

  /** What is inline and in files, read. */
  List<NamedDocument> documents() {
    return entries.stream()
        .filter(entry -> !entry.isUrl())
        .map(entry -> new NamedDocument(entry.name(), read(entry)))
        .toList();
  }

  private SourcedText read(DocumentEntry entry) {
    return entry.isInline()
        ? new SourcedText(setting.key(), entry.value(), Optional.empty())
        : file(entry).document();
  }

  Set<Path> files() {
    return entries.stream()
        .filter(entry -> !entry.isInline() && !entry.isUrl())
        .map(entry -> file(entry).path())
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  List<String> urls() {
    return entries.stream().filter(DocumentEntry::isUrl).map(DocumentEntry::value).toList();
  }

  private ValueFile file(DocumentEntry entry) {
    return ValueFile.of(setting, source, entry.path());
  }
}
