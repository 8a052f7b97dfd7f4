package io.latchkey.ca.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.ca.DataDirectory;
import io.latchkey.ca.policy.CaKeys;
import io.latchkey.ca.policy.Issuer;
import io.latchkey.ca.policy.RootProfile;
import io.latchkey.ca.store.Database;
import io.latchkey.ca.store.Databases;
import io.latchkey.ca.store.RevocationStore;
import io.latchkey.pki.KeyType;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.threeten.extra.MutableClock;

/** Revocation lists of nodes that have different keys. */
class RevocationKeysTest {
  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
  private static final Duration DAY = Duration.ofDays(1);

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
  void nodesWithDifferentKeys_doNotSignInTurn() {
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
