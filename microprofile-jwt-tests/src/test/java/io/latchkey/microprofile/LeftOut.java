package io.latchkey.microprofile;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The cases of the TCK that do not run, from {@code left-out.txt}: one a line, a class or {@code
 * class#method} without the package of the TCK, a colon and the reason.
 */
final class LeftOut {
  private static final String PACKAGE = "org.eclipse.microprofile.jwt.tck.";

  private final Map<String, String> reasons;
  private final Set<String> used = new LinkedHashSet<>();

  private LeftOut(Map<String, String> reasons) {
    this.reasons = reasons;
  }

  static LeftOut read() throws IOException {
    Map<String, String> reasons = new LinkedHashMap<>();
    try (InputStream in = LeftOut.class.getResourceAsStream("left-out.txt")) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      text.lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(line -> line.split(": ", 2))
          .forEach(parts -> reasons.put(PACKAGE + parts[0], parts[1]));
    }
    return new LeftOut(reasons);
  }

  boolean contains(String className) {
    return use(className);
  }

  /** The methods of a class that do not run. */
  List<String> methods(Class<?> type) {
    return Stream.of(type.getMethods())
        .map(method -> method.getName())
        .filter(method -> use(type.getName() + '#' + method))
        .toList();
  }

  private boolean use(String name) {
    boolean found = reasons.containsKey(name);
    if (found) {
      used.add(name);
    }
    return found;
  }

  /** The entries that name nothing in the suite. */
  List<String> unused() {
    List<String> unused = new ArrayList<>(reasons.keySet());
    unused.removeAll(used);
    return unused;
  }
}
