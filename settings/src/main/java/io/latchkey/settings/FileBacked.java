package io.latchkey.settings;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * A value that is made of settings, and made anew when one of the files that they come from gets
 * other content: written over, replaced, or swapped by a symbolic link somewhere in its path.
 *
 * <p>A daemon thread reads the files every second. New content counts once two readings in a row
 * find it, so that a file is not taken while it is being written. When the value cannot be made,
 * the one before stays, with an error in the log. Without files there is no thread.
 *
 * <p>Safe for use by several threads; {@link #get} costs next to nothing. Close it to end the
 * thread.
 *
 * @param <T> the type of the value, which is not closed or otherwise touched
 */
public final class FileBacked<T> implements Supplier<T>, AutoCloseable {
  private static final Logger LOGGER = System.getLogger(FileBacked.class.getName());
  private static final Duration PERIOD = Duration.ofSeconds(1);
  private static final Duration END = Duration.ofSeconds(5);

  private final String what;
  private final Function<Optional<T>, T> maker;
  private final FileValues values;
  private final Optional<ScheduledExecutorService> timer;
  private volatile T value;

  private FileBacked(
      String what, FileValues values, boolean timed, Function<Optional<T>, T> maker) {
    this.what = what;
    this.maker = maker;
    this.values = values;
    value = maker.apply(Optional.empty());
    timer = timed ? Optional.of(timer(what)) : Optional.empty();
  }

  /**
   * Makes the value, and starts to look after the files.
   *
   * @param what what the value is called in the log and in the thread's name, such as {@code keys}
   * @param files those to follow
   * @param maker reads the settings and makes the value; gets the one before, if there is one
   * @throws SettingsException if {@code maker} does
   */
  public static <T> FileBacked<T> of(String what, Set<Path> files, Function<Optional<T>, T> maker) {
    return of(what, following(files), maker);
  }

  /**
   * The same for a value that is made of several, each of which follows its own files.
   *
   * @param values those that it is made of; nothing is added to them from here on
   * @param maker makes the value of what {@code values} has; gets the one before, if there is one
   */
  public static <T> FileBacked<T> of(
      String what, FileValues values, Function<Optional<T>, T> maker) {
    FileBacked<T> backed = new FileBacked<>(what, values, !values.isEmpty(), maker);
    backed.timer.ifPresent(backed::start);
    return backed;
  }

  /** The same without a thread: the caller calls {@link #look}. */
  static <T> FileBacked<T> untimed(String what, FileValues values, Function<Optional<T>, T> maker) {
    return new FileBacked<>(what, values, false, maker);
  }

  /** The same without a thread: the caller calls {@link #look}. */
  static <T> FileBacked<T> untimed(String what, Set<Path> files, Function<Optional<T>, T> maker) {
    return untimed(what, following(files), maker);
  }

  /** Files that the maker reads by itself. */
  private static FileValues following(Set<Path> files) {
    FileValues values = new FileValues();
    var unused = values.add(files, () -> files);
    return values;
  }

  private static ScheduledExecutorService timer(String what) {
    return Executors.newSingleThreadScheduledExecutor(
        run -> {
          Thread thread = new Thread(run, "latchkey-" + what);
          thread.setDaemon(true);
          return thread;
        });
  }

  private void start(ScheduledExecutorService executor) {
    var unused =
        executor.scheduleWithFixedDelay(
            this::look, PERIOD.toNanos(), PERIOD.toNanos(), TimeUnit.NANOSECONDS);
  }

  /** The value as it is now. */
  @Override
  public T get() {
    return value;
  }

  /** Makes the value anew if the files say so. */
  void look() {
    Set<Path> changed = values.changed();
    // Outside of the lock: a file system that hangs must hold up nothing but this thread.
    Set<Path> used = changed.isEmpty() ? changed : values.reload(changed, what);
    if (!used.isEmpty()) {
      String names = used.stream().map(Path::toString).collect(Collectors.joining(", "));
      if (remake("the content of " + names + " has changed")) {
        LOGGER.log(Level.INFO, "Took up {0} from {1}", what, names);
      }
    }
  }

  /**
   * Makes the value anew, since something else than a file that it is made of has changed. When
   * that fails, it stays as it is, with one line in the log.
   *
   * @param why goes on "but" in that line
   * @return whether there is a new value
   */
  public synchronized boolean remake(String why) {
    try {
      value = maker.apply(Optional.of(value));
      return true;
    } catch (SettingsException e) {
      LOGGER.log(
          Level.ERROR, "{0}. The {1} in use stay as they are, but {2}", e.getMessage(), what, why);
    } catch (RuntimeException e) {
      // Whatever it is, the thread has to go on: the next content may be better.
      LOGGER.log(Level.ERROR, "The " + what + " in use stay as they are, but " + why, e);
    }
    return false;
  }

  /** Ends the thread, and waits until it has ended. The value stays what it is. */
  @Override
  public void close() {
    timer.ifPresent(FileBacked::end);
  }

  private static void end(ScheduledExecutorService executor) {
    executor.shutdownNow();
    try {
      executor.awaitTermination(END.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
