package io.latchkey.base.http;

import java.io.IOException;
import java.net.URI;
import java.util.Optional;

/** Fetches documents from URLs. Safe for use by several threads. */
@FunctionalInterface
public interface DocumentSource {
  /**
   * Prepares a fetch. It does not connect yet.
   *
   * @param known the version that is known already
   */
  Fetch fetch(URI uri, Optional<Version> known);

  /** One fetch. */
  interface Fetch extends AutoCloseable {
    /**
     * Reads the document.
     *
     * @throws IOException if the document cannot be read, or if the fetch was closed; the message
     *     continues a sentence that begins with the URL
     */
    Response read() throws IOException;

    /** Cancels {@link #read}, even if it has not begun yet. */
    @Override
    void close();
  }

  /**
   * The response of a server.
   *
   * @param body empty if the known version is the current one (304)
   */
  record Response(Optional<byte[]> body, Version version) {}

  /** What a conditional request compares (RFC 9110 section 13.1). */
  record Version(Optional<String> etag, Optional<String> lastModified) {}
}
