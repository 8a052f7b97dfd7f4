package io.latchkey.tokens.trust;

import io.latchkey.base.http.BackgroundFetch;
import io.latchkey.base.http.DocumentSource;
import io.latchkey.base.http.HttpDocumentSource;
import io.latchkey.base.net.AuthorityPaths;
import io.latchkey.base.threads.BoundedWait;
import io.latchkey.base.threads.DaemonThreads;
import io.latchkey.base.threads.RepeatedTask;
import io.latchkey.tokens.trust.CertifiedPath.Link;
import java.net.URI;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import javax.security.auth.x500.X500Principal;

/**
 * The revocation lists (RFC 5280) of the CAs that have signed accepted certificates.
 *
 * <ul>
 *   <li>A list is fetched when a certificate of its issuer is used for the first time, and then
 *       every two seconds with conditional requests, until no certificate was used for a day.
 *   <li>It is fetched from {@code latchkey.ca.url} or from the distribution points of certificates
 *       whose path is valid.
 *   <li>A list is used until its next update. Then, and before the first list, the revocation of a
 *       certificate is unknown.
 *   <li>Only the issuer's own complete list counts, and an older list never replaces a newer valid
 *       list.
 *   <li>After a rotation of the CA, nothing signs lists for the key of the old root. Its
 *       cross-certificate for the new root then depends on the list of the new root, which has the
 *       same entries.
 *   <li>A list has at most 8 MiB, and a fetch takes at most 10 seconds.
 * </ul>
 *
 * <p>Safe for use by several threads. Requests wait at most 3 seconds for the first list of an
 * issuer, and at most 32 requests wait at the same time.
 */
public final class RevocationLists implements AutoCloseable {
  private static final Duration PERIOD = Duration.ofSeconds(2);
  private static final Duration LONGEST_FETCH = Duration.ofSeconds(10);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(3);
  private static final Duration IDLE = Duration.ofDays(1);
  private static final Duration END = Duration.ofSeconds(5);
  private static final Duration TIMEOUT = Duration.ofSeconds(2);
  private static final int MAX_BYTES = 8 << 20;
  private static final int MAX_CHAIN_BYTES = 64 << 10;
  private static final int MAX_LISTS = 64;
  private static final int MAX_WAITING = 32;
  private static final int FETCHERS = 4;

  private final Optional<String> authority;
  private final Supplier<List<X509Certificate>> trusted;
  private final DocumentSource source;
  private final Clock clock;
  private final LongSupplier nanoTime;
  private final Listener listener;
  private final ConcurrentMap<Issuer, Polled> lists = new ConcurrentHashMap<>();
  private final BoundedWait wait = new BoundedWait(MAX_WAITING);

  // Guarded by this.
  private boolean polling;
  private boolean closed;

  private final ScheduledExecutorService ticker =
      Executors.newSingleThreadScheduledExecutor(DaemonThreads.named("latchkey-crl"));
  private final ExecutorService fetchers =
      Executors.newFixedThreadPool(FETCHERS, DaemonThreads.named("latchkey-crl-fetch"));
  private final Optional<SuccessorSearch> successors;

  /**
   * Creates lists without fetching any. Threads start with the first list.
   *
   * @param authority the URL of a CA that serves its lists below {@code /ca/crl/}; without it, the
   *     distribution points of certificates are used
   * @param trusted the CA certificates that {@code https} servers may use besides those that the
   *     Java runtime trusts
   * @param clock decides whether a list has expired
   */
  public RevocationLists(
      Optional<URI> authority,
      Supplier<List<X509Certificate>> trusted,
      Clock clock,
      Listener listener) {
    this(authority, trusted, Documents.overHttp(trusted), clock, System::nanoTime, listener);
  }

  RevocationLists(
      Optional<URI> authority,
      Supplier<List<X509Certificate>> trusted,
      Documents documents,
      Clock clock,
      LongSupplier nanoTime,
      Listener listener) {
    this.authority = authority.map(uri -> uri.toString().replaceFirst("/+$", ""));
    this.trusted = trusted;
    this.source = documents.lists();
    this.clock = clock;
    this.nanoTime = nanoTime;
    this.listener = listener;
    this.successors =
        this.authority.map(
            base ->
                new SuccessorSearch(
                    URI.create(base + AuthorityPaths.CERTIFICATE),
                    documents.chains(),
                    backgroundFetch()));
  }

