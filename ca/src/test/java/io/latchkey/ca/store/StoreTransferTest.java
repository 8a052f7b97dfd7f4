package io.latchkey.ca.store;

import static io.latchkey.ca.policy.Rejections.reason;
import static io.latchkey.ca.testing.RequestBuilder.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.ca.AuthorityUnavailableException;
import io.latchkey.ca.CertificateAuthority;
import io.latchkey.ca.DataDirectory;
import io.latchkey.ca.caller.CallerIdentity;
import io.latchkey.ca.caller.OneTimeUse;
import io.latchkey.ca.issuance.IssuanceTerms;
import io.latchkey.ca.issuance.RejectionReason;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Timeout(600)
class StoreTransferTest {
  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
  private static final String PASSPHRASE = "the same on every node";

  @TempDir Path temporary;

  /** A store of a test, with a data directory of its own. */
  private record Store(TestDatabase.Fresh database, Path data) {
    StoreLocation location() {
      return database
          .url()
          .map(url -> StoreLocation.atUrl(url, Optional.of("postgres"), Optional.empty()))
          .orElseGet(() -> StoreLocation.inDirectory(data));
    }

    String export() throws IOException {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      Map<String, Long> unused = StoreTransfer.export(location(), out, NOW);
      return out.toString(StandardCharsets.UTF_8);
    }

    Map<String, Long> load(String file) throws IOException {
      return StoreTransfer.load(
          location(), new ByteArrayInputStream(file.getBytes(StandardCharsets.UTF_8)), NOW);
    }

    CertificateAuthority open(DataDirectory directory) {
      return database.builder(directory).keyPassphrase(PASSPHRASE).open();
    }
  }

  private Store store(TestDatabase kind, String name) {
    return new Store(kind.fresh(), temporary.resolve(name));
  }

  /** Signs for callers whose names need escapes, and returns the serials. */
  private static List<String> fill(CertificateAuthority ca) throws Exception {
    List<String> serials = new ArrayList<>();
    for (String caller : List.of("worker", "tab\there", "back\\slash \\N", "zwölf\u0001")) {
      IssuanceTerms terms =
          IssuanceTerms.of(new CallerIdentity("psk", caller))
              .using(new OneTimeUse("jti-of-" + caller, Instant.MAX));
      serials.add(ca.sign(request().dns("h.local").uri("spiffe://h/w").build(), terms).serial());
    }
    return serials;
  }

  static Stream<Arguments> moves() {
    List<TestDatabase> databases = TestDatabase.ofThisRun().toList();
    return Stream.of(
            List.of(TestDatabase.SQLITE, TestDatabase.NEWEST_POSTGRESQL),
            List.of(TestDatabase.NEWEST_POSTGRESQL, TestDatabase.SQLITE),
            List.of(TestDatabase.OLDEST_POSTGRESQL, TestDatabase.NEWEST_POSTGRESQL),
            List.of(TestDatabase.SQLITE, TestDatabase.SQLITE))
        .filter(move -> move.stream().anyMatch(databases::contains))
        .filter(
            move ->
                move.stream()
                    .allMatch(each -> each == TestDatabase.SQLITE || databases.contains(each)))
        .map(move -> Arguments.of(move.get(0), move.get(1)));
  }

  @ParameterizedTest
  @Tag("databases")
  @MethodSource("moves")
  void movedStore_isCompleteAndUsable(TestDatabase from, TestDatabase to) throws Exception {
    Store source = store(from, "source");
    Store target = store(to, "target");
    List<String> serials;
    X509Certificate root;
    String file;
    try (DataDirectory directory = DataDirectory.open(source.data());
        CertificateAuthority ca = source.open(directory)) {
      serials = fill(ca);
      root = ca.root();
      file = source.export();
    }

    Map<String, Long> counts = target.load(file);

    assertThat(counts).containsEntry("latchkey_certificate", (long) serials.size());
    assertThat(withoutListNumber(target.export())).isEqualTo(withoutListNumber(file));
    try (DataDirectory directory = DataDirectory.open(target.data());
        CertificateAuthority ca = target.open(directory)) {
      assertThat(ca.root()).isEqualTo(root);
      assertThat(serials).allSatisfy(serial -> assertThat(ca.find(serial)).isPresent());
      assertThat(
              ca.find(ca.sign(request().dns("new.local").build(), IssuanceTerms.of("w")).serial()))
          .isPresent();
      assertThat(reason(() -> fill(ca))).isEqualTo(RejectionReason.REPLAYED);
    }
  }

  /** An import raises the number of the newest list. */
  private static String withoutListNumber(String export) {
    return export
        .replaceFirst(
            "(?s)table latchkey_revocation_state.*?\nend latchkey_revocation_state.*?\n", "")
        .replaceFirst("complete .*\n", "");
  }

