package io.latchkey.filter.rules;

import io.latchkey.settings.Setting;
import io.latchkey.settings.Settings;
import io.latchkey.settings.SettingsException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The requests that need no token: methods and paths below the context path. Both are compared
 * exactly, the path in its raw form. An entry with {@code GET} includes {@code HEAD}. Patterns are
 * not supported, because it is hard to see what a pattern opens. Immutable.
 */
public final class OpenPaths {
  private static final List<String> DEFAULT =
      List.of("GET /ca/cert", "GET /health/live", "GET /health/ready");
  private static final String NONE = "none";
  private static final String METRICS = "/metrics";
  private static final Pattern ENTRY = Pattern.compile("([A-Z]+) +(/\\S*)");

  private final Map<String, Set<String>> methodsByPath;

  private OpenPaths(Map<String, Set<String>> methodsByPath) {
    this.methodsByPath = Map.copyOf(methodsByPath);
  }

  /**
   * Reads {@link Setting#OPEN_PATHS}, such as {@code GET /ca/cert, GET /health/live}; {@code none}
   * means no open paths. With {@link Setting#METRICS_OPEN}, {@code GET /metrics} is open too.
   *
   * @throws SettingsException if an entry is not a method and a plain path
   */
  public static OpenPaths of(Settings settings) {
    List<String> entries = settings.list(Setting.OPEN_PATHS).orElse(DEFAULT);
    Map<String, Set<String>> paths = new HashMap<>();
    if (settings.flag(Setting.METRICS_OPEN)) {
      paths.put(METRICS, Set.of("GET", "HEAD"));
    }
    if (entries.equals(List.of(NONE))) {
      return new OpenPaths(paths);
    }
    for (String entry : entries) {
      Matcher parts = ENTRY.matcher(entry);
      if (!parts.matches() || !isPlain(parts.group(2)) || "TRACE".equals(parts.group(1))) {
        throw settings.badPart(Setting.OPEN_PATHS, problem(entry));
      }
      paths.merge(parts.group(2), methods(parts.group(1)), OpenPaths::both);
    }
    return new OpenPaths(paths);
  }

  private static Set<String> methods(String named) {
    return "GET".equals(named) ? Set.of("GET", "HEAD") : Set.of(named);
  }

  private static Set<String> both(Set<String> some, Set<String> others) {
    Set<String> all = new HashSet<>(some);
    all.addAll(others);
    return all;
  }

  private static boolean isPlain(String path) {
    return path.indexOf('*') < 0 && path.indexOf('{') < 0 && !RequestPath.isAmbiguous(path);
  }

  private static String problem(String entry) {
    return "has the entry '%s', which is not a method and a plain path, such as GET /health/live; %s"
        .formatted(entry, "patterns, queries and path parameters are not supported");
  }

  /**
   * Whether a request needs no token.
   *
   * @param method null, which a servlet mock may return, needs a token
   * @param path the path below the context path, not decoded and not ambiguous
   */
  public boolean contains(@Nullable String method, String path) {
    Set<String> methods = methodsByPath.get(path);
    return method != null && methods != null && methods.contains(method);
  }
}
