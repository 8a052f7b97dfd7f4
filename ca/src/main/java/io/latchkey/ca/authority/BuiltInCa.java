package io.latchkey.ca.authority;

import io.latchkey.base.crypto.CertificateValidity;
import io.latchkey.ca.AuthorityUnavailableException;
import io.latchkey.ca.CertificateAuthority;
import io.latchkey.ca.DataDirectory;
import io.latchkey.ca.policy.Issuer;
import io.latchkey.ca.policy.RootProfile;
import io.latchkey.ca.store.ClockBound;
import io.latchkey.ca.store.GenerationStore;
import io.latchkey.ca.store.GenerationStore.StoredGeneration;
import io.latchkey.pki.KeyType;
import io.latchkey.pki.Pem;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Creates the built-in CA at the first start and adds the generations of its rotations. The store
 * has at most one CA: if traces of an earlier CA exist and it cannot be read, the start stops.
 */
final class BuiltInCa {
  private static final Logger LOG = LoggerFactory.getLogger(CertificateAuthority.class);

  /** The root certificate, for the operator, and as the mark that a CA exists. */
  static final String CERTIFICATE_FILE = "ca.crt";

  private final DataDirectory directory;
  private final GenerationStore store;
  private final KeyCustody custody;
  private final KeyType keyType;
  private final RootProfile profile;
  private final Set<Integer> deleted = new HashSet<>();
  private Optional<Kept> pending = Optional.empty();

  /**
   * @param keyType the type of new keys
   * @param profile the content of the first root; later roots have the same name
   */
  BuiltInCa(
      DataDirectory directory,
      GenerationStore store,
      KeyCustody custody,
      KeyType keyType,
      RootProfile profile) {
    this.directory = directory;
    this.store = store;
    this.custody = custody;
    this.keyType = keyType;
    this.profile = profile;
  }

  Generations loadOrCreate(Instant now) {
    List<StoredGeneration> stored = store.allAtStart();
    if (stored.isEmpty()) {
      create(now);
      stored = store.allAtStart();
    }
    if (stored.isEmpty()) {
      throw new AuthorityUnavailableException("The CA vanished; start again");
    }
    Loaded loaded = load(stored, List.of());
    Generations generations = loaded.generations();
    loaded.problem().ifPresent(problem -> requireOnlyFormer(generations, now, problem));
    leaveTrace(generations, now);
    return generations;
  }

  /** A former key may be missing, for example if a backup is older than its deletion. */
  private static void requireOnlyFormer(
      Generations generations, Instant now, AuthorityUnavailableException problem) {
    int current = generations.current(now).number();
    if (generations.all().stream()
        .anyMatch(each -> each.isNotLoaded() && each.number() >= current)) {
      throw problem;
    }
    LOG.warn(
        "A former key of the CA cannot be loaded; its revocation lists and OCSP responses are not"
            + " signed: {}",
        problem.getMessage());
  }

  /** Another process on the same database may create the CA first. Both then use it. */
  private void create(Instant now) {
    checkThatThereWasNone();
    Issuer created = custody.create(keyType, profile, now);
    StoredGeneration first =
        new StoredGeneration(
            1, Optional.empty(), created.root(), Optional.empty(), Optional.empty(), now, now, now);
    if (store.create(first, () -> custody.keep(created))) {
      LOG.info("Created a CA with a key of type {}", keyType);
    }
  }

  /** A key of a generation that is kept; the store may not have recorded it. */
  private record Kept(int number, X509Certificate root, String key) {}

  /** The key of the next generation. */
  record Successor(int number, Issuer issuer, String kept) {}

  /**
   * Generates and keeps the key for {@link #announce}. It needs no database, and can take seconds.
   * Uses the key of an attempt that failed, so that attempts do not fill a PKCS#11 token. That key
   * is loaded again, because the token may have been connected again since.
   */
  Successor successor(Generation current, Instant now) {
    int number = current.number() + 1;
    Optional<Kept> earlier = pending.filter(each -> each.number() == number);
    if (earlier.isPresent()) {
      Kept kept = earlier.get();
      return new Successor(number, custody.load(kept.key(), kept.root()), kept.key());
    }
    Issuer fresh = custody.create(keyType, profile.successorOf(current.root()), now);
    Kept kept = new Kept(number, fresh.root(), custody.keep(fresh));
    pending = Optional.of(kept);
    return new Successor(number, fresh, kept.key());
  }