  /**
   * The sources of documents. Signatures protect the documents, so {@code http} is enough.
   *
   * @param lists returns revocation lists in DER
   * @param chains returns the certificates of a CA in PEM
   */
  record Documents(DocumentSource lists, DocumentSource chains) {
    private static Documents overHttp(Supplier<List<X509Certificate>> trusted) {
      ListTls tls = new ListTls(trusted);
      return new Documents(
          http("application/pkix-crl", MAX_BYTES, tls),
          http("application/pem-certificate-chain", MAX_CHAIN_BYTES, tls));
    }

    private static DocumentSource http(String accept, int maxBytes, ListTls tls) {
      return new HttpDocumentSource(accept, maxBytes, TIMEOUT, tls, "that is trusted");
    }
  }

  /** Two certificates of one CA with the same key have the same list. */
  private record Issuer(X500Principal name, PublicKey key) {}

  /** A list, and when it was used last. */
  private record Polled(CurrentList list, AtomicLong used) {}

  /**
   * Fetches the lists of CAs in the background, if the URL of the CA is known. The first request
   * then need not wait.
   */
  public void prefetch(List<X509Certificate> authorities) {
    for (X509Certificate each : authorities) {
      List<URI> known = atAuthority(each);
      if (!known.isEmpty()) {
        polled(each, known);
      }
    }
  }

  /**
   * Whether a certificate of a path is revoked.
   *
   * <p>A cross-certificate of a CA usually names no distribution point. It is then looked up in the
   * list of its own key, if the issuer has no list or its last list has expired. The last list of
   * the issuer counts, too.
   *
   * @throws IllegalStateException if that is unknown, because there is no valid list
   */
  boolean isRevoked(List<Link> path) {
    boolean revoked = false;
    for (Link link : path) {
      Polled polled = known(link.sources(), issuerOfList(link));
      VerifiedRevocationList list = polled.list.latest().orElseGet(() -> first(polled));
      if (!list.isValidAt(clock.instant())) {
        revoked |= ofOwnKey(link, list).serials().contains(link.serial());
      }
      revoked |= list.serials().contains(link.serial());
    }
    return revoked;
  }

  /**
   * Returns the list of the certified key. A list that is older than the last list of the issuer
   * could hide a revocation.
   */
  private VerifiedRevocationList ofOwnKey(Link link, VerifiedRevocationList ofIssuer) {
    return link.crossCertified()
        .filter(cross -> link.sources().isEmpty())
        .map(cross -> known(List.of(), cross))
        .flatMap(polled -> polled.list.latest())
        .filter(own -> own.isValidAt(clock.instant()) && !ofIssuer.isNewerThan(own))
        .orElseThrow(() -> new IllegalStateException("the revocation list has expired"));
  }

  /**
   * Returns what is known about the lists together. Lists without an address do not count. The
   * method reads memory only.
   */
  public Status status() {
    Instant now = clock.instant();
    List<CurrentList> known =
        lists.values().stream().map(each -> each.list).filter(CurrentList::hasSources).toList();
    long valid = known.stream().filter(list -> list.isValidAt(now)).count();
    if (valid > 0) {
      return valid == known.size() ? Status.VALID : Status.PARTIAL;
    }
    if (known.isEmpty()) {
      return Status.UNUSED;
    }
    boolean fetched = known.stream().anyMatch(list -> list.latest().isPresent());
    return fetched ? Status.EXPIRED : Status.MISSING;
  }

  private X509Certificate issuerOfList(Link link) {
    boolean hasList =
        !link.sources().isEmpty()
            || lists.containsKey(key(link.issuer()))
            || !atAuthority(link.issuer()).isEmpty();
    return hasList ? link.issuer() : link.crossCertified().orElse(link.issuer());
  }

  private Polled known(List<URI> points, X509Certificate issuer) {
    Polled known = lists.get(key(issuer));
    boolean usable =
        known != null
            && known.list.latest().filter(list -> list.isValidAt(clock.instant())).isPresent();
    if (known != null && usable) {
      known.used.set(nanoTime.getAsLong());
      return known;
    }
    List<URI> sources = new ArrayList<>(atAuthority(issuer));
    sources.addAll(points);
    return polled(issuer, sources);
  }

