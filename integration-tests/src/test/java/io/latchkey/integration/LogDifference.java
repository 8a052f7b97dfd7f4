package io.latchkey.integration;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds the lines that were added to several log files. */
final class LogDifference {
  private LogDifference() {}

  /** Returns the current lines without the lines that existed before. */
  static List<String> between(List<String> before, List<String> now) {
    Map<String, Integer> known = new HashMap<>();
    before.forEach(line -> known.merge(line, 1, Integer::sum));
    List<String> added = new ArrayList<>();
    for (String line : now) {
      if (known.merge(line, -1, Integer::sum) < 0) {
        added.add(line);
      }
    }
    return added;
  }
}
