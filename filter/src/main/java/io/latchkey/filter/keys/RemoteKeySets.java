package io.latchkey.filter.keys;

import com.github.benmanes.caffeine.cache.Ticker;
import io.latchkey.settings.Setting;
import io.latchkey.settings.SettingName;
import io.latchkey.settings.Settings;
import io.latchkey.settings.SettingsException;
import io.latchkey.tokens.KeySetFreshness;
import io.latchkey.tokens.RemoteKeySet;
import io.latchkey.tokens.VerificationKey;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The JWK sets at URLs, by URL. Safe for use by several threads. */
final class RemoteKeySets implements AutoCloseable {
  private static final Logger LOGGER = LoggerFactory.getLogger(RemoteKeySets.class);

  private final Map<String, RemoteKeySet> sets = new LinkedHashMap<>();
  private final KeySetFreshness freshness;
  private final Ticker ticker;

  private RemoteKeySets(KeySetFreshness freshness, Ticker ticker) {
    this.freshness = freshness;
    this.ticker = ticker;
  }

  /**
   * Creates the configured sets without fetching them.
   *
   * @throws SettingsException if an entry is not a URL of a JWK set, or {@link
   *     Setting#JWKS_REFRESH} or {@link Setting#JWKS_MAX_AGE} is out of range
   */
  static RemoteKeySets of(Settings settings, Ticker ticker) {
    RemoteKeySets all = new RemoteKeySets(freshness(settings), ticker);
    ConfiguredPublicKeys.settings(settings)
        .forEach(setting -> settings.urls(setting).forEach(url -> all.add(settings, setting, url)));
    return all;
  }

  private static KeySetFreshness freshness(Settings settings) {
    KeySetFreshness standard = KeySetFreshness.standard();
    Duration refresh =
        settings
            .duration(
                Setting.JWKS_REFRESH, KeySetFreshness.MIN_REFRESH, KeySetFreshness.MAX_REFRESH)
            .orElse(standard.refresh());
    Optional<Duration> maxAge =
        settings.duration(
            Setting.JWKS_MAX_AGE, KeySetFreshness.MIN_REFRESH, KeySetFreshness.MAX_MAX_AGE);
    if (maxAge.orElse(standard.maxAge()).compareTo(refresh) < 0) {
      throw maxAge.isPresent()
          ? settings.bad(Setting.JWKS_MAX_AGE, "must be at least latchkey.jwks-refresh, " + refresh)
          : settings.bad(
              Setting.JWKS_REFRESH,
              "is longer than latchkey.jwks-max-age, which is %s by default; set that one too"
                  .formatted(standard.maxAge()));
    }
    return new KeySetFreshness(refresh, maxAge.orElse(standard.maxAge()));
  }

  private void add(Settings settings, SettingName setting, String url) {
    try {
      sets.computeIfAbsent(url, name -> RemoteKeySet.of(name, freshness, ticker::read));
    } catch (IllegalArgumentException e) {
      throw settings.bad(setting, "has an entry that " + e.getMessage());
    }
  }

  /**
   * Fetches all sets for the first time, in parallel. Returns after 10 seconds at most.
   *
   * @param onChange called for each change; returns whether the change is in effect
   */
  void start(BooleanSupplier onChange) {
    Map<RemoteKeySet, Taker> takers = new LinkedHashMap<>();
    sets.values().forEach(set -> takers.put(set, new Taker(onChange, set, freshness)));
    RemoteKeySet.start(takers);
  }

  /** Returns the last fetched keys; empty before the first successful fetch. */
  List<VerificationKey> keys(String url) {
    RemoteKeySet set = sets.get(url);
    return set == null ? List.of() : set.keys();
  }

  /** Fetches the sets that were not fetched within the last minute, and waits for the result. */
  void refresh() {
    RemoteKeySet.refresh(sets.values());
  }

  @Override
  public void close() {
    sets.values().forEach(RemoteKeySet::close);
  }

  private record Taker(BooleanSupplier onChange, RemoteKeySet set, KeySetFreshness freshness)
      implements RemoteKeySet.Listener {
    @Override
    public boolean fetched(URI uri, boolean changed) {
      if (set.keys().isEmpty()) {
        LOGGER.warn(
            "The JWK set at {} contains no supported key; tokens of its issuer are rejected",
            shown(uri));
      } else {
        LOGGER.info("Fetched the keys at {}", shown(uri));
      }
      return !changed || onChange.getAsBoolean();
    }

    @Override
    public void failed(URI uri, String problem) {
      LOGGER.warn(
          "{} {}. The last fetched keys stay in use until they are older than {}"
              + " (latchkey.jwks-max-age). The fetch is repeated every minute",
          shown(uri),
          problem,
          freshness.maxAge());
    }

    @Override
    public boolean expired(URI uri, Duration maxAge, boolean unreachable) {
      LOGGER.error(
          "{} has been {} for longer than {} (latchkey.jwks-max-age){}. Its keys are no"
              + " longer trusted, and its tokens are rejected until a fetch succeeds",
          shown(uri),
          unreachable ? "unreachable" : "without a fetch",
          maxAge,
          unreachable ? "" : ", because the machine was suspended or its clock was set ahead");
      return onChange.getAsBoolean();
    }

    /** The URL without its query, which may contain a secret. */
    private static String shown(URI uri) {
      return "https://" + uri.getAuthority() + uri.getRawPath();
    }
  }
}
