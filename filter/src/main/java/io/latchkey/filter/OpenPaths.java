package io.latchkey.filter;

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

/**
 * The requests that need no token: a method and a path below the context path, both compared
 * exactly and in the form they have on the wire. {@code HEAD} goes with {@code GET}. There are no
 * patterns, since what a pattern opens is hard to see. Immutable.
 */
final class OpenPaths {
  private static final List<String> DEFAULT =
      List.of("GET /ca/cert", "GET /health/live", "GET /health/ready");
  private static final String NONE = "none";
  private static final Pattern ENTRY = Pattern.compile("([A-Z]+) +(/\\S*)");

  private final Map<String, Set<String>> methodsByPath;

  private OpenPaths(Map<String, Set<String>> methodsByPath) {
    this.methodsByPath = Map.copyOf(methodsByPath);
  }

  /**
   * Reads {@link Setting#OPEN_PATHS}, such as {@code GET /ca/cert, GET /health/live}; the word
   * {@code none} opens nothing.
   *
   * @throws SettingsException if an entry is no method and plain path
   */
  static OpenPaths of(Settings settings) {
    List<String> entries = settings.list(Setting.OPEN_PATHS).orElse(DEFAULT);
    Map<String, Set<String>> paths = new HashMap<>();
    if (entries.equals(List.of(NONE))) {
      return new OpenPaths(paths);
    }
    for (String entry : entries) {
      Matcher parts = ENTRY.matcher(entry);
      if (!parts.matches() || !isPlain(parts.group(2)) || "TRACE".equals(parts.group(1))) {
        throw settings.bad(Setting.OPEN_PATHS, problem(entry));
      }
      Set<String> methods = paths.computeIfAbsent(parts.group(2), path -> new HashSet<>());
      methods.add(parts.group(1));
      if ("GET".equals(parts.group(1))) {
        methods.add("HEAD");
      }
    }
    return new OpenPaths(paths);
  }

  private static boolean isPlain(String path) {
    return path.indexOf('*') < 0 && path.indexOf('{') < 0 && !RequestPath.isAmbiguous(path);
  }

  private static String problem(String entry) {
    return "has the entry '%s', which is no method and plain path, such as GET /health/live; %s"
        .formatted(entry, "patterns, queries and path parameters are not supported");
  }

  /**
   * Whether a request needs no token.
   *
   * @param path below the context path, not decoded and not ambiguous
   */
  boolean contains(String method, String path) {
    Set<String> methods = methodsByPath.get(path);
    return methods != null && methods.contains(method);
  }
}
