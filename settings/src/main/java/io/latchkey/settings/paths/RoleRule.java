package io.latchkey.settings.paths;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A rule of {@code latchkey.roles}: the roles that the paths of a pattern require. Immutable.
 *
 * @param method the method to which the rule applies, {@code GET} including {@code HEAD}, in any
 *     letter case; empty for every method
 * @param pattern is compared with decoded paths
 * @param roles the caller needs one of these roles; empty if every authenticated caller is admitted
 * @param text the rule as it was written
 */
public record RoleRule(
    Optional<String> method, PathPattern pattern, List<String> roles, String text) {
  /** Copies the list. */
  public RoleRule {
    roles = List.copyOf(roles);
  }

  /** Whether a caller with these roles is admitted. */
  public boolean admits(Set<String> callerRoles) {
    // An iterator would be an allocation.
    for (int n = 0; n < roles.size(); n++) {
      if (callerRoles.contains(roles.get(n))) {
        return true;
      }
    }
    return roles.isEmpty();
  }

  boolean matches(@Nullable String requested, String path, int from) {
    return (method.isEmpty() || isMethod(method.get(), requested))
        && pattern.matchesDecoded(path, from);
  }

  /**
   * Whether a method is the method of a rule, in any letter case: some frameworks, such as
   * RESTEasy, serve {@code post} as {@code POST}.
   */
  private static boolean isMethod(String configured, @Nullable String requested) {
    return configured.equalsIgnoreCase(requested)
        || ("GET".equals(configured) && "HEAD".equalsIgnoreCase(requested));
  }

  /** Whether this rule matches each request that the other rule matches. */
  boolean includes(RoleRule other) {
    boolean methods =
        method.isEmpty()
            || (other.method.isPresent() && OpenPath.includes(method.get(), other.method.get()));
    return methods && pattern.includes(other.pattern);
  }
}
