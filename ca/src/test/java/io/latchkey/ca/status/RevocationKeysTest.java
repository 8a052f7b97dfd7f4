package io.latchkey.ca.status;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.latchkey.base.crypto.SigningKey;
import io.latchkey.base.testing.CollectedLog;
import io.latchkey.ca.AuthorityUnavailableException;
import io.latchkey.ca.DataDirectory;
import io.latchkey.ca.policy.CaKeys;
import io.latchkey.ca.policy.Issuer;
import io.latchkey.ca.policy.RootProfile;
import io.latchkey.ca.revocation.RevocationList;
import io.latchkey.ca.store.Database;
import io.latchkey.ca.store.Databases;
import io.latchkey.ca.store.RevocationStore;
import io.latchkey.pki.KeyType;
import java.math.BigInteger;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.Signature;
import java.security.SignatureException;
import java.security.cert.X509Certificate;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.threeten.extra.MutableClock;

/** Revocation lists of nodes that have different keys. */
class RevocationKeysTest {
  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
  private static final Duration DAY = Duration.ofDays(1);
  private static final Duration LEASE = Duration.ofSeconds(15);

  @TempDir Path temporary;
  private final MutableClock clock = MutableClock.of(NOW, ZoneOffset.UTC);
  private DataDirectory directory;
  private Database database;
  private RevocationStore store;

  @BeforeEach
  void open() {
    directory = DataDirectory.open(temporary.resolve("data"));
    database = Databases.embedded(directory);
    store = new RevocationStore(database);
  }

  @AfterEach
  void close() {
    database.close();
    directory.close();
  }

  private Revocations node(CaKeys keys) {
    return Revocations.start(store, keys, DAY, clock);
  }

  private static Issuer issuer() {
    return Issuer.selfSigned(
        KeyType.EC_P256, new RootProfile("Root", Optional.empty(), Period.ofDays(30)), NOW);
  }

  @Test
  void nodesWithDifferentKeys_doNotAlternateSigning() {
    try (Revocations first = node(CaKeys.of(issuer()));
        Revocations second = node(CaKeys.of(issuer()))) {
      for (int i = 0; i < 5; i++) {
        first.refresh();
        second.refresh();
      }

      assertThat(store.state().listNumber()).isEqualTo(2);
    }
  }

  @Test
  void nodesWithDifferentKeys_renewTheirLists() {
    try (Revocations first = node(CaKeys.of(issuer()));
        Revocations second = node(CaKeys.of(issuer()))) {
      clock.add(DAY.dividedBy(2));
      first.refresh();
      second.refresh();
      first.refresh();

      assertThat(first.lists().get(0).signedAt()).isEqualTo(clock.instant());
      assertThat(second.lists().get(0).signedAt()).isEqualTo(clock.instant());
      assertThat(store.state().listNumber()).isEqualTo(4);
    }
  }

  @Test
  void nodeWithoutKeys_signsNoList() {
    try (Revocations node = node(new NoKeys(issuer()))) {
      assertThat(node.lists()).isEmpty();
      assertThat(store.state().listNumber()).isZero();
    }
  }

  @Test
  void removedRevocation_leavesMemoryWithinAnHour() {
    write(
        "INSERT INTO latchkey_revocation (certificate, serial, issuer, not_after, revoked_at,"
            + " reason, change_number) VALUES (1, x'01', 1, 0, 0, 1, 1), (2, x'02', 1, 0, 0, 1, 2)");
    write(
        "INSERT INTO latchkey_revocation_state (slot, changes, list_number, list_changes,"
            + " claimed_until) VALUES (1, 2, 0, 0, 0)");
    try (Revocations node = node(CaKeys.of(issuer()))) {
      write("DELETE FROM latchkey_revocation WHERE certificate = 1");

      clock.add(Duration.ofHours(1).minusMillis(1));
      node.refresh();
      assertThat(node.count()).isEqualTo(2);
      clock.add(Duration.ofMillis(1));
      node.refresh();

      assertThat(node.count()).isOne();
      assertThat(node.revocation(BigInteger.ONE)).isEmpty();
      assertThat(node.revocation(BigInteger.TWO)).isPresent();
    }
  }

  private void write(String sql) {
    int changed =
        database.write(
            connection -> {
              try (Statement statement = connection.createStatement()) {
                return statement.executeUpdate(sql);
              }
            });
    assertThat(changed).isPositive();
  }

  @Test
  void keyThatCannotSign_delaysNoOtherList() throws Exception {
    Issuer working = issuer();
    AtomicBoolean absent = new AtomicBoolean();
    Issuer inToken = inToken(absent);
    write(
        "INSERT INTO latchkey_revocation_state (slot, changes, list_number, list_changes,"
            + " claimed_until) VALUES (1, 0, 0, 0, 0)");
    try (Revocations node = node(new TwoKeys(working, inToken))) {
      absent.set(true);
      write("UPDATE latchkey_revocation_state SET changes = 1");
      node.refresh();

      assertThat(numbers(node)).containsExactly(2L, 1L);

      // In the pause, the list of the other key is not signed again each second.
      clock.add(Duration.ofMillis(900));
      node.refresh();
      assertThat(numbers(node)).containsExactly(2L, 1L);

      absent.set(false);
      clock.add(Duration.ofSeconds(16));
      node.refresh();
      assertThat(numbers(node)).containsExactly(3L, 3L);
    }
  }

  @Test
  void claimFromTheFuture_isIgnored() {
    writeState(1, NOW.plus(Duration.ofDays(365)));

    try (Revocations node = node(CaKeys.of(issuer()))) {
      assertThat(numbers(node)).containsExactly(1L);
    }
  }

