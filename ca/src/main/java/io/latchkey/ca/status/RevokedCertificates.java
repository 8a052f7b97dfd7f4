package io.latchkey.ca.status;

import io.latchkey.ca.store.RevocationStore.Change;
import io.latchkey.pki.RevocationReason;
import java.math.BigInteger;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The certificates that are revoked or on hold, in memory: about 200 bytes each. One thread changes
 * it, and all threads can read it.
 */
final class RevokedCertificates {
  private volatile Map<BigInteger, Change> bySerial = new ConcurrentHashMap<>();

  void apply(Collection<Change> changes) {
    apply(changes, bySerial);
  }

  /** Replaces all certificates at once: none of them is missing meanwhile. */
  void replace(Collection<Change> changes) {
    Map<BigInteger, Change> replaced = new ConcurrentHashMap<>();
    apply(changes, replaced);
    bySerial = replaced;
  }

  private static void apply(Collection<Change> changes, Map<BigInteger, Change> bySerial) {
    for (Change change : changes) {
      if (change.reason() == RevocationReason.REMOVE_FROM_CRL) {
        bySerial.remove(change.serial());
      } else {
        bySerial.put(change.serial(), change);
      }
    }
  }

  Optional<Change> find(BigInteger serial) {
    return Optional.ofNullable(bySerial.get(serial));
  }

  List<Change> all() {
    return List.copyOf(bySerial.values());
  }

  int size() {
    return bySerial.size();
  }
}
