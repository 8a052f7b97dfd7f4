package io.latchkey.ca.status;

import io.latchkey.ca.policy.Issuer;
import io.latchkey.ca.policy.RootProfile;
import io.latchkey.ca.policy.SerialNumbers;
import io.latchkey.ca.store.RevocationStore.Change;
import io.latchkey.pki.KeyType;
import io.latchkey.pki.RevocationReason;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Builds and signs a revocation list, for a benchmark. It is in the package of the lists, because
 * it calls what is not exported.
 */
public final class RevocationListBuild {
  private final Instant now = Clock.systemUTC().instant();
  private final Issuer issuer =
      Issuer.selfSigned(
          KeyType.EC_P256,
          new RootProfile("Benchmark CA", Optional.empty(), Period.ofDays(3650)),
          now);
  private final List<Change> revoked = new ArrayList<>();

  /** Revokes a number of certificates. */
  public RevocationListBuild(int entries) {
    for (int i = 0; i < entries; i++) {
      revoked.add(
          new Change(
              SerialNumbers.next(now),
              1,
              now.plus(Duration.ofDays(365)),
              now,
              RevocationReason.SUPERSEDED));
    }
  }

  /** Returns the list in DER. */
  public byte[] build() {
    return new RevocationListBuilder(1, now, now.plus(Duration.ofDays(1)), revoked).sign(issuer);
  }
}
