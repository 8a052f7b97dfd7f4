package io.latchkey.settings;

import java.util.List;
import java.util.Map;

/**
 * Settings that the program which runs a web application gives to it, as an attribute of the
 * servlet context. They come before the context-params. Immutable.
 *
 * @param sources the first source that has a setting decides
 */
public record ProgramSettings(List<Source> sources) {
  /** The name of the attribute. */
  public static final String ATTRIBUTE = ProgramSettings.class.getName();

  /** Copies the list. */
  public ProgramSettings {
    sources = List.copyOf(sources);
  }

  /**
   * Settings from one place.
   *
   * @param name the name of the place in messages; for a command line flag the flag, such as {@code
   *     --psk}
   * @param values the values by key, such as {@code latchkey.psk}
   */
  public record Source(String name, Map<String, String> values) {
    /** Copies the map. */
    public Source {
      values = Map.copyOf(values);
    }

    /** The values may be secrets. */
    @Override
    public String toString() {
      return "Source[" + name + "]";
    }
  }
}
