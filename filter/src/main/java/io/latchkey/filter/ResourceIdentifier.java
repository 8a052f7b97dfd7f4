package io.latchkey.filter;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;

/**
 * Says which resource a request is for, where its path is not what the prefixes in tokens are about
 * ({@code latchkey.prefix-check}). An application supplies its own as a service: a public class
 * with a public constructor without parameters, named in {@code
 * META-INF/services/io.latchkey.filter.ResourceIdentifier}. There may be one at most.
 *
 * <p>Has to be safe for use by several threads.
 */
@FunctionalInterface
public interface ResourceIdentifier {
  /**
   * The id that has to start with the token's prefix. Asked only for requests with a good token
   * whose prefix matters, and never for an ambiguous path. The request has no caller yet; read its
   * method, path and headers, not its parameters or its body, which are the application's to read.
   *
   * @return empty when the request is for no resource that has an id; no prefix but the empty one
   *     fits then
   */
  Optional<String> identify(HttpServletRequest request);
}
