package io.latchkey.settings.paths;

import org.jspecify.annotations.Nullable;

/**
 * An entry of the open paths. Immutable.
 *
 * @param method the method; {@code GET} includes {@code HEAD}
 * @param pattern is compared with raw paths
 * @param origin the entry of the setting, or the setting, that opens the path
 * @param ofAuthority whether the entry applies only if the application contains a CA
 */
public record OpenPath(String method, PathPattern pattern, String origin, boolean ofAuthority) {
  boolean matches(@Nullable String requested, String path, int from) {
    return includes(method, requested) && pattern.matchesRaw(path, from);
  }

  /** Whether a method in a setting includes the method of a request. */
  static boolean includes(String configured, @Nullable String requested) {
    return configured.equals(requested) || ("GET".equals(configured) && "HEAD".equals(requested));
  }
}
