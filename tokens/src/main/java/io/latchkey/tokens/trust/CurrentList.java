package io.latchkey.tokens.trust;

import io.latchkey.base.http.DocumentSource;
import io.latchkey.base.http.DocumentSource.Answer;
import io.latchkey.base.http.DocumentSource.Fetch;
import io.latchkey.base.http.DocumentSource.Version;
import java.io.IOException;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
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

  private volatile @Nullable VerifiedRevocationList latest;

  // Guarded by this. The first source is the one that answered last.
  private final List<URI> sources = new ArrayList<>();
  private @Nullable Fetch underWay;
  private Optional<Version> version = Optional.empty();
  private @Nullable URI versionOf;
  private boolean failing;
  private boolean expired;
  private boolean closed;

  CurrentList(
      X509Certificate issuer,
      DocumentSource source,
      Clock clock,
      RevocationLists.Listener listener) {
    this.issuer = issuer;
    this.source = source;
    this.clock = clock;
    this.listener = listener;
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

  /** Fetches the list, from the first source that has a valid one. Never throws. */
  void fetch(Function<Fetch, Future<?>> deadline) {
    List<URI> all;
    synchronized (this) {
      all = List.copyOf(sources);
    }
    String problem = "";
    for (URI uri : all) {
      try {
        read(uri, deadline);
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

  private void read(URI uri, Function<Fetch, Future<?>> deadline) throws IOException {
    Fetch fetch;
    synchronized (this) {
      fetch = source.fetch(uri, uri.equals(versionOf) ? version : Optional.empty());
      underWay = fetch;
    }
    Future<?> end = deadline.apply(fetch);
    try {
      Answer answer = fetch.read();
      if (answer.body().isPresent()) {
        take(VerifiedRevocationList.parse(answer.body().get(), issuer));
        synchronized (this) {
          version = Optional.of(answer.version());
          versionOf = uri;
        }
      }
    } finally {
      end.cancel(false);
      synchronized (this) {
        underWay = null;
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
    boolean again;
    synchronized (this) {
      again = failing || closed;
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
    boolean first = !expired && !closed;
    expired = true;
    return first;
  }

  /** Cancels a fetch. */
  void close() {
    Fetch fetch;
    synchronized (this) {
      closed = true;
      fetch = underWay;
    }
    if (fetch != null) {
      fetch.close();
    }
  }

  /** Waits for a fetch. */
  static void await(Future<?> fetch, Duration time) {
    try {
      fetch.get(time.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (ExecutionException | TimeoutException e) {
      // The caller looks at the list.
    }
  }
}
