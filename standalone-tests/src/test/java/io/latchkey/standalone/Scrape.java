package io.latchkey.standalone;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A response of {@code GET /metrics}: the text format of Prometheus, as far as it is used here. */
final class Scrape {
  private static final Pattern SAMPLE =
      Pattern.compile("([a-zA-Z_:][a-zA-Z0-9_:]*)(\\{[^}]*})? (\\S+)");

  private final Map<String, Double> samples = new TreeMap<>();
  private final Set<String> names = new TreeSet<>();

  /** Fails for a line that is neither a comment nor a sample. */
  Scrape(String text) {
    text.lines().filter(line -> !line.startsWith("#")).forEach(this::add);
  }

  private void add(String line) {
    Matcher sample = SAMPLE.matcher(line);
    if (!sample.matches()) {
      throw new AssertionError("no sample: " + line);
    }
    names.add(sample.group(1));
    String labels = sample.group(2) == null ? "" : sample.group(2);
    samples.put(sample.group(1) + labels, Double.valueOf(sample.group(3)));
  }

  Set<String> names() {
    return names;
  }

  /** The names with their labels. */
  Set<String> series() {
    return samples.keySet();
  }

  /** The value of one series, with its labels in alphabetical order. */
  double value(String series) {
    Double value = samples.get(series);
    if (value == null) {
      throw new AssertionError("no " + series + " in " + samples.keySet());
    }
    return value;
  }
}
