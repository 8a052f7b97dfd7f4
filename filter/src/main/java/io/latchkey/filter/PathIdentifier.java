package io.latchkey.filter;

import io.latchkey.filter.rules.RequestPath;
import jakarta.servlet.http.HttpServletRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * The id of a resource where the application has no other: its path below the context path, without
 * the leading slash and with escapes decoded, as the application gets it. What is decoded here is
 * not ambiguous, so no escape can bring in a slash or a dot segment.
 */
final class PathIdentifier implements ResourceIdentifier {
  @Override
  public Optional<String> identify(HttpServletRequest request) {
    return RequestPath.belowContext(request)
        .filter(path -> path.startsWith("/"))
        .map(path -> decoded(path.substring(1)));
  }

  private static String decoded(String path) {
    // A plus is one in a path (RFC 3986); the decoder is made for forms, where it is a space.
    return URLDecoder.decode(path.replace("+", "%2B"), StandardCharsets.UTF_8);
  }
}