  private static Issuer key(X509Certificate issuer) {
    return new Issuer(issuer.getSubjectX500Principal(), issuer.getPublicKey());
  }

  private List<URI> atAuthority(X509Certificate issuer) {
    return authority.stream()
        .flatMap(
            base ->
                CertificateKeyIdentifiers.ofSubject(issuer).stream()
                    .map(HexFormat.of()::formatHex)
                    .map(ski -> URI.create(base + AuthorityPaths.REVOCATION_LISTS + "/" + ski)))
        .toList();
  }

  private Polled polled(X509Certificate issuer, List<URI> sources) {
    Polled polled = lists.get(key(issuer));
    if (polled == null) {
      polled = added(issuer, sources);
    }
    polled.list.addSources(sources);
    polled.used.set(nanoTime.getAsLong());
    return polled;
  }

  private synchronized Polled added(X509Certificate issuer, List<URI> sources) {
    if (closed) {
      throw new IllegalStateException("the revocation lists are closed");
    }
    if (lists.size() >= MAX_LISTS) {
      throw new IllegalStateException("there are too many revocation lists");
    }
    Polled polled =
        lists.computeIfAbsent(
            key(issuer), key -> new Polled(list(issuer), new AtomicLong(nanoTime.getAsLong())));
    polled.list.addSources(sources);
    if (!polling) {
      polling = true;
      var unused =
          ticker.scheduleWithFixedDelay(
              new RepeatedTask("The check of the revocation lists", this::poll),
              PERIOD.toNanos(),
              PERIOD.toNanos(),
              TimeUnit.NANOSECONDS);
    }
    polled.list.startFetch();
    return polled;
  }

  private CurrentList list(X509Certificate issuer) {
    return new CurrentList(issuer, source, clock, listener, backgroundFetch());
  }

  private BackgroundFetch backgroundFetch() {
    return new BackgroundFetch(fetchers, ticker, LONGEST_FETCH);
  }

  /** Waits for the first list of an issuer. */
  private VerifiedRevocationList first(Polled polled) {
    var unused = wait.await(polled.list.latestFetch(), LONGEST_WAIT);
    return polled
        .list
        .latest()
        .orElseThrow(() -> new IllegalStateException("there is no revocation list yet"));
  }

  /** Fetches all lists again, and drops those that were not used for a day. */
  void poll() {
    long now = nanoTime.getAsLong();
    lists.values().removeIf(each -> now - each.used.get() > IDLE.toNanos());
    lists.values().forEach(each -> each.list.startFetch());
    if (status() == Status.EXPIRED) {
      // Perhaps all trusted roots are replaced. Then only the lists of their successors are valid.
      successors.ifPresent(search -> search.start(trusted.get(), this::add));
    }
  }

  private void add(X509Certificate successor) {
    Polled unused = polled(successor, atAuthority(successor));
  }

  /** Stops fetching, and waits at most 5 seconds for a fetch that is running. */
  @Override
  public void close() {
    synchronized (this) {
      closed = true;
    }
    lists.values().forEach(each -> each.list.close());
    successors.ifPresent(SuccessorSearch::close);
    DaemonThreads.end(ticker, END);
    DaemonThreads.end(fetchers, END);
  }

  /** What is known about the lists. */
  public enum Status {
    /** No list is needed yet: no certificate was used, and the URL of the CA is not known. */
    UNUSED,
    /** All lists are valid. */
    VALID,
    /**
     * Some lists are valid, others are missing or have expired. Certificates whose issuer has a
     * valid list are accepted.
     */
    PARTIAL,
    /** No list could be fetched yet. No certificate is accepted. */
    MISSING,
    /** No list is valid, and at least one has expired. No certificate is accepted. */
    EXPIRED;

    /** The name in lower case. */
    public String wireName() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Receives the results of fetches, on a fetching thread. */
  public interface Listener {
    /** A list was fetched after a failure. */
    default void fetched(X509Certificate issuer, URI uri) {}

    /**
     * A list could not be fetched. Called once until a fetch succeeds.
     *
     * @param problem a sentence without a full stop
     */
    default void failed(X509Certificate issuer, String problem) {}

    /** A list has expired and could not be fetched. Called once until a fetch succeeds. */
    default void expired(X509Certificate issuer, Instant nextUpdate) {}
  }
}
