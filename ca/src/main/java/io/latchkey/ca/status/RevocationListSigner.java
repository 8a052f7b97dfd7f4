package io.latchkey.ca.status;

import io.latchkey.base.rate.Backoff;
import io.latchkey.ca.AuthorityUnavailableException;
import io.latchkey.ca.policy.CaKeys;
import io.latchkey.ca.policy.Issuer;
import io.latchkey.ca.revocation.RevocationList;
import io.latchkey.ca.store.RevocationStore;
import io.latchkey.ca.store.RevocationStore.Change;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signs a revocation list by each key in use. A key that cannot sign, such as one in a token that
 * was removed, keeps its last list, so that it does not delay the revocations of the others. It is
 * tried again after a pause, which grows to five minutes. Not safe for use by several threads.
 */
final class RevocationListSigner {
  private static final Logger LOG = LoggerFactory.getLogger(Revocations.class);

  private final RevocationStore store;
  private final CaKeys keys;
  private final Duration validity;
  private final InstantSource clock;
  private final Map<Long, Boolean> ofThisCa = new HashMap<>();
  private final Map<String, Backoff> failing = new HashMap<>();

  RevocationListSigner(RevocationStore store, CaKeys keys, Duration validity, InstantSource clock) {
    this.store = store;
    this.keys = keys;
    this.validity = validity;
    this.clock = clock;
  }

  /** Whether the pause of a key that cannot sign goes on. A clock that was set back ends it. */
  boolean isPaused(String ski) {
    Backoff pause = failing.get(ski);
    return pause != null && !pause.isOver();
  }

  /**
   * Signs a list by each key.
   *
   * @throws AuthorityUnavailableException if no key can sign
   */
  List<RevocationList> sign(long number, Instant now, List<Change> entries) {
    Instant nextUpdate = now.plus(validity).truncatedTo(ChronoUnit.SECONDS);
    RevocationListBuilder builder = new RevocationListBuilder(number, now, nextUpdate, entries);
    List<RevocationList> signed = new ArrayList<>();
    Map<String, AuthorityUnavailableException> failed = new LinkedHashMap<>();
    for (Issuer issuer : keys.inUse()) {
      String ski = issuer.keyIdentifier();
      try {
        signed.add(new RevocationList(ski, number, now, nextUpdate, builder.sign(issuer)));
      } catch (AuthorityUnavailableException e) {
        failed.put(ski, e);
      }
    }
    if (signed.isEmpty()) {
      throw failed.values().iterator().next();
    }
    signed.forEach(list -> succeeded(list.ski()));
    failed.forEach((ski, problem) -> failed(ski, problem));
    return signed;
  }

  private void succeeded(String ski) {
    if (failing.remove(ski) != null) {
      LOG.info("The key {} of the CA signs its revocation list again", ski);
    }
  }

  private void failed(String ski, AuthorityUnavailableException problem) {
    int count = failing.computeIfAbsent(ski, key -> Backoff.growing(clock)).failed();
    if (count == 1) {
      LOG.warn(
          "The key {} of the CA cannot sign its revocation list; its last list is served, without"
              + " later revocations: {}",
          ski,
          problem.getMessage());
    }
  }

  /**
   * The entries of the next list. An expired certificate leaves the list after it was in one list
   * that was signed after the expiry (RFC 5280 section 3.3).
   *
   * @param lastSignedAt when the list before was signed
   */
  List<Change> entries(Collection<Change> revoked, Instant lastSignedAt) {
    return revoked.stream()
        .filter(each -> !each.notAfter().isBefore(lastSignedAt))
        .filter(each -> ofThisCa.computeIfAbsent(each.issuer(), this::hasName))
        .toList();
  }

  /** A list has the certificates of one issuer name. The store can also have those of another. */
  private boolean hasName(long issuer) {
    return store
        .issuer(issuer)
        .filter(
            certificate ->
                certificate
                    .getSubjectX500Principal()
                    .equals(keys.inUse().get(0).certificate().getSubjectX500Principal()))
        .isPresent();
  }
}
