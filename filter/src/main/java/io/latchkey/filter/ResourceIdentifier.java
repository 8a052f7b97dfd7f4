package io.latchkey.filter;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;

/**
 * Determines the resource of a request for {@code latchkey.prefix-check}, if the prefixes in tokens
 * do not refer to paths. An application supplies an implementation as a service: a public class
 * with a public constructor without parameters, named in {@code
 * META-INF/services/io.latchkey.filter.ResourceIdentifier}. At most one service is allowed.
 *
 * <p>Implementations must be safe for use by several threads.
 */
@FunctionalInterface
public interface ResourceIdentifier {
  /**
   * Returns the id of the resource, which must start with the prefix of the token. Called only for
   * requests with a valid token whose prefix is checked, and never for an ambiguous path. The
   * request has no caller yet. Read its method, path and headers, but not its parameters or body,
   * which the application reads.
   *
   * @return empty if the request has no resource with an id; only the empty prefix matches then
   */
  Optional<String> identify(HttpServletRequest request);
}
