package io.latchkey.settings;

import java.util.Optional;

/**
 * A document in a list.
 *
 * @param name the name of the document in {@code name=document}
 * @param document its content
 */
public record NamedDocument(Optional<String> name, SourcedText document) {}
