package io.latchkey.ca.authority;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.latchkey.ca.AuthorityUnavailableException;
import io.latchkey.ca.CertificateAuthority;
import io.latchkey.ca.DataDirectory;
import io.latchkey.ca.RotationRejectedException;
import io.latchkey.ca.RotationStatus;
import io.latchkey.ca.RotationStatus.Phase;
import io.latchkey.ca.store.Database;
import io.latchkey.ca.store.Databases;
import io.latchkey.ca.store.GenerationStore;
import io.latchkey.ca.store.GenerationStore.StoredGeneration;
import io.latchkey.ca.store.TestDatabase;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A rotation on several nodes with one PostgreSQL. */
class RotationNodesIT extends RotationFixture {
  @Test
  void rotationsAtOnceOnTwoNodes_areOne() throws Exception {
    TestDatabase.Fresh database = TestDatabase.NEWEST_POSTGRESQL.fresh();
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try (DataDirectory one = DataDirectory.open(temporary.resolve("one"));
        DataDirectory two = DataDirectory.open(temporary.resolve("two"));
        CertificateAuthority first = open(one, database);
        CertificateAuthority second = open(two, database)) {
      List<Callable<Boolean>> rotations = List.of(() -> rotated(first), () -> rotated(second));
      int announced = 0;
      for (Future<Boolean> each : threads.invokeAll(rotations)) {
        announced += each.get() ? 1 : 0;
      }

      assertThat(announced).isEqualTo(1);
      assertThat(first.rotation()).isEqualTo(second.rotation());
      assertThat(first.issuers()).hasSize(2).isEqualTo(second.issuers());
    } finally {
      threads.shutdownNow();
    }
  }

  private static boolean rotated(CertificateAuthority ca) {
    try {
      ca.rotate(false);
      return true;
    } catch (RotationRejectedException e) {
      assertThat(e).hasMessageContaining("under way");
      return false;
    }
  }

  @Test
  void otherNode_takesTheRotationUp() throws Exception {
    TestDatabase.Fresh database = TestDatabase.NEWEST_POSTGRESQL.fresh();
    try (DataDirectory one = DataDirectory.open(temporary.resolve("one"));
        DataDirectory two = DataDirectory.open(temporary.resolve("two"));
        CertificateAuthority first = open(one, database);
        CertificateAuthority second = open(two, database)) {
      RotationStatus announced = first.rotate(false);
      await().until(() -> second.rotation().equals(announced));
      assertPath(sign(second), announced.root(), announced.other().orElseThrow());

      RotationStatus switched = first.rotate(true);
      await().until(() -> second.rotation().equals(switched));
      assertPath(sign(second), switched.root(), announced.root());
    }
  }

  @Test
  void nodeWithClockAhead_followsDatabaseClock() throws Exception {
    TestDatabase.Fresh database = TestDatabase.NEWEST_POSTGRESQL.fresh();
    try (DataDirectory one = DataDirectory.open(temporary.resolve("one"));
        CertificateAuthority ca = open(one, database)) {
      X509Certificate old = ca.root();
      X509Certificate next = ca.rotate(false).other().orElseThrow();

      clock.add(YEAR);
      check(ca);
      assertThat(ca.rotation().phase()).isEqualTo(Phase.ANNOUNCED);
      assertPath(sign(ca), old, next);

      database.setTime(clock.instant());
      check(ca);
      assertThat(ca.rotation().phase()).isEqualTo(Phase.SWITCHED);

      clock.add(YEAR);
      check(ca);
      assertThat(keysInUse(ca)).as("the former key is not deleted").containsExactly(next, old);

      database.setTime(clock.instant());
      check(ca);
      assertThat(keysInUse(ca)).containsExactly(next);
    }
  }

  @Test
  void databaseWhoseClockIsAhead_changesNothing() throws Exception {
    TestDatabase.Fresh database = TestDatabase.NEWEST_POSTGRESQL.fresh();
    try (DataDirectory one = DataDirectory.open(temporary.resolve("one"));
        CertificateAuthority ca = open(one, database)) {
      RotationStatus switched = ca.rotate(true);

      database.setTime(clock.instant().plus(YEAR).plus(YEAR));
      check(ca);

      assertThat(ca.rotation()).isEqualTo(switched);
      assertThat(keysInUse(ca)).hasSize(2);
    }
  }

