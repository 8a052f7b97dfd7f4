package io.latchkey.settings;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Values that come from files, each read by itself: when the file of one cannot be used, that value
 * stays as it is and the others are taken up all the same, so that a broken file never keeps a key
 * in use that another file has withdrawn.
 *
 * <p>Values are added at the start, by one thread; they may then be read by several.
 */
public final class FileValues {
  private static final Logger LOGGER = System.getLogger(FileBacked.class.getName());

  private final FileContents contents = new FileContents();
  private final List<Value<?>> values = new ArrayList<>();

  /** Begins without any value. */
  public FileValues() {}

  /**
   * Reads a value, and makes it follow its files.
   *
   * @param files where it comes from; without any it never changes
   * @param reader reads it
   * @return gives the value as it was read last
   * @throws SettingsException if {@code reader} does now; later that leaves the value as it is,
   *     with an error in the log
   */
  public <V> Supplier<V> add(Set<Path> files, Supplier<V> reader) {
    contents.add(files); // first, so that no change between the two is missed
    Value<V> value = new Value<>(Set.copyOf(files), reader);
    values.add(value);
    return value;
  }

  boolean isEmpty() {
    return contents.isEmpty();
  }

  /** The files with other content than before. */
  Set<Path> changed() {
    return contents.changed();
  }

  /**
   * Reads the values anew that come from any of these files.
   *
   * @param what what the values are called in the log
   * @return the files that could be used
   */
  Set<Path> reload(Set<Path> changed, String what) {
    Set<Path> used = new LinkedHashSet<>(changed);
    for (Value<?> value : values) {
      if (!Collections.disjoint(value.files, changed) && !value.reload(what)) {
        used.removeAll(value.files);
      }
    }
    return used;
  }

  private static final class Value<V> implements Supplier<V> {
    private final Set<Path> files;
    private final Supplier<V> reader;
    private volatile V latest;

    Value(Set<Path> files, Supplier<V> reader) {
      this.files = files;
      this.reader = reader;
      latest = reader.get();
    }

    @Override
    public V get() {
      return latest;
    }

    boolean reload(String what) {
      try {
        latest = reader.get();
        return true;
      } catch (SettingsException e) {
        LOGGER.log(Level.ERROR, "{0}. The {1} from there stay as they are", e.getMessage(), what);
      } catch (RuntimeException e) {
        LOGGER.log(Level.ERROR, "The " + what + " from " + files + " stay as they are", e);
      }
      return false;
    }
  }
}