  @ParameterizedTest
  @EachDatabase
  void importedStore_signsListsWithHigherNumbers(TestDatabase kind) throws Exception {
    String file = filled("source").export();
    Store target = store(kind, "target");

    Map<String, Long> unused = target.load(file);

    try (DataDirectory directory = DataDirectory.open(target.data());
        CertificateAuthority ca = target.open(directory)) {
      assertThat(ca.revocationLists().get(0).number()).isEqualTo(NOW.getEpochSecond() + 1);
    }
  }

  @ParameterizedTest
  @EachDatabase
  void restoredStore_signsListsWithHigherNumbers(TestDatabase kind) throws Exception {
    Store store = store(kind, "store");
    try (DataDirectory directory = DataDirectory.open(store.data());
        CertificateAuthority ca = store.open(directory)) {
      assertThat(ca.revocationLists().get(0).number()).isOne();
    }

    long next = StoreTransfer.restored(store.location(), NOW);

    assertThat(next).isEqualTo(NOW.getEpochSecond() + 1);
    try (DataDirectory directory = DataDirectory.open(store.data());
        CertificateAuthority ca = store.open(directory)) {
      assertThat(ca.revocationLists().get(0).number()).isEqualTo(next);
    }
    assertThat(StoreTransfer.restored(store.location(), NOW)).isEqualTo(next + 1_000_001);
  }

  @Test
  void missingRestoredStore_isReportedAndNotCreated() {
    Path empty = temporary.resolve("empty");

    assertThatThrownBy(() -> StoreTransfer.restored(StoreLocation.inDirectory(empty), NOW))
        .isInstanceOf(AuthorityUnavailableException.class)
        .hasMessageStartingWith("There is no certificate store in " + empty);
    assertThat(empty).doesNotExist();
  }

  @ParameterizedTest
  @EachDatabase
  void exportOfStoreInUse_isConsistent(TestDatabase kind) throws Exception {
    Store source = store(kind, "source");
    Store target = store(TestDatabase.SQLITE, "target");
    AtomicBoolean stopped = new AtomicBoolean();
    try (DataDirectory directory = DataDirectory.open(source.data());
        CertificateAuthority ca =
            source.database().builder(directory).unlimitedSignatures().open()) {
      Thread signer = new Thread(() -> signUntil(stopped, ca));
      signer.start();
      try {
        for (int i = 0; i < 5; i++) {
          String unused = source.export();
        }
        Map<String, Long> unused = target.load(source.export());
      } finally {
        stopped.set(true);
        signer.join();
      }
    }
    try (DataDirectory directory = DataDirectory.open(target.data());
        Database copy = Databases.embedded(directory)) {
      long certificates = number(copy, "SELECT COUNT(*) FROM latchkey_certificate");
      assertThat(certificates).isPositive();
      assertThat(number(copy, "SELECT COUNT(DISTINCT certificate) FROM latchkey_lookup"))
          .isEqualTo(certificates);
      assertThat(
              number(
                  copy,
                  "SELECT COUNT(*) FROM latchkey_lookup"
                      + " WHERE certificate NOT IN (SELECT id FROM latchkey_certificate)"))
          .isZero();
      assertThat(number(copy, "SELECT COUNT(*) FROM latchkey_caller")).isOne();
    }
  }

