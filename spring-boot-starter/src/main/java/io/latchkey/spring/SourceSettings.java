package io.latchkey.spring;

import io.latchkey.settings.Setting;
import io.latchkey.settings.SettingsException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;

/**
 * The settings in one source of the Spring environment.
 *
 * @param source the name of the source
 * @param values the values with their placeholders, by the exact names of the settings; other names
 *     are unchanged
 */
record SourceSettings(String source, Map<String, String> values) {
  private static final String WORD = "latchkey";
  private static final Pattern PLAIN_NAME = Pattern.compile("[A-Za-z0-9._-]+");
  private static final Pattern ENTRY = Pattern.compile("(.+)\\[(\\d{1,4})]");

  /** The first index that {@link #ENTRY} does not accept: the filter rejects it as a name. */
  private static final int BAD_INDEX = 10_000;

  static SourceSettings of(PropertySource<?> source) {
    Reader reader = new Reader(source);
    if (source instanceof EnumerablePropertySource<?> listed) {
      for (String name : listed.getPropertyNames()) {
        if (isSetting(name)) {
          reader.read(name);
        }
      }
    } else {
      for (Setting setting : Setting.values()) {
        RelaxedNames.spellings(setting).forEach(reader::probe);
      }
    }
    return new SourceSettings(source.getName(), reader.values());
  }

  /** Does not show the values, which may be secret. */
  @Override
  public String toString() {
    return "SourceSettings[" + source + "]";
  }

  /** Misspelled names count too, so that the filter rejects them instead of losing a setting. */
  private static boolean isSetting(String name) {
    String lowerCase = name.toLowerCase(Locale.ROOT);
    return PLAIN_NAME.matcher(entryName(name)).matches()
        ? lowerCase.startsWith(WORD + ".")
        : lowerCase.contains(WORD);
  }

  private static String entryName(String name) {
    Matcher entry = ENTRY.matcher(name);
    return entry.matches() ? entry.group(1) : name;
  }

  /** Collects the values, and the entries of lists. */
  private static final class Reader {
    private final PropertySource<?> source;
    private final Map<String, String> values = new HashMap<>();
    private final Map<String, String> spellings = new HashMap<>();
    private final Map<String, SortedMap<Integer, String>> lists = new HashMap<>();

    Reader(PropertySource<?> source) {
      this.source = source;
    }

    /**
     * Reads a setting or its list, if the source has it in this spelling. The same value in another
     * spelling is ignored: the source may itself accept several.
     */
    void probe(String spelling) {
      String name = RelaxedNames.exact(spelling);
      readUnlessEqual(spelling, values.get(name));
      SortedMap<Integer, String> known = lists.getOrDefault(name, Collections.emptySortedMap());
      int n = 0;
      while (n <= BAD_INDEX && readUnlessEqual(spelling + "[" + n + "]", known.get(n))) {
        n++;
      }
    }

    /** Returns whether the source has a value. */
    private boolean readUnlessEqual(String raw, @Nullable String known) {
      Object value = source.getProperty(raw);
      if (value != null && !String.valueOf(value).equals(known)) {
        read(raw);
      }
      return value != null;
    }

    void read(String raw) {
      Object value = source.getProperty(raw);
      if (value == null) {
        return;
      }
      Matcher entry = ENTRY.matcher(raw);
      String spelling = entryName(raw);
      String name =
          PLAIN_NAME.matcher(spelling).matches() ? RelaxedNames.exact(spelling) : spelling;
      @Nullable String before =
          spellings.putIfAbsent(name, entry.matches() ? spelling + "[…]" : spelling);
      if (entry.matches()) {
        lists
            .computeIfAbsent(name, key -> new TreeMap<>())
            .put(Integer.parseInt(entry.group(2)), String.valueOf(value));
        rejectTwice(name, before, spelling + "[…]");
      } else {
        values.put(name, String.valueOf(value));
        rejectTwice(name, before, spelling);
      }
    }

    private void rejectTwice(String name, @Nullable String before, String now) {
      if (before != null && !before.equals(now)) {
        throw new SettingsException(
            "%s (from %s): the source sets it twice, as %s and as %s; remove one"
                .formatted(name, source.getName(), before, now));
      }
    }

    Map<String, String> values() {
      lists.forEach((name, entries) -> values.put(name, joined(name, entries)));
      return Map.copyOf(values);
    }

    private String joined(String name, SortedMap<Integer, String> entries) {
      List<String> all = new ArrayList<>(entries.values());
      if (entries.lastKey() != all.size() - 1) {
        throw new SettingsException(
            "%s (from %s): the list has %d entries, and the last one has the index %d; number them"
                    .formatted(name, source.getName(), all.size(), entries.lastKey())
                + " from 0");
      }
      return String.join(RelaxedNames.separator(name), all);
    }
  }
}
