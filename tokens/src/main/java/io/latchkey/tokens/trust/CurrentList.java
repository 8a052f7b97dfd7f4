package io.latchkey.tokens.trust;

import io.latchkey.base.http.BackgroundFetch;
import io.latchkey.base.http.DocumentSource;
import io.latchkey.base.http.DocumentSource.Response;
import io.latchkey.base.http.DocumentSource.Version;
import java.io.IOException;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * The revocation list of one issuer, and where it is fetched. Safe for use by several threads; one
 * thread at a time fetches.
 */
final class CurrentList {
  /** A CA that moves names another address in each certificate. */
  private static final int MAX_SOURCES = 4;

  private final X509Certificate issuer;
  private final DocumentSource source;
  private final Clock clock;
  private final RevocationLists.Listener listener;
  private final BackgroundFetch backgroundFetch;

  private volatile @Nullable VerifiedRevocationList latest;

  // Guarded by this. The first source is the one that answered last.
  private final List<URI> sources = new ArrayList<>();
  private Optional<Version> version = Optional.empty();
  private @Nullable URI versionOf;
  private boolean failing;
  private boolean expired;

  CurrentList(
      X509Certificate issuer,
      DocumentSource source,
      Clock clock,
      RevocationLists.Listener listener,
      BackgroundFetch backgroundFetch) {
    this.issuer = issuer;
    this.source = source;
    this.clock = clock;
    this.listener = listener;
    this.backgroundFetch = backgroundFetch;
  }

  /** Adds addresses; the oldest one that does not answer gives way. */
  synchronized void addSources(List<URI> more) {
    for (URI uri : more) {
      if (!sources.contains(uri)) {
        if (sources.size() == MAX_SOURCES) {
          sources.remove(1);
        }
        sources.add(uri);
      }
    }
  }

  /** The list, if one was fetched. It may have expired. */
  Optional<VerifiedRevocationList> latest() {
    return Optional.ofNullable(latest);
  }

  synchronized boolean hasSources() {
    return !sources.isEmpty();
  }

  boolean isValidAt(Instant now) {
    return latest().filter(list -> list.isValidAt(now)).isPresent();
  }

  /** Starts a fetch, unless one is running. */
  void startFetch() {
    var unused = backgroundFetch.start(this::fetch);
  }

  /** The fetch that was started last. */
  CompletableFuture<Void> latestFetch() {
    return backgroundFetch.latest();
  }

  /** Fetches the list, from the first source that has a valid one. Never throws. */
  private void fetch() {
    List<URI> all;
    synchronized (this) {
      all = List.copyOf(sources);
    }
    String problem = "";
    for (URI uri : all) {
      try {
        read(uri);
        succeeded(uri);
        return;
      } catch (IOException e) {
        problem = problem.isEmpty() ? "%s %s".formatted(uri, e.getMessage()) : problem;
      } catch (RuntimeException e) {
        problem = "%s cannot be read (%s)".formatted(uri, e.getClass().getSimpleName());
      }
    }
    failed(all.isEmpty() ? "Its certificates name no distribution point" : problem);
  }

  private void read(URI uri) throws IOException {
    Optional<Version> known;
    synchronized (this) {
      known = uri.equals(versionOf) ? version : Optional.empty();
    }
    Response response = backgroundFetch.read(source.fetch(uri, known));
    if (response.body().isPresent()) {
      take(VerifiedRevocationList.parse(response.body().get(), issuer));
      synchronized (this) {
        version = Optional.of(response.version());
        versionOf = uri;
      }
    }
    VerifiedRevocationList now = latest;
    if (now == null || !now.isValidAt(clock.instant())) {
      forgetVersion();
      throw new IOException("answered with a revocation list that has expired");
    }
  }

  /** An older list could hide a revocation. After the newer list has expired, any list counts. */
  private void take(VerifiedRevocationList fetched) throws IOException {
    VerifiedRevocationList before = latest;
    if (before != null && before.isNewerThan(fetched) && before.isValidAt(clock.instant())) {
      throw new IOException("answered with an older revocation list than before");
    }
    latest = fetched;
  }

  private synchronized void forgetVersion() {
    version = Optional.empty();
    versionOf = null;
  }

  private void succeeded(URI uri) {
    boolean recovered;
    synchronized (this) {
      if (sources.remove(uri)) {
        sources.add(0, uri);
      }
      recovered = failing;
      failing = false;
      expired = false;
    }
    if (recovered) {
      listener.fetched(issuer, uri);
    }
  }

  private void failed(String problem) {
    if (backgroundFetch.isClosed()) {
      return;
    }
    boolean again;
    synchronized (this) {
      again = failing;
      failing = true;
    }
    if (!again) {
      listener.failed(issuer, problem);
    }
    VerifiedRevocationList last = latest;
    if (last != null && !last.isValidAt(clock.instant()) && isFirstExpiry()) {
      listener.expired(issuer, last.nextUpdate());
    }
  }

  private synchronized boolean isFirstExpiry() {
    boolean first = !expired;
    expired = true;
    return first;
  }

  /** Cancels a fetch, and prevents others. */
  void close() {
    backgroundFetch.close();
  }
}
