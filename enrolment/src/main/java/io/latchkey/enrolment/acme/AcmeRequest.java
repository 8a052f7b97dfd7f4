package io.latchkey.enrolment.acme;

import io.latchkey.base.net.AuthorityPaths;
import java.util.Optional;

/**
 * An ACME request. Nothing in it is verified.
 *
 * @param method the HTTP method
 * @param path the path below {@code /acme/}
 * @param contentType the header {@code Content-Type}
 * @param body the whole body, whose size is bounded
 * @param base the URL below which the client reaches this server, without a slash at its end
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
public record AcmeRequest(
    String method, String path, Optional<String> contentType, byte[] body, String base) {
  private static final String FOLDER = AuthorityPaths.ACME + "/";

  /** The URL of this request, as the client sees it. */
  String url() {
    return url(path);
  }

  /** The URL of a resource. */
  String url(String resource) {
    return base + FOLDER + resource;
  }

  /** The rest of a URL after the URL of a folder; empty if it is not below that. */
  Optional<String> below(String folder, String url) {
    String prefix = url(folder);
    return url.startsWith(prefix) ? Optional.of(url.substring(prefix.length())) : Optional.empty();
  }

  @Override
  public String toString() {
    return "AcmeRequest[%s %s]".formatted(method, path);
  }
}
