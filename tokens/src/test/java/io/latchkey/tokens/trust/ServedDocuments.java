package io.latchkey.tokens.trust;

import io.latchkey.base.http.DocumentSource;
import io.latchkey.forge.CertificateForge;
import java.io.IOException;
import java.net.URI;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Answers with what a test serves under a URL, and records the requests. The version of a document
 * is the hash of its content.
 */
final class ServedDocuments implements DocumentSource {
  final Map<String, byte[]> served = new ConcurrentHashMap<>();
  final List<String> asked = new CopyOnWriteArrayList<>();

  /** The address at which a CA serves the list of a key. */
  static String listAddress(URI ca, CertificateForge key) {
    return ca
        + "ca/crl/"
        + HexFormat.of()
            .formatHex(CertificateKeyIdentifiers.ofSubject(key.certificate()).orElseThrow());
  }

  @Override
  public Fetch fetch(URI uri, Optional<Version> known) {
    return new Answer(uri, known);
  }

  private final class Answer implements DocumentSource.Fetch {
    private final URI uri;
    private final Optional<DocumentSource.Version> known;

    Answer(URI uri, Optional<DocumentSource.Version> known) {
      this.uri = uri;
      this.known = known;
    }

    @Override
    public DocumentSource.Response read() throws IOException {
      byte[] list = served.get(uri.toString());
      if (list == null) {
        asked.add(uri.toString());
        throw new IOException("is not served");
      }
      DocumentSource.Version version =
          new DocumentSource.Version(
              Optional.of(Integer.toString(Arrays.hashCode(list))), Optional.empty());
      boolean same = known.filter(version::equals).isPresent();
      asked.add(uri + (same ? " W/1" : ""));
      return new DocumentSource.Response(same ? Optional.empty() : Optional.of(list), version);
    }

    @Override
    public void close() {}
  }
}
