package io.latchkey.settings;

import java.util.Optional;

/**
 * One of the documents that a setting lists.
 *
 * @param name what the list calls it, in {@code name=document}
 * @param document its content
 */
public record NamedDocument(Optional<String> name, SourcedText document) {}