  @Test
  void claimOfAnotherNode_holdsUntilItsEnd() {
    writeState(1, NOW.plus(LEASE));
    try (Revocations node = node(CaKeys.of(issuer()))) {
      assertThat(node.lists()).isEmpty();

      clock.add(LEASE);
      node.refresh();

      assertThat(numbers(node)).containsExactly(1L);
    }
  }

  private void writeState(long changes, Instant claimedUntil) {
    write(
        "INSERT INTO latchkey_revocation_state (slot, changes, list_number, list_changes,"
            + " claimed_until) VALUES (1, %d, 0, 0, %d)"
                .formatted(changes, claimedUntil.toEpochMilli()));
  }

  @Test
  void changesWithoutList_areReportedAfterMinute() {
    AtomicBoolean absent = new AtomicBoolean();
    try (CollectedLog log = CollectedLog.of(Revocations.class.getName());
        Revocations node = node(CaKeys.of(inToken(absent)))) {
      absent.set(true);
      write("UPDATE latchkey_revocation_state SET changes = 1");
      refreshInVain(node);
      assertThat(node.isHealthy()).isTrue();

      clock.add(ListBacklog.LONGEST);
      refreshInVain(node);
      assertThat(node.isHealthy()).isTrue();
      clock.add(Duration.ofMillis(1));
      refreshInVain(node);
      refreshInVain(node);
      assertThat(node.isHealthy()).isFalse();

      absent.set(false);
      clock.add(LEASE);
      node.refresh();
      node.refresh();

      assertThat(numbers(node)).containsExactly(2L);
      assertThat(node.isHealthy()).isTrue();
      assertThat(log.levelsOf("The newest revocation list, number 1, lacks changes"))
          .containsExactly(Level.WARNING);
      assertThat(log.levelsOf("The next revocation list, number 2, is signed"))
          .containsExactly(Level.INFO);
    }
  }

  /** Reads the revocations. The node may try to sign a list, if it has claimed none before. */
  private static void refreshInVain(Revocations node) {
    try {
      node.refresh();
    } catch (AuthorityUnavailableException e) {
      assertThat(e).hasMessageContaining("Signing");
    }
  }

  @Test
  void listAfterFailover_exceedsLostNumbers() {
    try (Revocations node = node(CaKeys.of(issuer()))) {
      write("UPDATE latchkey_revocation_state SET list_number = 8");
      node.refresh();
      write("UPDATE latchkey_revocation_state SET list_number = 5");

      node.refresh();

      assertThat(numbers(node)).containsExactly(9L);
      assertThat(store.state().listNumber()).isEqualTo(9);
    }
  }

  @Test
  void listAfterFailover_replacesListWithSameNumber() {
    try (Revocations node = node(CaKeys.of(issuer()))) {
      write("UPDATE latchkey_revocation_state SET change_tag = 7");

      node.refresh();

      assertThat(numbers(node)).containsExactly(2L);
      node.refresh();
      assertThat(numbers(node)).containsExactly(2L);
    }
  }

  private static List<Long> numbers(Revocations node) {
    return node.lists().stream().map(RevocationList::number).toList();
  }

  /** A key in a token that can be removed. */
  private static Issuer inToken(AtomicBoolean absent) {
    KeyPair pair = KeyType.EC_P256.generate();
    SigningKey key =
        SigningKey.of(
            "SHA256withECDSA",
            "token",
            message -> {
              if (absent.get()) {
                throw new SignatureException("The token was removed");
              }
              Signature signature = Signature.getInstance("SHA256withECDSA");
              signature.initSign(pair.getPrivate());
              signature.update(message);
              return signature.sign();
            });
    X509Certificate root =
        Issuer.selfSigned(
            pair.getPublic(),
            key,
            new RootProfile("Root", Optional.empty(), Period.ofDays(30)),
            NOW);
    return Issuer.ofDevice(pair.getPrivate(), key, List.of(root));
  }

  /** The keys of a CA that is rotated. */
  private record TwoKeys(Issuer current, Issuer announced) implements CaKeys {
    @Override
    public List<Issuer> inUse() {
      return List.of(current, announced);
    }

    @Override
    public Optional<X509Certificate> certificate(String ski) {
      return Optional.empty();
    }
  }

  @Test
  void errorOfKeys_endsNoThread() {
    FailingKeys keys = new FailingKeys(issuer());
    try (Revocations node = node(keys)) {
      keys.failing.set(true);
      clock.add(DAY.dividedBy(2));
      await().until(() -> keys.failures.get() > 1);

      keys.failing.set(false);

      await().until(() -> node.lists().get(0).signedAt().equals(clock.instant()));
    }
  }

  /** The keys of a node whose class path is incomplete for a time. */
  private static final class FailingKeys implements CaKeys {
    private final Issuer issuer;
    private final AtomicBoolean failing = new AtomicBoolean();
    private final AtomicInteger failures = new AtomicInteger();

    FailingKeys(Issuer issuer) {
      this.issuer = issuer;
    }

    @Override
    public Issuer current() {
      return issuer;
    }

    @Override
    public List<Issuer> inUse() {
      if (failing.get()) {
        failures.incrementAndGet();
        throw new NoClassDefFoundError("as the test wants it");
      }
      return List.of(issuer);
    }

    @Override
    public Optional<X509Certificate> certificate(String ski) {
      return Optional.empty();
    }
  }

  /** The keys of a node that cannot load any. */
  private record NoKeys(Issuer current) implements CaKeys {
    @Override
    public List<Issuer> inUse() {
      return List.of();
    }

    @Override
    public Optional<X509Certificate> certificate(String ski) {
      return Optional.empty();
    }
  }
}
