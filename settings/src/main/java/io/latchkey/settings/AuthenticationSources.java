package io.latchkey.settings;

import io.latchkey.base.http.ApplicationAttributes;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The settings of an application that are set where only the authentication of requests reads them:
 * as an init-param of a filter or in the annotation of a mechanism. The CA of the same application
 * does not read these sources. A setting that the CA reads stops the start there, because the CA
 * would ignore the value, such as a list of revoked keys.
 *
 * <p>The authentication and the CA each announce themselves when they start, in any order. Safe for
 * use by several threads.
 */
public final class AuthenticationSources {
  private static final String ATTRIBUTE = AuthenticationSources.class.getName();

  /** The settings that the CA of the application reads too, with their sources. */
  private final Map<Setting, String> shared = new LinkedHashMap<>();

  private boolean hasAuthority;

  private AuthenticationSources() {}

  /**
   * Returns the object of an application.
   *
   * @param get reads an attribute of the servlet context; null if it is not set
   * @param set sets an attribute of the servlet context
   */
  public static AuthenticationSources of(
      Function<String, @Nullable Object> get, BiConsumer<String, Object> set) {
    return new ApplicationAttributes(get, set)
        .getOrCreate(ATTRIBUTE, AuthenticationSources.class, AuthenticationSources::new);
  }

  /**
   * Adds a source that only the authentication reads.
   *
   * @param source the name of the source in messages
   * @param names the names that the source sets; unknown names are ignored
   * @throws SettingsException if only a CA reads one of the settings, or if the CA of this
   *     application reads one of them too
   */
  public synchronized void add(String source, Set<String> names) {
    for (Setting setting : Setting.values()) {
      if (names.contains(setting.key())) {
        add(source, setting);
      }
    }
    check();
  }

  private void add(String source, Setting setting) {
    switch (setting.scope()) {
      case AUTHENTICATION -> {}
      case EVERY_SERVER -> shared.putIfAbsent(setting, source);
      case OWN_CA ->
          throw SettingsException.of(
              setting,
              source,
              "only a CA reads this setting, and a CA does not read this source; remove it, or set it as"
                  + " context-param of an application with a CA");
    }
  }

  /**
   * Announces that the application contains the resources of the CA.
   *
   * @throws SettingsException if a source of the authentication sets a setting that the CA reads
   */
  public synchronized void addAuthority() {
    hasAuthority = true;
    check();
  }

  private void check() {
    if (hasAuthority) {
      shared.forEach(
          (setting, source) -> {
            throw SettingsException.of(
                setting,
                source,
                "the CA of this application reads this setting too, but not this source; set it"
                    + " as context-param, for both");
          });
    }
  }
}
