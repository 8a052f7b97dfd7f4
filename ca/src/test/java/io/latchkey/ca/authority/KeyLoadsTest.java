package io.latchkey.ca.authority;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.base.crypto.CryptoProvider;
import io.latchkey.ca.AuthorityUnavailableException;
import io.latchkey.ca.CertificateAuthority;
import io.latchkey.ca.DataDirectory;
import io.latchkey.ca.issuance.NamePolicy;
import io.latchkey.ca.policy.IssuancePolicy;
import io.latchkey.ca.policy.Issuer;
import io.latchkey.ca.policy.NameConstraintsRule;
import io.latchkey.ca.policy.ReservedNames;
import io.latchkey.ca.policy.RootProfile;
import io.latchkey.ca.policy.ValidityPeriod;
import io.latchkey.ca.policy.ValidityRule;
import io.latchkey.ca.store.Database;
import io.latchkey.ca.store.Databases;
import io.latchkey.ca.store.GenerationStore;
import io.latchkey.pki.KeyType;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.Test;

/** When a key that could not be loaded is loaded again. */
class KeyLoadsTest extends RotationFixture {
  private static final Duration LONGEST_JITTER = Duration.ofMillis(1250);

  private final AtomicLong nanos = new AtomicLong();

  /** Has the keys of the store, except the former one until it is repaired. */
  private static final class PartialCustody implements KeyCustody {
    private final KeyCustody whole;
    private final X509Certificate missing;
    private boolean repaired;
    private int loads;

    PartialCustody(KeyCustody whole, X509Certificate missing) {
      this.whole = whole;
      this.missing = missing;
    }

    @Override
    public Issuer create(KeyType type, RootProfile profile, Instant now) {
      return whole.create(type, profile, now);
    }

    @Override
    public String keep(Issuer created) {
      return whole.keep(created);
    }

    @Override
    public Issuer load(String kept, X509Certificate root) {
      if (root.equals(missing)) {
        loads++;
        if (!repaired) {
          throw new AuthorityUnavailableException("as the test wants it");
        }
      }
      return whole.load(kept, root);
    }

    @Override
    public void delete(String kept) {
      whole.delete(kept);
    }

    @Override
    public boolean deleteRetired(X509Certificate root) {
      return whole.deleteRetired(root);
    }
  }

  @Test
  void missingKey_isLoadedAgainAfterGrowingPauses() throws Exception {
    try (DataDirectory directory = DataDirectory.open(temporary.resolve("data"))) {
      PartialCustody custody = custodyWithoutFormerKey(directory);
      try (Database database = Databases.embedded(directory);
          BuiltInKeys keys = keys(directory, database, custody)) {
        assertLoads(keys, custody, 2);
        for (int n = 0; n < 10; n++) {
          assertLoads(keys, custody, 2);
        }

        pass(LONGEST_JITTER);
        assertLoads(keys, custody, 3);
        pass(LONGEST_JITTER);
        assertLoads(keys, custody, 3);
        pass(LONGEST_JITTER);
        assertLoads(keys, custody, 4);

        custody.repaired = true;
        pass(LONGEST_JITTER.multipliedBy(4));
        keys.check();
        assertThat(keys.isComplete()).isTrue();
      }
    }
  }

  @Test
  void rotation_loadsMissingKeysAtOnce() throws Exception {
    try (DataDirectory directory = DataDirectory.open(temporary.resolve("data"))) {
      PartialCustody custody = custodyWithoutFormerKey(directory);
      try (Database database = Databases.embedded(directory);
          BuiltInKeys keys = keys(directory, database, custody)) {
        assertLoads(keys, custody, 2);
        custody.repaired = true;

        assertRejected(() -> keys.rotate(false), "under way");
        assertThat(keys.isComplete()).isTrue();
      }
    }
  }

  private void assertLoads(BuiltInKeys keys, PartialCustody custody, int loads) {
    assertThatThrownBy(keys::check)
        .isInstanceOf(AuthorityUnavailableException.class)
        .hasMessage("as the test wants it");
    assertThat(custody.loads).isEqualTo(loads);
  }

  private void pass(Duration duration) {
    nanos.addAndGet(duration.toNanos());
  }

  private PartialCustody custodyWithoutFormerKey(DataDirectory directory) throws Exception {
    try (CertificateAuthority ca = open(directory)) {
      X509Certificate former = ca.root();
      ca.rotate(true);
      return new PartialCustody(custody(directory), former);
    }
  }

  /** Keeps keys under a passphrase in the data directory. */
  static KeyCustody custody(DataDirectory directory) {
    return new PassphraseCustody(directory, "test", Optional.empty(), 1000, CryptoProvider.auto());
  }

  private BuiltInKeys keys(DataDirectory directory, Database database, KeyCustody custody) {
    return keys(directory, database, custody, clock, nanos::get);
  }

  /** The keys of a CA with a root of ten years, without their thread. */
  static BuiltInKeys keys(
      DataDirectory directory,
      Database database,
      KeyCustody custody,
      Clock clock,
      LongSupplier nanoTime) {
    BuiltInCa ca =
        new BuiltInCa(
            directory,
            new GenerationStore(database),
            custody,
            KeyType.EC_P256,
            new RootProfile("CA", Optional.empty(), Period.ofDays(3650)));
    return new BuiltInKeys(
        ca,
        new RotationTimes(Optional.empty(), Optional.empty(), YEAR),
        KeyLoadsTest::signer,
        clock,
        nanoTime);
  }

  private static Signer signer(Issuer issuer, ValidityPeriod period) {
    return new Signer(
        issuer,
        1,
        new IssuancePolicy(
            NamePolicy.any(),
            ReservedNames.of(List.of()),
            NameConstraintsRule.of(issuer.chain()),
            new ValidityRule(YEAR, YEAR, period)),
        Optional.empty());
  }
}
