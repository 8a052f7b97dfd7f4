package io.latchkey.ca.authority;

import io.latchkey.ca.RotationStatus.Phase;
import io.latchkey.ca.policy.Issuer;
import io.latchkey.ca.policy.ValidityPeriod;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The generations of the CA's key, oldest first. The time decides which of them is current, so that
 * all nodes switch without a further write to the store. Immutable.
 */
record Generations(List<Generation> all) {
  Generations {
    all = List.copyOf(all);
  }

  /** The generation that signs certificates. */
  Generation current(Instant now) {
    Generation current = all.get(0);
    for (Generation each : all) {
      if (!now.isBefore(each.stored().currentAt())) {
        current = each;
      }
    }
    return current;
  }

  /** The generation that a rotation has announced and not yet switched to. */
  Optional<Generation> announced(Instant now) {
    return numbered(current(now).number() + 1);
  }

  /** The generation before the current one, until its key is due to be deleted. */
  Optional<Generation> former(Instant now) {
    Generation current = current(now);
    return now.isBefore(current.stored().formerUntil())
        ? numbered(current.number() - 1)
        : Optional.empty();
  }

  private Optional<Generation> numbered(int number) {
    return all.stream().filter(each -> each.number() == number).findFirst();
  }

  Phase phase(Instant now) {
    if (announced(now).isPresent()) {
      return Phase.ANNOUNCED;
    }
    return former(now).isPresent() ? Phase.SWITCHED : Phase.NONE;
  }

  /**
   * The chain that certificates come with, from signing certificate to root. During the
   * announcement it leads to the announced root. After the switch it leads to the former root, as
   * long as that root is valid. A cross-certificate that is not valid by the clock of this node is
   * left out.
   */
  List<X509Certificate> chain(Instant now) {
    Generation current = current(now);
    Optional<Generation> announced = announced(now);
    if (announced.isPresent()) {
      return announced
          .get()
          .stored()
          .formerCrossed()
          .filter(cross -> Generation.isValid(cross, now))
          .map(cross -> List.of(cross, announced.get().root()))
          .orElse(List.of(current.root()));
    }
    Optional<X509Certificate> crossed =
        current.stored().crossed().filter(cross -> Generation.isValid(cross, now));
    Optional<Generation> before = numbered(current.number() - 1);
    return crossed.isPresent() && before.isPresent()
        ? List.of(crossed.get(), before.get().root())
        : List.of(current.root());
  }

  /** The chains that certificates of a generation can come with. */
  Stream<List<X509Certificate>> chains(Generation generation) {
    Optional<Generation> before = numbered(generation.number() - 1);
    Optional<Generation> after = numbered(generation.number() + 1);
    return Stream.of(
            Stream.of(List.of(generation.root())),
            after.stream()
                .flatMap(
                    next ->
                        next.stored().formerCrossed().stream()
                            .map(cross -> List.of(cross, next.root()))),
            before.stream()
                .flatMap(
                    former ->
                        generation.stored().crossed().stream()
                            .map(cross -> List.of(cross, former.root()))))
        .flatMap(each -> each);
  }

  /**
   * The period in which certificates of a generation can be valid: that of its root, until its key
   * is deleted, because that key signs their revocation lists and OCSP responses. Certificates that
   * come with a chain to the next root end with that chain as well.
   */
  ValidityPeriod validity(Generation generation, Issuer issuer) {
    Optional<Generation> next = numbered(generation.number() + 1);
    boolean leadsToNext =
        next.flatMap(each -> each.stored().formerCrossed())
            .filter(issuer.certificate()::equals)
            .isPresent();
    ValidityPeriod period =
        leadsToNext ? issuer.validity() : issuer.under(List.of(generation.root())).validity();
    return next.map(each -> period.until(each.stored().formerUntil())).orElse(period);
  }

  /** The current root, then the cross-certificates of the latest rotation. */
  List<X509Certificate> published(Instant now) {
    Generation latest = announced(now).orElse(current(now));
    return Stream.concat(Stream.of(current(now).root()), latest.crossCertificates(now).stream())
        .toList();
  }

  /** The keys that exist, the current key first. */
  List<Issuer> inUse(Instant now) {
    Generation current = current(now);
    List<Issuer> keys = new ArrayList<>();
    current.issuer().ifPresent(keys::add);
    for (Generation each : all) {
      if (each.number() != current.number()) {
        each.issuer().ifPresent(keys::add);
      }
    }
    return List.copyOf(keys);
  }

  /** The generations before the current one whose keys have to be deleted now. */
  List<Generation> keysToDelete(Instant now) {
    int current = current(now).number();
    int kept = former(now).isPresent() ? current - 1 : current;
    return all.stream()
        .filter(each -> each.number() < kept && each.stored().privateKey().isPresent())
        .toList();
  }
}
