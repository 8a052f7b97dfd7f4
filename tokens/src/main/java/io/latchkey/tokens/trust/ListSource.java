package io.latchkey.tokens.trust;

import java.io.IOException;
import java.net.URI;
import java.util.Optional;

/** Fetches revocation lists. Safe for use by several threads. */
@FunctionalInterface
interface ListSource {
  /**
   * Prepares a fetch.
   *
   * @param known the version that is known already
   */
  Fetch fetch(URI uri, Optional<Version> known);

  /** One fetch. */
  interface Fetch extends AutoCloseable {
    /**
     * Reads the list.
     *
     * @throws IOException if the list cannot be read; the message continues a sentence that begins
     *     with the URL
     */
    Answer read() throws IOException;

    /** Cancels {@link #read}. */
    @Override
    void close();
  }

  /**
   * The answer of a server.
   *
   * @param list empty if the known version is the current one (304)
   */
  record Answer(Optional<byte[]> list, Version version) {}

  /** What a conditional request compares (RFC 9110 section 13.1). */
  record Version(Optional<String> etag, Optional<String> lastModified) {}
}