  /**
   * Adds the next generation. One thread at a time calls this.
   *
   * @return false if another process added one first
   */
  boolean announce(
      Generation current, Successor made, Instant now, RotationTimes times, boolean switchNow) {
    Issuer former = current.issuer().orElseThrow();
    Issuer created = made.issuer();
    // The cross-certificates of an expired root would have expired as well.
    boolean crossed = !CertificateValidity.hasExpired(current.root(), now);
    Optional<Instant> lastEnd = store.lastEnd();
    Duration phase = times.phase(current.root(), created.root(), lastEnd, now);
    Instant currentAt = switchNow || !crossed ? now : now.plus(phase);
    StoredGeneration next =
        new StoredGeneration(
            made.number(),
            Optional.of(made.kept()),
            created.root(),
            Optional.of(current.root())
                .filter(root -> crossed)
                .map(root -> created.crossCertify(root, now)),
            Optional.of(created.root())
                .filter(root -> crossed)
                .map(root -> former.crossCertify(root, now)),
            now,
            currentAt,
            currentAt.plus(phase));
    Generations both =
        new Generations(List.of(current, new Generation(next, Optional.of(created))));
    List<Generation> all = both.all();
    boolean added = store.add(next, all.stream().flatMap(both::chains).distinct().toList());
    pending = Optional.empty();
    if (added) {
      RotationLog.warnOfClients(current, now);
      RotationLog.warnOfDeletion(current.root(), lastEnd, next.formerUntil());
    }
    // An earlier write of the same generation may have taken effect after its time limit.
    if (!added
        && store.all().stream()
            .noneMatch(each -> each.privateKey().equals(Optional.of(made.kept())))) {
      custody.delete(made.kept());
    }
    return added;
  }

  /** Makes the announced generation current; false if another process did. */
  boolean switchNow(Generation current, Generation announced, Instant now, RotationTimes times) {
    Optional<Instant> lastEnd = store.lastEnd();
    Instant formerUntil = now.plus(times.phase(current.root(), announced.root(), lastEnd, now));
    boolean switched = store.makeCurrent(announced.number(), now, formerUntil);
    if (switched) {
      RotationLog.warnOfDeletion(current.root(), lastEnd, formerUntil);
    }
    return switched;
  }

  /** Deletes the private key of a former generation from the store. */
  void deleteKey(Generation former) {
    boolean unused = store.deletePrivateKey(former.number());
  }

  /**
   * Deletes the keys that are no longer in the store from what this host has besides it. Each node
   * does this, because each can have a PKCS#11 token of its own, and the node that deleted a key
   * from the store may have been killed. One thread at a time calls this.
   */
  void deleteRetiredKeys(Generations generations) {
    for (Generation each : generations.all()) {
      if (each.stored().privateKey().isEmpty()
          && !deleted.contains(each.number())
          && custody.deleteRetired(each.root())) {
        deleted.add(each.number());
      }
    }
  }

  List<StoredGeneration> stored() {
    return store.all();
  }

  /** See {@link GenerationStore#clockBound}. */
  ClockBound clockBound(Duration pause, Instant now, LongSupplier nanoTime) {
    return store.clockBound(pause, now, nanoTime);
  }

  /** See {@link GenerationStore#serverTime}. */
  Optional<Instant> serverTime() {
    return store.serverTime();
  }

  /** See {@link GenerationStore#serverTimeAtStart}. */
  Optional<Instant> serverTimeAtStart() {
    return store.serverTimeAtStart();
  }

  /**
   * Generations from the store.
   *
   * @param problem why a key could not be loaded; its generation then has no issuer
   */
  record Loaded(Generations generations, Optional<AuthorityUnavailableException> problem) {}

  /** Loads the generations, and takes the keys that are known already. */
  Loaded load(List<StoredGeneration> stored, List<Generation> known) {
    List<Generation> all = new ArrayList<>();
    Optional<AuthorityUnavailableException> problem = Optional.empty();
    for (StoredGeneration each : stored) {
      try {
        all.add(load(each, known));
      } catch (AuthorityUnavailableException e) {
        all.add(new Generation(each, Optional.empty()));
        problem = Optional.of(e);
      }
    }
    return new Loaded(new Generations(all), problem);
  }

  private Generation load(StoredGeneration stored, List<Generation> known) {
    Optional<Issuer> issuer =
        known.stream()
            .filter(each -> each.root().equals(stored.root()))
            .flatMap(each -> each.issuer().stream())
            .findFirst();
    return new Generation(
        stored,
        stored.privateKey().map(kept -> issuer.orElseGet(() -> custody.load(kept, stored.root()))));
  }

  private void checkThatThereWasNone() {
    if (directory.read(CERTIFICATE_FILE).isPresent()) {
      throw new AuthorityUnavailableException(
          ("File %s belongs to a CA that is not in %s; restore that database from a backup,"
                  + " or delete the file to begin with a new CA")
              .formatted(directory.file(CERTIFICATE_FILE), store.databaseName()));
    }
  }

  /** Writes the current root to its file. The file may contain the root of another generation. */
  void leaveTrace(Generations generations, Instant now) {
    String pem = Pem.encode(generations.current(now).root());
    Optional<String> trace = directory.read(CERTIFICATE_FILE);
    if (trace.isEmpty()) {
      directory.write(CERTIFICATE_FILE, pem);
    } else if (roots(generations).noneMatch(trace.get()::equals)) {
      throw new AuthorityUnavailableException(
          ("File %s is of another CA than the one in %s; restore what belongs together,"
                  + " or delete the file to go on with the CA of the database")
              .formatted(directory.file(CERTIFICATE_FILE), store.databaseName()));
    } else if (!trace.get().equals(pem)) {
      directory.replace(CERTIFICATE_FILE, pem);
    }
  }

  private static Stream<String> roots(Generations generations) {
    return generations.all().stream().map(each -> Pem.encode(each.root()));
  }
}
