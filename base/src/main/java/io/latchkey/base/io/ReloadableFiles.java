package io.latchkey.base.io;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Values from files, each read separately. If the file of one value cannot be used, that value
 * stays in use and the others are reloaded, so that a broken file never keeps a key valid that
 * another file has removed. Values that are reloaded elsewhere can be followed too.
 *
 * <p>Values are added at the start, by one thread; several threads may then read them.
 */
public final class ReloadableFiles {
  private static final Logger LOGGER = LoggerFactory.getLogger(Reloadable.class);

  private final FileContents contents = new FileContents();
  private final List<Value<?>> values = new ArrayList<>();
  private final List<Reloadable<?>> followed = new ArrayList<>();
  private final Class<? extends RuntimeException> expected;
  private Optional<Runnable> afterReload = Optional.empty();

  /**
   * Begins without any value.
   *
   * @param expected what readers throw for bad content. Its message is complete, so the log has no
   *     stack trace for it
   */
  public ReloadableFiles(Class<? extends RuntimeException> expected) {
    this.expected = expected;
  }

  /**
   * Reads a value, and follows its files.
   *
   * @param files where it comes from; without files it never changes
   * @param reader reads it
   * @return supplies the value that was read last
   * @throws RuntimeException if {@code reader} does now; when it does later, the value stays in
   *     use, with an error in the log
   */
  public <V> Supplier<V> add(Set<Path> files, Supplier<V> reader) {
    contents.add(files); // first, so that no change between the two is missed
    Value<V> value = new Value<>(Set.copyOf(files), reader);
    values.add(value);
    return value;
  }

  /**
   * Adds a value that is reloaded elsewhere. Whenever it was, what is made of these values is made
   * again.
   */
  public void follow(Reloadable<?> other) {
    followed.add(other);
  }

  /**
   * Sets what runs in a thread of the poller some time after the value was reloaded. It may wait
   * for a file system that hangs, which the makers of values may not.
   */
  public void afterReload(Runnable code) {
    afterReload = Optional.of(code);
  }

  Optional<Runnable> afterReload() {
    return afterReload;
  }

  /** The files that are followed. */
  Set<Path> paths() {
    return contents.paths();
  }

  List<Reloadable<?>> followed() {
    return followed;
  }

  List<?> followedValues() {
    return followed.stream().map(Reloadable::get).toList();
  }

  /** Whether the current values are these objects. */
  boolean areFollowedValues(List<?> before) {
    for (int at = 0; at < followed.size(); at++) {
      if (followed.get(at).get() != before.get(at)) {
        return false;
      }
    }
    return true;
  }

  boolean isEmpty() {
    return contents.isEmpty();
  }

  /** Returns the files whose content has changed. */
  Set<Path> changed() {
    return contents.changed();
  }

  /** Returns files again as changed, because their content was not used. */
  void retry(Set<Path> changed) {
    contents.retry(changed);
  }

  /**
   * Reads the values again that come from any of these files.
   *
   * @param what what the log calls the values
   * @return the files that could be used
   */
  Set<Path> reload(Set<Path> changed, String what) {
    Set<Path> used = new LinkedHashSet<>(changed);
    for (Value<?> value : values) {
      if (!Collections.disjoint(value.files, changed) && !reload(value, what)) {
        used.removeAll(value.files);
      }
    }
    return used;
  }

  private boolean reload(Value<?> value, String what) {
    try {
      value.read();
      return true;
    } catch (RuntimeException e) {
      log(e, "The last valid %s from %s stay in use".formatted(what, value.files));
      return false;
    }
  }

  /** Writes one line, and a stack trace for a problem that is not expected. */
  void log(RuntimeException problem, String consequence) {
    if (expected.isInstance(problem)) {
      LOGGER.error("{}. {}", problem.getMessage(), consequence);
    } else {
      LOGGER.error("{}", consequence, problem);
    }
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

    void read() {
      latest = reader.get();
    }
  }
}
