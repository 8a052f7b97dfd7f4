package io.latchkey.tokens.secrets;

import io.latchkey.base.io.FilePoller;
import io.latchkey.base.io.Reloadable;
import io.latchkey.base.io.ReloadableFiles;
import io.latchkey.base.io.SharedReloadables.Use;
import io.latchkey.tokens.ComponentRoot;
import io.latchkey.tokens.ComponentRoots;
import io.latchkey.tokens.PreSharedKey;
import io.latchkey.tokens.component.RevokedComponents;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The secrets of an application, as one of its parts uses them; see {@link ApplicationSecrets}. All
 * methods return what is current now. Safe for use by several threads.
 */
public final class ConfiguredSecrets implements AutoCloseable {
  private final Use<PreSharedKeys> keys;
  private final Optional<Use<RevokedComponents>> revoked;
  private final ComponentRoots roots;
  private final FilePoller poller;
  private final Class<? extends RuntimeException> rejection;
  private final List<Reloadable<?>> made = new CopyOnWriteArrayList<>();

  ConfiguredSecrets(
      Use<PreSharedKeys> keys,
      Optional<Use<RevokedComponents>> revoked,
      ComponentRoots roots,
      FilePoller poller,
      Class<? extends RuntimeException> rejection) {
    this.keys = keys;
    this.revoked = revoked;
    this.roots = roots;
    this.poller = poller;
    this.rejection = rejection;
  }

  /** The pre-shared keys. */
  public PreSharedKeys preSharedKeys() {
    return keys.value().get();
  }

  /** The root of a key, see {@link ComponentRoots#of}. */
  public Optional<ComponentRoot> root(PreSharedKey psk) {
    return roots.of(psk);
  }

  /** The roots of the pre-shared keys, newest first; empty if all of them are weak. */
  public List<ComponentRoot> roots() {
    return preSharedKeys().all().stream()
        .distinct()
        .flatMap(psk -> roots.of(psk).stream())
        .toList();
  }

  /** The component keys that are revoked; none if they were not opened. */
  public RevokedComponents revokedComponents() {
    return revoked.map(use -> use.value().get()).orElseGet(RevokedComponents::none);
  }

  /** Lets a value that is also made of other files follow these secrets. */
  public void addTo(ReloadableFiles values) {
    values.follow(keys.value());
    revoked.map(Use::value).ifPresent(values::follow);
  }

  /**
   * Makes a value of these secrets, now and whenever they change. It ends with this object.
   *
   * @param what what the log calls the value
   * @param maker makes the value; its argument is the previous value, if there is one
   * @throws RuntimeException if {@code maker} does
   */
  public <T> Supplier<T> make(String what, Function<Optional<T>, T> maker) {
    ReloadableFiles values = new ReloadableFiles(rejection);
    addTo(values);
    Reloadable<T> value = Reloadable.of(what, poller, values, maker);
    made.add(value);
    return value;
  }

  /**
   * Ends the use of the secrets. Waits for derivations of roots that are running, because their
   * threads must not outlive the application.
   */
  @Override
  public void close() {
    made.forEach(Reloadable::close);
    revoked.ifPresent(Use::close);
    keys.close();
    roots.awaitEndOfThreads();
  }
}