  @Test
  void nodeWithClockAhead_startsInSharedPhase() throws Exception {
    TestDatabase.Fresh database = TestDatabase.NEWEST_POSTGRESQL.fresh();
    try (DataDirectory one = DataDirectory.open(temporary.resolve("one"));
        CertificateAuthority ca = open(one, database)) {
      ca.rotate(false);
    }
    clock.add(YEAR);
    try (DataDirectory two = DataDirectory.open(temporary.resolve("two"));
        CertificateAuthority ca =
            database.builder(two).clock(clock).keyPassphrase("of all nodes").open()) {
      assertThat(ca.rotation().phase()).isEqualTo(Phase.ANNOUNCED);
    }
  }

  /** Another node has announced a root, and the database hangs while this node takes it up. */
  @Test
  @Timeout(600)
  void databaseThatHangs_holdsNoRotation() throws Exception {
    TestDatabase.Fresh database = TestDatabase.NEWEST_POSTGRESQL.fresh();
    StoredGeneration next = announcedElsewhere();
    try (DataDirectory one = DataDirectory.open(temporary.resolve("one"));
        CertificateAuthority ca = open(one, database);
        Connection other = database.dataSource(Path.of("unused")).getConnection();
        Statement statement = other.createStatement();
        Database store = open(database)) {
      other.setAutoCommit(false);
      statement.execute("LOCK TABLE latchkey_issuer IN ACCESS EXCLUSIVE MODE");
      assertThat(new GenerationStore(store).add(next, List.of())).isTrue();

      assertThatThrownBy(() -> ca.rotate(false)).isInstanceOf(AuthorityUnavailableException.class);

      other.rollback();
      await().until(() -> ca.rotation().phase() == Phase.ANNOUNCED);
      assertRejected(() -> ca.rotate(false), "under way (announced)");
    }
  }

  /** For example, because only the other nodes have a new passphrase or a PKCS#11 token. */
  @Test
  void unloadableKey_endsSigningAtSwitch() throws Exception {
    TestDatabase.Fresh database = TestDatabase.NEWEST_POSTGRESQL.fresh();
    StoredGeneration next = announcedElsewhere("not of this node");
    try (DataDirectory one = DataDirectory.open(temporary.resolve("one"));
        CertificateAuthority ca = open(one, database);
        Database store = open(database)) {
      X509Certificate old = ca.root();
      assertThat(new GenerationStore(store).add(next, List.of())).isTrue();

      assertUnavailable(() -> check(ca), "cannot be decrypted");
      assertThat(ca.rotation().phase()).isEqualTo(Phase.ANNOUNCED);
      assertThat(ca.health().signature()).isFalse();
      assertThat(ca.health().cryptoProvider()).isPresent();

      pass(YEAR, database);
      assertUnavailable(() -> check(ca), "cannot be decrypted");
      assertUnavailable(() -> sign(ca), "cannot load the key of the current root");
      assertThat(ca.root()).isEqualTo(next.root());
      assertThat(ca.certificate()).isEqualTo(next.root());
      assertThat(ca.health().signature()).isFalse();
      assertThat(ca.health().cryptoProvider()).isEmpty();
      assertThat(keysInUse(ca)).containsExactly(old);
    }
  }

  private static void assertUnavailable(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String part) {
    assertThatThrownBy(call)
        .isInstanceOf(AuthorityUnavailableException.class)
        .hasMessageContaining(part);
  }

  /** The second generation of another CA with the same passphrase. */
  private StoredGeneration announcedElsewhere() throws Exception {
    return announcedElsewhere("of all nodes");
  }

  private StoredGeneration announcedElsewhere(String passphrase) throws Exception {
    TestDatabase.Fresh database = TestDatabase.NEWEST_POSTGRESQL.fresh();
    database.setTime(clock.instant());
    try (DataDirectory directory = DataDirectory.open(temporary.resolve("elsewhere"));
        CertificateAuthority ca =
            database.builder(directory).clock(clock).keyPassphrase(passphrase).open();
        Database store = open(database)) {
      ca.rotate(false);
      return new GenerationStore(store).all().get(1);
    }
  }

  private static Database open(TestDatabase.Fresh database) {
    return Databases.of(database.dataSource(Path.of("unused")));
  }
}
