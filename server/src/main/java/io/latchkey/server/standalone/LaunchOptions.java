package io.latchkey.server.standalone;

import io.latchkey.settings.ProgramSettings;
import io.latchkey.settings.Setting;
import io.latchkey.settings.Settings;
import io.latchkey.settings.SettingsBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * The options on the command line.
 *
 * @param endpoint the address and port to listen on
 * @param httpPort a second port, for plain HTTP, see {@link DistributionValve}
 * @param tls false for plain HTTP
 * @param flags the values of the flags that set a setting, by flag, such as {@code --psk}
 */
record LaunchOptions(
    Endpoint endpoint,
    OptionalInt httpPort,
    boolean tls,
    Map<String, Map.Entry<Setting, String>> flags) {
  static final int DEFAULT_PORT = 8900;

  LaunchOptions {
    flags = Map.copyOf(flags);
  }

  /** The values may be secrets: only the names of the flags are shown. */
  @Override
  public String toString() {
    return "LaunchOptions[endpoint=%s, httpPort=%s, tls=%s, flags=%s]"
        .formatted(endpoint, httpPort, tls, flags.keySet());
  }

  /** Settings with a source for each flag. */
  SettingsBuilder settings() {
    return Settings.builder().program(new ProgramSettings(sources()));
  }

  /** The settings of the web application: the flags, and the pre-shared key that was generated. */
  ProgramSettings settings(PskLocation psk) {
    List<ProgramSettings.Source> sources = new ArrayList<>(sources());
    psk.generated()
        .ifPresent(
            file ->
                sources.add(
                    new ProgramSettings.Source(
                        "data directory", Map.of(Setting.PSK.key(), "file:" + file))));
    return new ProgramSettings(sources);
  }

  private List<ProgramSettings.Source> sources() {
    return flags.entrySet().stream()
        .map(
            flag ->
                new ProgramSettings.Source(
                    flag.getKey(),
                    Map.of(flag.getValue().getKey().key(), flag.getValue().getValue())))
        .toList();
  }
}
