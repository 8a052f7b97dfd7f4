package io.latchkey.settings;

import io.latchkey.base.io.ConfiguredValue;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;

/** One setting, for code that does not know settings. */
record SettingValue(Settings settings, SettingName name) implements ConfiguredValue {
  @Override
  public Set<Path> files() {
    return settings.files(name);
  }

  @Override
  public Optional<String> text() {
    return settings.text(name);
  }

  @Override
  public Optional<Integer> integer(int least, int most) {
    return settings.integer(name, least, most);
  }

  @Override
  public RuntimeException badPart(String problem) {
    return settings.badPart(name, problem);
  }

  @Override
  public Class<? extends RuntimeException> rejection() {
    return SettingsException.class;
  }
}
