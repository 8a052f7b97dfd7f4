package io.latchkey.settings.paths;

import io.latchkey.base.text.PercentEncoding;
import io.latchkey.settings.Setting;
import io.latchkey.settings.Settings;
import io.latchkey.settings.SettingsException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The rules of {@link Setting#ROLES}, of which the first that matches decides, and {@link
 * Setting#ROLES_DEFAULT} for all other paths. Decoded paths are compared, because the application
 * sees decoded paths. Immutable.
 */
public final class RoleRules {
  private static final String ANY_CALLER = "*";
  private static final String EXAMPLE = "write for example /admin/** = admin; /api/** = *";
  private static final Pattern SPACE = Pattern.compile("\\s+");
  private static final Pattern METHOD = Pattern.compile("[A-Z]+(-[A-Z]+)*");

  private final List<RoleRule> rules;
  private final boolean deniesOthers;

  private RoleRules(List<RoleRule> rules, boolean deniesOthers) {
    this.rules = List.copyOf(rules);
    this.deniesOthers = deniesOthers;
  }

  /**
   * Reads the two settings.
   *
   * @throws SettingsException if a rule is malformed, the value has no rule, or the default is
   *     neither {@code allow} nor {@code deny}
   */
  public static RoleRules of(Settings settings) {
    List<RoleRule> rules =
        settings.text(Setting.ROLES).map(value -> rules(settings, value)).orElse(List.of());
    return new RoleRules(
        rules, settings.oneOf(Setting.ROLES_DEFAULT, "allow", "deny").equals("deny"));
  }

  private static List<RoleRule> rules(Settings settings, String value) {
    List<RoleRule> rules =
        Stream.of(value.split(";", -1))
            .map(String::strip)
            .filter(text -> !text.isEmpty())
            .map(text -> rule(settings, text))
            .toList();
    if (rules.isEmpty()) {
      throw settings.badPart(Setting.ROLES, "has no rule; %s, or remove it".formatted(EXAMPLE));
    }
    return rules;
  }

  private static RoleRule rule(Settings settings, String text) {
    try {
      return parse(text);
    } catch (IllegalArgumentException e) {
      throw settings.badPart(
          Setting.ROLES, "has the rule '%s'; %s".formatted(text, e.getMessage()));
    }
  }

  private static RoleRule parse(String text) {
    int equals = text.indexOf('=');
    if (equals < 0) {
      throw new IllegalArgumentException("it has no '='; " + EXAMPLE);
    }
    String[] left = SPACE.split(text.substring(0, equals).strip(), -1);
    String path = left[left.length - 1];
    if (left.length > 2 || (left.length == 2 && !METHOD.matcher(left[0]).matches())) {
      throw new IllegalArgumentException(
          "before '=' write a path, or a method in capital letters and a path; " + EXAMPLE);
    }
    Optional<String> method = left.length == 2 ? Optional.of(left[0]) : Optional.empty();
    if (method.filter("TRACE"::equals).isPresent()) {
      throw new IllegalArgumentException("TRACE is always rejected; remove the rule");
    }
    PathPattern pattern =
        PathPattern.parse(method.map(name -> name + " ").orElse(""), escaped(path));
    return new RoleRule(method, pattern, roles(text.substring(equals + 1)), text);
  }

  /** Escapes the characters beyond ASCII, as clients do; escapes in the rule stay. */
  private static String escaped(String path) {
    return PercentEncoding.encode(path, character -> true);
  }

  private static List<String> roles(String text) {
    List<String> roles = Stream.of(text.split(",", -1)).map(String::strip).distinct().toList();
    if (roles.equals(List.of(ANY_CALLER))) {
      return List.of();
    }
    for (String role : roles) {
      if (role.isEmpty() || role.indexOf('=') >= 0 || SPACE.matcher(role).find()) {
        throw new IllegalArgumentException(
            "behind '=' write roles without spaces, separated by commas, or * for every"
                + " authenticated caller, and ';' between two rules");
      }
      if (role.indexOf('*') >= 0) {
        throw new IllegalArgumentException(
            "'*' admits every authenticated caller; remove it or the other roles");
      }
    }
    return roles;
  }

  /** Whether every authenticated caller is admitted to every path. */
  public boolean isEmpty() {
    return rules.isEmpty() && !deniesOthers;
  }

  /** The rules, in their order. */
  public List<RoleRule> rules() {
    return rules;
  }

  /** Whether a path without a rule is rejected. */
  public boolean deniesOthers() {
    return deniesOthers;
  }

  /**
   * Returns the rule that decides; null if no rule matches.
   *
   * @param method null, which a servlet mock may return, matches only rules for every method
   * @param path an unambiguous raw path
   * @param from the index at which the path below the context path begins
   */
  public @Nullable RoleRule find(@Nullable String method, String path, int from) {
    // An iterator would be an allocation.
    for (int n = 0; n < rules.size(); n++) {
      RoleRule rule = rules.get(n);
      if (rule.matches(method, path, from)) {
        return rule;
      }
    }
    return null;
  }

  /**
   * Whether a caller is admitted to every path, so that the path of the request need not be known.
   */
  public boolean admitEverywhere(Set<String> callerRoles) {
    return rules.stream().allMatch(rule -> rule.admits(callerRoles))
        && (!deniesOthers || rules.stream().anyMatch(RoleRules::matchesEverything));
  }

  private static boolean matchesEverything(RoleRule rule) {
    return rule.method().isEmpty() && rule.pattern().toString().equals("/**");
  }

  /**
   * Returns warnings about rules that never decide, because an earlier rule matches each of their
   * requests. Each warning is one line.
   */
  public List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    for (int n = 0; n < rules.size(); n++) {
      RoleRule late = rules.get(n);
      rules.subList(0, n).stream()
          .filter(earlier -> earlier.includes(late))
          .findFirst()
          .ifPresent(
              earlier ->
                  warnings.add(
                      "%s: the rule '%s' has no effect, because the earlier rule '%s' matches the same requests; write it before that rule, or remove it"
                          .formatted(Setting.ROLES.key(), late.text(), earlier.text())));
    }
    return warnings;
  }
}
