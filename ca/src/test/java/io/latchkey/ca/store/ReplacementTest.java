package io.latchkey.ca.store;

import static io.latchkey.ca.testing.RequestBuilder.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.ca.CertificateAuthority;
import io.latchkey.ca.DataDirectory;
import io.latchkey.ca.caller.CallerIdentity;
import io.latchkey.ca.certificate.CertificateQuery;
import io.latchkey.ca.certificate.IssuedCertificate;
import io.latchkey.ca.issuance.IssuanceTerms;
import io.latchkey.pki.RevocationReason;
import java.lang.reflect.Proxy;
import java.math.BigInteger;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;

/** A certificate that the search must not read is malformed in the database. */
@ParameterizedClass
@EachDatabase
class ReplacementTest {
  private static final CallerIdentity WORKER = new CallerIdentity("psk", "worker");

  @Parameter TestDatabase kind;
  @TempDir Path temporary;
  private TestDatabase.Fresh database;
  private DataDirectory directory;
  private CertificateAuthority ca;

  @BeforeEach
  void open() {
    database = kind.fresh();
    directory = DataDirectory.open(temporary.resolve("data"));
    ca = database.builder(directory).open();
  }

  @AfterEach
  void close() {
    ca.close();
    directory.close();
  }

  @Test
  void certificatesWithOneCommonName_areNotRead() throws Exception {
    IssuedCertificate first = sign(WORKER, "gw.local", "a.local");
    damage(
        sign(WORKER, "gw.local", "b.local"),
        sign(new CallerIdentity("psk", "other"), "gw.local", "a.local"));

    assertThat(ca.find(first.serial())).contains(first);
    assertThat(ca.revoke(first.serial(), RevocationReason.SUPERSEDED))
        .hasValueSatisfying(result -> assertThat(result.changed()).isTrue());
  }

  @Test
  void sameNamesInOtherOrder_replace() throws Exception {
    IssuedCertificate first = sign(WORKER, "gw.local", "a.local");
    sign(WORKER, "A.local", "gw.local");

    assertThat(isReplaced(first)).isTrue();
    assertThat(ca.list(CertificateQuery.newest(10).onlyCurrent()).certificates()).hasSize(1);
  }

  @Test
  void findBySerial_readsNoOtherCertificate() throws Exception {
    IssuedCertificate first = sign(WORKER, "a.local");
    damage(sign(WORKER, "a.local"));

    assertThat(ca.findBySerial(first.serial())).contains(first);
    assertThat(ca.findBySerial("0" + first.serial())).contains(first);
    assertThat(ca.findBySerial("1")).isEmpty();
  }

  @Test
  void sameTerm_isComparedUpToLimit() throws Exception {
    IssuedCertificate first = sign(WORKER, "a.local");
    for (int i = 0; i < Replacement.MAX_COMPARED + 3; i++) {
      sign(WORKER, "b.local");
    }
    update(
        "UPDATE latchkey_lookup SET term = ? WHERE term = ?",
        Replacement.term(first).orElseThrow(),
        LookupTerm.ofNames("psk", "worker", List.of("b.local")));

    assertThat(isReplaced(first)).isFalse();
    // The newest id, the ids with the term, and the certificates that are compared.
    assertThat(statements(first)).isEqualTo(2 + Replacement.MAX_COMPARED);
  }

  @Test
  void search_endsAfterTimeLimit() throws Exception {
    IssuedCertificate first = sign(WORKER, "a.local");
    sign(WORKER, "a.local");
    sign(WORKER, "b.local");
    // The replacement is in the second range of buckets that the search reads.
    update(
        "UPDATE latchkey_certificate SET id = id + ?"
            + " WHERE id = (SELECT MAX(id) FROM latchkey_certificate)",
        2 * LookupTerm.BUCKET);

    assertThat(isReplaced(first, 1)).isTrue();
    assertThat(isReplaced(first, Replacement.MAX_NANOS / 2)).isFalse();
  }

  /** Whether a certificate was replaced, by a clock that advances with each question. */
  private boolean isReplaced(IssuedCertificate issued, long step) {
    AtomicLong time = new AtomicLong();
    return inStore(connection -> isReplaced(connection, issued, () -> time.addAndGet(step)));
  }

  /** How many statements the search needs, besides the one that reads the certificate itself. */
  private int statements(IssuedCertificate issued) {
    AtomicInteger count = new AtomicInteger(-1);
    boolean unused =
        inStore(
            connection ->
                isReplaced(
                    (Connection)
                        Proxy.newProxyInstance(
                            Connection.class.getClassLoader(),
                            new Class<?>[] {Connection.class},
                            (self, method, arguments) -> {
                              count.incrementAndGet();
                              return method.invoke(connection, arguments);
                            }),
                    issued,
                    System::nanoTime));
    return count.get();
  }

  private static boolean isReplaced(
      Connection connection, IssuedCertificate issued, LongSupplier nanoTime) throws SQLException {
    StoredCertificates stored = new StoredCertificates();
    return Replacement.isReplaced(
        connection,
        stored,
        CertificateSearch.row(connection, stored, "c.serial = ?", bytes(issued)).orElseThrow(),
        nanoTime);
  }

  private boolean isReplaced(IssuedCertificate issued) {
    return ca.find(issued.serial()).orElseThrow().status().replaced();
  }

  private IssuedCertificate sign(CallerIdentity caller, String... names) throws Exception {
    return ca.sign(request().dns(names).build(), IssuanceTerms.of(caller));
  }

  private void damage(IssuedCertificate... issued) {
    for (IssuedCertificate each : issued) {
      update("UPDATE latchkey_certificate SET der = ? WHERE serial = ?", new byte[1], bytes(each));
    }
  }

  private static byte[] bytes(IssuedCertificate issued) {
    return new BigInteger(issued.serial(), 16).toByteArray();
  }

  private void update(String sql, Object... parameters) {
    int changed = inStore(connection -> Sql.update(connection, sql, parameters));
    assertThat(changed).isPositive();
  }

  /** The CA holds the lock of an embedded database, so it is opened again afterwards. */
  private <T> T inStore(Database.Work<T> work) {
    ca.close();
    try (Database opened = database.open(directory)) {
      return opened.write(work);
    } finally {
      ca = database.builder(directory).open();
    }
  }
}
