package io.latchkey.tokens.secrets;

import io.latchkey.base.http.ApplicationAttributes;
import io.latchkey.base.io.ConfiguredValue;
import io.latchkey.base.io.FilePoller;
import io.latchkey.base.io.Reloadable;
import io.latchkey.base.io.ReloadableFiles;
import io.latchkey.base.io.SharedReloadables;
import io.latchkey.base.io.SharedReloadables.Use;
import io.latchkey.tokens.ComponentRoots;
import io.latchkey.tokens.PreSharedKey;
import io.latchkey.tokens.component.RevokedComponents;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The secrets of one application. Its filters, its CA and its enrolment protocols read them here,
 * so that a file is read once and a change gives one line in the log. Settings can differ between
 * filters; only values from the same source are shared. Safe for use by several threads.
 */
public final class ApplicationSecrets {
  /** The attribute under which an application keeps its secrets. */
  public static final String ATTRIBUTE = ApplicationSecrets.class.getName();

  /** What the log calls all of them. */
  private static final String WHAT = "keys";

  private final FilePoller poller;
  private final ComponentRoots roots = new ComponentRoots();
  private final SharedReloadables<List<Object>, PreSharedKeys> keys = new SharedReloadables<>();
  private final SharedReloadables<Object, RevokedComponents> revoked = new SharedReloadables<>();

  /**
   * Begins without secrets.
   *
   * @param poller polls their files
   */
  public ApplicationSecrets(FilePoller poller) {
    this.poller = poller;
  }

  /** Returns the secrets of an application; creates the object at the first call. */
  public static ApplicationSecrets of(ApplicationAttributes attributes) {
    return attributes.getOrCreate(
        ATTRIBUTE,
        ApplicationSecrets.class,
        () -> new ApplicationSecrets(FilePoller.of(attributes)));
  }

  /**
   * Reads the pre-shared keys, unless another part of the application did.
   *
   * @return to be closed by the part of the application that uses them
   * @throws RuntimeException if a value is bad; then nothing stays open
   */
  public ConfiguredSecrets open(ConfiguredValue newest, ConfiguredValue previous) {
    return new ConfiguredSecrets(
        openKeys(newest, previous), Optional.empty(), roots, poller, newest.rejection());
  }

  /** The same, with the component keys that are revoked. */
  public ConfiguredSecrets open(
      ConfiguredValue newest, ConfiguredValue previous, ConfiguredValue revoked) {
    Use<PreSharedKeys> opened = openKeys(newest, previous);
    try {
      return new ConfiguredSecrets(
          opened, Optional.of(openRevoked(revoked)), roots, poller, newest.rejection());
    } catch (RuntimeException | Error e) {
      opened.close();
      throw e;
    }
  }

  private Use<PreSharedKeys> openKeys(ConfiguredValue newest, ConfiguredValue previous) {
    return keys.open(
        List.of(
            source(newest, ApplicationSecrets::preSharedKey),
            source(previous, ApplicationSecrets::preSharedKey)),
        () -> {
          ReloadableFiles values = new ReloadableFiles(newest.rejection());
          Supplier<Optional<PreSharedKey>> first =
              values.add(newest.files(), () -> preSharedKey(newest));
          Supplier<Optional<PreSharedKey>> second =
              values.add(previous.files(), () -> preSharedKey(previous));
          return Reloadable.of(
              WHAT, poller, values, before -> new PreSharedKeys(first.get(), second.get()));
        });
  }

  private Use<RevokedComponents> openRevoked(ConfiguredValue paths) {
    return revoked.open(
        source(paths, ApplicationSecrets::revokedComponents),
        () -> {
          ReloadableFiles values = new ReloadableFiles(paths.rejection());
          Supplier<RevokedComponents> read =
              values.add(paths.files(), () -> revokedComponents(paths));
          return Reloadable.of(WHAT, poller, values, before -> read.get());
        });
  }

  /** Says where a value comes from: its file, whatever is in it now, or the value itself. */
  private static Object source(ConfiguredValue value, Function<ConfiguredValue, Object> parser) {
    return value.files().isEmpty() ? parser.apply(value) : value.files();
  }

  private static Optional<PreSharedKey> preSharedKey(ConfiguredValue value) {
    return value
        .text()
        .map(
            secret -> {
              try {
                return PreSharedKey.of(secret);
              } catch (IllegalArgumentException e) {
                throw value.badPart(String.valueOf(e.getMessage()));
              }
            });
  }

  private static RevokedComponents revokedComponents(ConfiguredValue value) {
    boolean isFile = !value.files().isEmpty();
    try {
      return value
          .text()
          .map(isFile ? RevokedComponents::parseFile : RevokedComponents::parse)
          .orElseGet(RevokedComponents::none);
    } catch (IllegalArgumentException e) {
      throw value.badPart(String.valueOf(e.getMessage()));
    }
  }
}
