package io.latchkey.settings;

import java.util.List;
import java.util.Map;

/**
 * Settings that a program passes to the web application that it runs, as an attribute of the
 * servlet context ({@link io.latchkey.base.http.ContextAttributes#PROGRAM_SETTINGS}). They precede
 * the context-params. Immutable.
 *
 * @param sources the sources, in order of precedence
 */
public record ProgramSettings(List<Source> sources) {
  /** Copies the list. */
  public ProgramSettings {
    sources = List.copyOf(sources);
  }

  /**
   * Settings from one source.
   *
   * @param name the name of the source in messages; for a command line flag the flag, such as
   *     {@code --psk}
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
