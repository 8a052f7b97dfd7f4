package io.latchkey.filter;

import io.latchkey.filter.rules.RequestPath;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The default id of a resource: its path below the context path, without the leading slash and
 * decoded, as the application receives it. Only unambiguous paths are decoded here, so no escape
 * can result in a slash or a dot segment.
 */
final class PathIdentifier implements ResourceIdentifier {
  @Override
  public Optional<String> identify(HttpServletRequest request) {
    return RequestPath.belowContext(request)
        .filter(path -> path.startsWith("/"))
        .map(path -> decoded(path.substring(1)));
  }

  private static String decoded(String path) {
    // In a path a plus is a plus (RFC 3986); the decoder, which is for forms, would make it a
    // space.
    return URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
  }
}
