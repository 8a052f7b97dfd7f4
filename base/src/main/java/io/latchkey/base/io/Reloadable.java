package io.latchkey.base.io;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A value that is reloaded when one of its source files changes: overwritten, replaced, or swapped
 * by a symbolic link somewhere in its path.
 *
 * <p>A {@link FilePoller} reads the files every second. New content counts once two readings in a
 * row find it, so that a file that is being written is not used. If the value cannot be made, the
 * previous value stays in use, with an error in the log. Without files there is no polling.
 *
 * <p>A value can also be made of other reloadable values, see {@link ReloadableFiles#follow}: it is
 * made again whenever one of them was, before the log says that they were reloaded.
 *
 * <p>Safe for use by several threads; {@link #get} only reads a field. Close it to end the polling.
 *
 * @param <T> the type of the value, which is never closed
 */
public final class Reloadable<T> implements Supplier<T>, AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(Reloadable.class);

  private final String what;
  private final Function<Optional<T>, T> maker;
  private final ReloadableFiles files;
  private final FilePoller poller;
  private final Runnable task = this::poll;
  private final Runnable taskAfter = this::runAfterReload;
  private final List<Reloadable<?>> followers = new CopyOnWriteArrayList<>();
  private final ReentrantLock making = new ReentrantLock();
  private final AtomicBoolean remade = new AtomicBoolean();
  private volatile boolean closed;
  private volatile T value;

  private Reloadable(
      String what, FilePoller poller, ReloadableFiles files, Function<Optional<T>, T> maker) {
    this.what = what;
    this.maker = maker;
    this.files = files;
    this.poller = poller;
    value = maker.apply(Optional.empty());
  }

  /**
   * Makes the value, and follows the files that it is made of.
   *
   * @param what what the log calls the value, such as {@code keys}
   * @param poller polls the files
   * @param files the values that it is made of; none are added after this call
   * @param maker makes the value; its argument is the previous value, if there is one
   * @throws RuntimeException if {@code maker} does
   * @throws Error if {@code maker} does, or no thread can be started; then nothing is polled
   */
  public static <T> Reloadable<T> of(
      String what, FilePoller poller, ReloadableFiles files, Function<Optional<T>, T> maker) {
    List<?> before = files.followedValues();
    Reloadable<T> reloadable = new Reloadable<>(what, poller, files, maker);
    try {
      reloadable.start(before);
    } catch (RuntimeException | Error e) {
      reloadable.close();
      throw e;
    }
    return reloadable;
  }

  /**
   * @param before the values that the first value is made of
   */
  private void start(List<?> before) {
    files.followed().forEach(other -> other.followers.add(this));
    if (!files.areFollowedValues(before)) {
      reload("what they are made of has changed");
    }
    if (!files.isEmpty()) {
      poller.add("The check of " + files.paths() + " for changes", task);
    }
    if (files.afterReload().isPresent() && isPolled()) {
      poller.add("The task after a change of " + what, taskAfter);
    }
  }

  private boolean isPolled() {
    return !files.isEmpty() || files.followed().stream().anyMatch(Reloadable::isPolled);
  }

  /**
   * Makes a value whose maker reads the files itself.
   *
   * @param files the files to follow
   * @param expected what {@code maker} throws for bad content; only its message is logged
   */
  public static <T> Reloadable<T> of(
      String what,
      FilePoller poller,
      Set<Path> files,
      Class<? extends RuntimeException> expected,
      Supplier<T> maker) {
    ReloadableFiles followed = new ReloadableFiles(expected);
    var unused = followed.add(files, () -> files);
    return of(what, poller, followed, previous -> maker.get());
  }

  /** Returns the current value. */
  @Override
  public T get() {
    return value;
  }

  /**
   * Reads the files, and reloads the value if they have changed. After an {@link Error}, such as
   * one for want of memory or threads, the next call does so again.
   */
  void poll() {
    Set<Path> changed = files.changed();
    if (changed.isEmpty()) {
      return;
    }
    try {
      reload(changed);
    } catch (Error e) {
      files.retry(changed);
      throw e; // the poller reports it
    }
  }

  private void reload(Set<Path> changed) {
    // Outside of the lock: a file system that hangs must block only this thread.
    Set<Path> used = files.reload(changed, what);
    if (!used.isEmpty()) {
      String names = used.stream().map(Path::toString).collect(Collectors.joining(", "));
      if (reload("the content of " + names + " has changed")) {
        LOGGER.info("Reloaded {} from {}", what, names);
      }
    }
  }

  /**
   * Makes the value again because something other than a file has changed, and then the values that
   * are made of it. If that fails, the previous value stays in use, with one line in the log. Does
   * nothing once this object is closed.
   *
   * @param why the reason, to follow "although" in that line
   * @return whether nothing failed
   * @throws Error if a maker does. All values that are made of this one are made nevertheless
   */
  public boolean reload(String why) {
    making.lock();
    try {
      if (closed) {
        return true;
      }
      value = maker.apply(Optional.of(value));
      remade.set(true);
      return reloadFollowers(why);
    } catch (RuntimeException e) {
      // The next content may be better, so polling goes on.
      files.log(e, "The previous " + what + " stay in use, although " + why);
      return false;
    } finally {
      making.unlock();
    }
  }

  private void runAfterReload() {
    if (remade.getAndSet(false)) {
      try {
        files.afterReload().ifPresent(Runnable::run);
      } catch (RuntimeException | Error e) {
        remade.set(true);
        throw e; // the poller reports it
      }
    }
  }

  private boolean reloadFollowers(String why) {
    boolean allMade = true;
    List<Error> failures = new ArrayList<>();
    for (Reloadable<?> follower : followers) {
      try {
        allMade &= follower.reload(why);
      } catch (Error e) {
        failures.add(e);
      }
    }
    if (!failures.isEmpty()) {
      throw failures.get(0);
    }
    return allMade;
  }

  /**
   * Ends the polling. Waits at most 5 seconds for a poll that is under way, as long for a task
   * after a reload, and as long for a reload.
   */
  @Override
  public void close() {
    files.followed().forEach(other -> other.followers.remove(this));
    poller.remove(task);
    poller.remove(taskAfter);
    closed = true; // a reload that began before has the lock
    FilePoller.awaitEnd(making);
  }
}
