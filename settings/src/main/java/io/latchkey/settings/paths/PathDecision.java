package io.latchkey.settings.paths;

import io.latchkey.settings.Setting;
import io.latchkey.settings.Settings;
import io.latchkey.settings.SettingsException;
import java.util.List;
import java.util.Optional;

/**
 * What the filter requires for a method and a path, and which rule says so. Immutable.
 *
 * @param access what the filter does
 * @param roles the caller needs one of these roles; empty unless {@code access} is {@link
 *     Access#ROLES}
 * @param rule the rule, the entry or the default that decides; a sentence if {@code setting} is
 *     empty
 * @param setting the setting that contains the rule; empty for a rule that no setting changes
 * @param onlyWithCa whether the decision is valid only in an application with the resources of the
 *     CA. In other applications the entry opens nothing
 */
public record PathDecision(
    Access access, List<String> roles, String rule, Optional<Setting> setting, boolean onlyWithCa) {
  /** What the filter does with a request. */
  public enum Access {
    /** The request needs no token. */
    OPEN,

    /** The request needs a valid token. */
    AUTHENTICATED,

    /** The request needs a valid token with one of the roles. */
    ROLES,

    /** The request needs a valid token with a role of every rule. */
    EVERY_RULE,

    /** The request is rejected. */
    REJECTED
  }

  /** Copies the list. */
  public PathDecision {
    roles = List.copyOf(roles);
  }

  private PathDecision(Access access, List<String> roles, String rule, Optional<Setting> setting) {
    this(access, roles, rule, setting, false);
  }

  /**
   * Returns the decision about a request in an application that contains the resources of Latchkey.
   *
   * @param method the method of the request
   * @param path the raw path below the context path, without a query
   * @throws SettingsException if a rule is malformed
   */
  public static PathDecision of(Settings settings, String method, String path) {
    OpenPaths openPaths = OpenPaths.of(settings);
    RoleRules rules = RoleRules.of(settings);
    if (method.equalsIgnoreCase("TRACE")) {
      return new PathDecision(Access.REJECTED, List.of(), "TRACE is rejected", Optional.empty());
    }
    if (!settings.requiresAuthentication()) {
      return of(Access.OPEN, "disabled", Setting.AUTH);
    }
    if (RawPath.isAmbiguous(path) && !RawPath.isOcsp(method, path)) {
      return ambiguous(settings, rules);
    }
    // A component of another CA contains the resources of the CA, too.
    OpenPath open = openPaths.find(method, path, 0, () -> true);
    if (open != null) {
      return open(open);
    }
    RoleRule rule = rules.find(method, path, 0);
    if (rule != null) {
      return new PathDecision(
          rule.roles().isEmpty() ? Access.AUTHENTICATED : Access.ROLES,
          rule.roles(),
          rule.text(),
          Optional.of(Setting.ROLES));
    }
    return byDefault(rules, OwnPaths.ofEnrolment(settings), path);
  }

  private static PathDecision open(OpenPath open) {
    if (open.origin().equals(Setting.METRICS_OPEN.key())) {
      return of(Access.OPEN, "true", Setting.METRICS_OPEN);
    }
    return new PathDecision(
        Access.OPEN, List.of(), open.origin(), Optional.of(Setting.OPEN_PATHS), open.ofAuthority());
  }

  /**
   * Whether a request with an ambiguous path is accepted with a token, by {@link
   * Setting#AMBIGUOUS_PATHS}; false if not set.
   *
   * @throws SettingsException if the value is neither {@code reject} nor {@code authenticate}
   */
  public static boolean takesAmbiguousPaths(Settings settings) {
    return settings.oneOf(Setting.AMBIGUOUS_PATHS, "reject", "authenticate").equals("authenticate");
  }

  private static PathDecision ambiguous(Settings settings, RoleRules rules) {
    if (!takesAmbiguousPaths(settings)) {
      return of(Access.REJECTED, "reject", Setting.AMBIGUOUS_PATHS);
    }
    Access access = rules.isEmpty() ? Access.AUTHENTICATED : Access.EVERY_RULE;
    return of(access, "authenticate", Setting.AMBIGUOUS_PATHS);
  }

  private static PathDecision byDefault(RoleRules rules, OwnPaths enrolment, String path) {
    for (OwnPaths own : List.of(OwnPaths.AUTHORITY, OwnPaths.SERVER, enrolment)) {
      if (own.contains(path, 0)) {
        return new PathDecision(
            Access.AUTHENTICATED,
            List.of(),
            rules.deniesOthers()
                ? "a resource of Latchkey checks the roles itself; in an application without this"
                    + " resource, latchkey.roles-default=deny rejects the request"
                : "a resource of Latchkey checks the roles itself",
            Optional.empty());
      }
    }
    return rules.deniesOthers()
        ? of(Access.REJECTED, "deny", Setting.ROLES_DEFAULT)
        : of(Access.AUTHENTICATED, "allow", Setting.ROLES_DEFAULT);
  }

  private static PathDecision of(Access access, String rule, Setting setting) {
    return new PathDecision(access, List.of(), rule, Optional.of(setting));
  }
}