  private static void signUntil(AtomicBoolean stopped, CertificateAuthority ca) {
    try {
      var csr = request().dns("h.local").build();
      while (!stopped.get()) {
        var unused = ca.sign(csr, IssuanceTerms.of("worker"));
      }
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static long number(Database database, String sql) {
    return database.run(connection -> Sql.number(connection, sql));
  }

  @ParameterizedTest
  @EachDatabase
  void storeWithRows_isNotFilled(TestDatabase kind) throws Exception {
    Store source = filled("source");
    Store target = store(kind, "target");
    try (DataDirectory directory = DataDirectory.open(target.data());
        CertificateAuthority ca = target.open(directory)) {
      assertThat(ca.health().store()).isTrue();
    }
    String before = target.export();

    assertThatThrownBy(() -> target.load(source.export()))
        .isInstanceOf(AuthorityUnavailableException.class)
        .hasMessageContaining("is not empty (table latchkey_issuer)")
        .hasMessageContaining("import into an empty database or data directory");
    assertThat(target.export()).isEqualTo(before);
  }

  private Store filled(String name) throws Exception {
    Store source = store(TestDatabase.SQLITE, name);
    try (DataDirectory directory = DataDirectory.open(source.data());
        CertificateAuthority ca = source.open(directory)) {
      assertThat(fill(ca)).isNotEmpty();
    }
    return source;
  }

  @ParameterizedTest
  @EachDatabase
  void damagedFile_changesNothing(TestDatabase kind) throws Exception {
    String file = filled("source").export();
    Store target = store(kind, "target");
    int lastLine = file.lastIndexOf('\n', file.length() - 2) + 1;
    int caller = file.indexOf("psk\tworker");
    List<String> damaged =
        List.of(
            "",
            "latchkey-store 2\n" + file.substring(file.indexOf('\n') + 1),
            file.replace("schema " + SchemaMigration.VERSION + "\n", "schema 999\n"),
            file.replace("id:integer kind:text", "id:integer sort:text"),
            file.replace("psk\tworker", "psk\twerker"),
            file.replace("psk\tworker", "psk\twor\\ker"),
            file.replace("=1\tpsk", "=one\tpsk"),
            file.replace("psk\tworker", "psk\tworker\tmore"),
            file.substring(0, caller) + file.substring(file.indexOf('\n', caller) + 1),
            file.replaceFirst("end latchkey_caller 4", "end latchkey_caller 5"),
            file.substring(0, lastLine),
            file.substring(0, file.length() - 1),
            file.substring(0, file.length() / 2),
            file.replaceFirst("exported 2026", "exported 2025"),
            file + "more\n");

    for (String each : damaged) {
      assertThatThrownBy(() -> target.load(each))
          .as(each.substring(0, Math.min(80, each.length())))
          .isInstanceOf(IOException.class)
          .hasMessageMatching("(?s)The export is damaged or not one: line \\d+ .*");
    }
    Map<String, Long> counts = target.load(file);
    assertThat(counts).containsEntry("latchkey_caller", 4L);
  }

  @Test
  void missingStore_isReportedAndNotCreated() {
    Path empty = temporary.resolve("empty");

    assertThatThrownBy(
            () ->
                StoreTransfer.export(
                    StoreLocation.inDirectory(empty), new ByteArrayOutputStream(), NOW))
        .isInstanceOf(AuthorityUnavailableException.class)
        .hasMessageStartingWith("There is no certificate store in " + empty);
    assertThat(empty).doesNotExist();
  }

  @Test
  @Tag("postgresql")
  void databaseWithoutStore_isReported() {
    Store none = store(TestDatabase.NEWEST_POSTGRESQL, "none");

    assertThatThrownBy(none::export)
        .isInstanceOf(AuthorityUnavailableException.class)
        .hasMessageContaining("There is no certificate store in jdbc:postgresql://");
  }

  @Test
  void directoryOfARunningServer_isNotFilled() throws Exception {
    Store target = store(TestDatabase.SQLITE, "target");
    String file = filled("source").export();
    try (DataDirectory directory = DataDirectory.open(target.data())) {
      assertThat(directory.path()).exists();

      assertThatThrownBy(() -> target.load(file))
          .isInstanceOf(AuthorityUnavailableException.class)
          .hasMessageContaining("is in use");
    }
  }

  /** A table that a migration adds must be listed, or the move would lose its rows. */
  @ParameterizedTest
  @EachDatabase
  void everyTableOfTheMigrations_isListed(TestDatabase kind) {
    String tables =
        kind == TestDatabase.SQLITE
            ? "SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'latchkey%'"
            : "SELECT relname FROM pg_class WHERE relkind = 'r' AND relname LIKE 'latchkey%'";
    try (DataDirectory directory = DataDirectory.open(temporary.resolve("data"));
        Database database = kind.fresh().open(directory)) {
      assertThat(texts(database, tables))
          .containsExactlyInAnyOrderElementsOf(
              Stream.concat(StoreTables.EXPORTED.stream(), StoreTables.NOT_EXPORTED.stream())
                  .toList());
      assertThat(
              texts(database, "SELECT version FROM latchkey_schema_history WHERE version <> '0'"))
          .last()
          .isEqualTo(SchemaMigration.VERSION);
    }
  }

  @Test
  @Tag("postgresql")
  void everySequenceWithoutAColumn_isListed() {
    try (DataDirectory directory = DataDirectory.open(temporary.resolve("data"));
        Database database = TestDatabase.NEWEST_POSTGRESQL.fresh().open(directory)) {
      assertThat(
              texts(
                  database,
                  "SELECT relname FROM pg_class c WHERE relkind = 'S' AND relname LIKE 'latchkey%'"
                      + " AND NOT EXISTS (SELECT 1 FROM pg_depend d WHERE d.objid = c.oid"
                      + " AND d.deptype IN ('a', 'i'))"))
          .containsExactlyInAnyOrderElementsOf(StoreTables.SEQUENCES.keySet());
    }
  }

  private static List<String> texts(Database database, String sql) {
    return database.run(
        connection -> {
          List<String> texts = new ArrayList<>();
          try (var select = Sql.prepare(connection, sql);
              var rows = select.executeQuery()) {
            while (rows.next()) {
              texts.add(rows.getString(1));
            }
          }
          return texts;
        });
  }
}
