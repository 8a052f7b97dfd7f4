package io.latchkey.settings;

import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The entries of a list of documents: inline documents, files, and URLs.
 *
 * @param source the source of the list, for messages
 */
record DocumentList(SettingName setting, String source, List<DocumentEntry> entries) {

  static DocumentList of(SettingName setting, String source, List<String> entries) {
    if (entries.isEmpty()) {
      throw SettingsException.of(
          setting, source, "the value has no entries; add an entry or remove the setting");
    }
    return new DocumentList(setting, source, entries.stream().map(DocumentEntry::parse).toList());
  }

  /** The inline documents and the files. */
  List<ListedDocument> documents() {
    return entries.stream().filter(entry -> !entry.isUrl()).map(this::document).toList();
  }

  private ListedDocument document(DocumentEntry entry) {
    if (entry.isInline()) {
      SourcedText inline = new SourcedText(setting.key(), entry.value(), Optional.empty());
      return new ListedDocument(entry.name(), Set.of(), () -> inline);
    }
    ValueFile file = file(entry);
    return new ListedDocument(entry.name(), Set.of(file.path()), file::document);
  }

  List<String> urls() {
    return entries.stream().filter(DocumentEntry::isUrl).map(DocumentEntry::value).toList();
  }

  private ValueFile file(DocumentEntry entry) {
    return ValueFile.of(setting, source, entry.path());
  }
}
