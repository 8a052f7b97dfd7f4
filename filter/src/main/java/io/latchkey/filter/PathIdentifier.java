package io.latchkey.filter;

import io.latchkey.filter.rules.RequestPath;
import io.latchkey.settings.paths.RawPath;
import jakarta.servlet.http.HttpServletRequest;
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
        .map(path -> RawPath.decoded(path.substring(1)));
  }
}
