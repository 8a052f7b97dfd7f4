package io.latchkey.filter.rules;

import io.latchkey.filter.warn.ApplicationWarnings;
import io.latchkey.settings.Settings;
import io.latchkey.settings.SettingsException;
import io.latchkey.settings.paths.OwnPaths;
import io.latchkey.settings.paths.RawPath;
import io.latchkey.settings.paths.RoleRule;
import io.latchkey.settings.paths.RoleRules;
import io.latchkey.tokens.VerifiedToken;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rejects callers without the roles that {@code latchkey.roles} requires for the path that the
 * client sent. Immutable, and does not allocate memory for callers that it admits.
 */
public final class RoleCheck {
  private final RoleRules rules;
  private final OwnResources own;
  private final OwnPaths enrolment;

  private RoleCheck(RoleRules rules, OwnResources own, OwnPaths enrolment) {
    this.rules = rules;
    this.own = own;
    this.enrolment = enrolment;
  }

  /**
   * Reads the rules. Logs a warning for each rule that has no effect.
   *
   * @throws SettingsException if a rule is malformed
   */
  public static RoleCheck of(Settings settings, OwnResources own, ApplicationWarnings warnings) {
    RoleRules rules = RoleRules.of(settings);
    rules.warnings().forEach(warnings::once);
    return new RoleCheck(rules, own, OwnPaths.ofEnrolment(settings));
  }

  /**
   * Rejects a caller that may not use the path of a request.
   *
   * @param endOfContext see {@link RequestPath#endOfContext(HttpServletRequest)}
   * @return null if the caller may use the path
   */
  public @Nullable Problem check(
      VerifiedToken caller, HttpServletRequest request, int endOfContext) {
    if (rules.isEmpty()) {
      return null;
    }
    @Nullable String path = RequestPath.sentByClient(request);
    int from =
        request.getDispatcherType() == DispatcherType.REQUEST
            ? endOfContext
            : RequestPath.endOfContext(path, request.getContextPath());
    if (path == null || from < 0 || RawPath.isAmbiguous(path)) {
      return rules.admitEverywhere(caller.roles()) ? null : Problem.role(List.of());
    }
    RoleRule rule = rules.find(request.getMethod(), path, from);
    if (rule != null) {
      return rule.admits(caller.roles()) ? null : Problem.role(rule.roles());
    }
    return rules.deniesOthers() && !own.contain(path, from, enrolment)
        ? Problem.role(List.of())
        : null;
  }
}
