package io.latchkey.filter;

import com.github.benmanes.caffeine.cache.Ticker;
import io.latchkey.settings.SettingName;
import io.latchkey.settings.Settings;
import io.latchkey.settings.SettingsException;
import io.latchkey.tokens.RemoteKeySet;
import io.latchkey.tokens.VerificationKey;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The JWK sets that are fetched from somewhere, by their URL. Safe for use by several threads. */
final class RemoteKeySets implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(RemoteKeySets.class);

  private final Map<String, RemoteKeySet> sets = new LinkedHashMap<>();
  private final Ticker ticker;

  private RemoteKeySets(Ticker ticker) {
    this.ticker = ticker;
  }

  /**
   * Names those that the settings do; fetches nothing yet.
   *
   * @throws SettingsException if one is no URL to fetch keys from
   */
  static RemoteKeySets of(Settings settings, Ticker ticker) {
    RemoteKeySets all = new RemoteKeySets(ticker);
    ConfiguredPublicKeys.settings(settings)
        .forEach(setting -> settings.urls(setting).forEach(url -> all.add(settings, setting, url)));
    return all;
  }

  private void add(Settings settings, SettingName setting, String url) {
    try {
      sets.computeIfAbsent(url, name -> RemoteKeySet.of(name, ticker::read));
    } catch (IllegalArgumentException e) {
      throw settings.bad(setting, "has an entry that " + e.getMessage());
    }
  }

  /**
   * Fetches each for the first time, one after the other.
   *
   * @param onChange called for each change; says whether the change is taken up
   */
  void start(BooleanSupplier onChange) {
    sets.values().forEach(set -> set.start(new Taker(onChange)));
  }

  /** The keys fetched last; none before that has succeeded. */
  List<VerificationKey> keys(String url) {
    RemoteKeySet set = sets.get(url);
    return set == null ? List.of() : set.keys();
  }

  /** Fetches those anew that were not fetched within the last minute, and waits for it. */
  void refresh() {
    RemoteKeySet.refresh(sets.values());
  }

  @Override
  public void close() {
    sets.values().forEach(RemoteKeySet::close);
  }

  private record Taker(BooleanSupplier onChange) implements RemoteKeySet.Listener {
    @Override
    public boolean fetched(URI uri, boolean changed) {
      LOGGER.info("Fetched the keys at {}", shown(uri));
      return !changed || onChange.getAsBoolean();
    }

    @Override
    public void failed(URI uri, String problem) {
      LOGGER.warn(
          "{} {}. The keys that were fetched last stay in use; it is tried again every minute",
          shown(uri),
          problem);
    }

    /** Without the query, which may hold a secret. */
    private static String shown(URI uri) {
      return "https://" + uri.getAuthority() + uri.getRawPath();
    }
  }
}
