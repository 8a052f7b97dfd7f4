package io.latchkey.ca.store;

import static io.latchkey.ca.policy.Rejections.reason;
import static io.latchkey.ca.testing.RequestBuilder.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.latchkey.ca.AuthorityUnavailableException;
import io.latchkey.ca.CertificateAuthority;
import io.latchkey.ca.DataDirectory;
import io.latchkey.ca.authority.CertificateAuthorityBuilder;
import io.latchkey.ca.caller.CallerIdentity;
import io.latchkey.ca.caller.OneTimeUse;
import io.latchkey.ca.certificate.CertificatePage;
import io.latchkey.ca.certificate.CertificateQuery;
import io.latchkey.ca.certificate.IssuedCertificate;
import io.latchkey.ca.issuance.IssuanceRejectedException;
import io.latchkey.ca.issuance.IssuanceTerms;
import io.latchkey.ca.issuance.RejectionReason;
import io.latchkey.ca.testing.RequestBuilder;
import io.latchkey.pki.CertificateSigningRequest;
import java.math.BigInteger;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;

@ParameterizedClass
@EachDatabase
class CertificateStoreTest {
  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00.123Z");

  @Parameter TestDatabase kind;
  @TempDir Path temporary;
  private TestDatabase.Fresh database;
  private DataDirectory directory;
  private CertificateAuthority ca;

  @BeforeEach
  void open() {
    database = kind.fresh();
    directory = DataDirectory.open(temporary.resolve("data"));
    ca = builder().open();
  }

  @AfterEach
  void close() {
    ca.close();
    directory.close();
  }

  private CertificateAuthorityBuilder builder() {
    return database.builder(directory).clock(java.time.Clock.fixed(NOW, ZoneOffset.UTC));
  }

  @Test
  void find_returnsTheSignedCertificate() throws Exception {
    IssuedCertificate issued =
        ca.sign(
            request().dns("h.local").ip(10, 0, 0, 1).uri("spiffe://h/w").build(),
            IssuanceTerms.of("worker-1"));

    assertThat(ca.find(issued.serial())).contains(issued);
    assertThat(ca.find("00" + issued.serial().toUpperCase(java.util.Locale.ROOT))).contains(issued);
    assertThat(issued.issuedAt()).isEqualTo(NOW);
    assertThat(issued.ipAddresses()).containsExactly("10.0.0.1");
    assertThat(issued.pemChain()).isEqualTo(issued.pem());
    assertThat(issued.fingerprint()).matches("([0-9A-F]{2}:){31}[0-9A-F]{2}");
  }

  @Test
  void find_unknownSerial_isEmpty() {
    assertThat(ca.find("0")).isEmpty();
    assertThat(ca.find("'; DROP TABLE latchkey_certificate; --")).isEmpty();
    assertThat(ca.find("")).isEmpty();
  }

  @Test
  void rejectedRequest_leavesNoRecord() {
    assertThat(reason(() -> ca.sign(request().dns("a_b").build(), IssuanceTerms.of("x"))))
        .isEqualTo(RejectionReason.NAME_INVALID);

    assertThat(ca.list(CertificateQuery.newest(10)).certificates()).isEmpty();
  }

  @Test
  void pages_coverEverythingOnceNewestFirst() throws Exception {
    List<String> signed = new ArrayList<>();
    for (int i = 0; i < 7; i++) {
      signed.add(0, sign("h" + i + ".local", "worker"));
    }

    List<String> listed = new ArrayList<>();
    Optional<String> after = Optional.empty();
    int pages = 0;
    do {
      CertificatePage page =
          ca.list(
              new CertificateQuery(Optional.empty(), Optional.empty(), Optional.empty(), after, 3));
      page.certificates().forEach(certificate -> listed.add(certificate.serial()));
      after = page.next();
      pages++;
    } while (after.isPresent());

    assertThat(listed).isEqualTo(signed);
    assertThat(pages).isEqualTo(3);
  }

  @Test
  void fullLastPage_hasNoNext() throws Exception {
    sign("a.local", "worker");
    sign("b.local", "worker");

    assertThat(ca.list(CertificateQuery.newest(2)).next()).isEmpty();
    assertThat(ca.list(CertificateQuery.newest(1)).next()).isPresent();
  }

  @Test
  void filters_combine() throws Exception {
    String first = sign("a.local", "worker-1");
    String second = sign("a.local", "worker-2");
    sign("b.local", "worker-1");

    assertThat(serials(Optional.of("A.LOCAL"), Optional.empty(), Optional.empty()))
        .containsExactly(second, first);
    assertThat(serials(Optional.of("a.local"), Optional.of("worker-1"), Optional.empty()))
        .containsExactly(first);
    assertThat(serials(Optional.of("worker"), Optional.empty(), Optional.empty())).hasSize(3);
    assertThat(serials(Optional.of("c.local"), Optional.empty(), Optional.empty())).isEmpty();
    assertThat(serials(Optional.empty(), Optional.of("worker"), Optional.empty())).isEmpty();
  }

  @Test
  void expiringBefore_isExclusive() throws Exception {
    IssuedCertificate issued =
        ca.sign(
            request().dns("h.local").build(), IssuanceTerms.of("w").validFor(Duration.ofDays(1)));

    assertThat(serials(Optional.empty(), Optional.empty(), Optional.of(issued.notAfter())))
        .isEmpty();
    assertThat(
            serials(
                Optional.empty(), Optional.empty(), Optional.of(issued.notAfter().plusSeconds(1))))
        .containsExactly(issued.serial());
  }

  @Test
  void badQuery_isReported() {
    assertThatThrownBy(() -> CertificateQuery.newest(0)).hasMessageContaining("limit");
    assertThatThrownBy(() -> CertificateQuery.newest(1001)).hasMessageContaining("limit");
    for (String cursor : new String[] {"", "0", "-1", "x'y", "zzzzzzzzzzzzzzzz"}) {
      assertThatThrownBy(
              () ->
                  new CertificateQuery(
                      Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(cursor), 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("after");
    }
  }

  @Test
  void oneTimePermission_allowsOneSignature() throws Exception {
    OneTimeUse permission = new OneTimeUse("jti-1", NOW.plusSeconds(300));
    ca.sign(request().dns("h.local").build(), with(permission));

    assertThat(reason(() -> ca.sign(request().dns("h.local").build(), with(permission))))
        .isEqualTo(RejectionReason.REPLAYED);
    assertThat(ca.list(CertificateQuery.newest(10)).certificates()).hasSize(1);
  }

  @Test
  void pageOfLargeCertificates_endsEarlyWithoutLoss() throws Exception {
    List<String> signed = new ArrayList<>();
    for (int i = 0; i < 30; i++) {
      signed.add(0, ca.sign(large(), IssuanceTerms.of("worker")).serial());
    }

    List<String> listed = new ArrayList<>();
    Optional<String> after = Optional.empty();
    do {
      CertificatePage page =
          ca.list(
              new CertificateQuery(
                  Optional.empty(), Optional.empty(), Optional.empty(), after, 1000));
      page.certificates().forEach(certificate -> listed.add(certificate.serial()));
      after = page.next();
    } while (after.isPresent());

    assertThat(listed).isEqualTo(signed);
    // A page ends after a second, too: on a busy machine, earlier than after these bytes.
    await()
        .untilAsserted(
            () -> assertThat(bytesOfFirstPage()).isBetween(512 * 1024, 512 * 1024 + 32 * 1024));
  }

  private int bytesOfFirstPage() {
    return ca.list(CertificateQuery.newest(1000)).certificates().stream()
        .mapToInt(each -> each.pem().length())
        .sum();
  }

  /** The largest request that is signed: 16 KiB of names. */
  private static CertificateSigningRequest large() throws Exception {
    RequestBuilder request = request();
    for (int i = 0; i < 8; i++) {
      request.uri("https://h.local/%d/".formatted(i) + "x".repeat(2030));
    }
    return request.build();
  }

  @Test
  void expiringBefore_anyInstantIsAccepted() throws Exception {
    sign("h.local", "worker");

    assertThat(serials(Optional.empty(), Optional.empty(), Optional.of(Instant.MIN))).isEmpty();
    assertThat(serials(Optional.empty(), Optional.empty(), Optional.of(Instant.MAX))).hasSize(1);
  }

  @Test
  void oneTimePermission_survivesARestart() throws Exception {
    OneTimeUse permission = new OneTimeUse("jti-1", NOW.plusSeconds(300));
    ca.sign(request().dns("h.local").build(), with(permission));
    ca.close();

    ca = builder().open();

    assertThat(reason(() -> ca.sign(request().dns("h.local").build(), with(permission))))
        .isEqualTo(RejectionReason.REPLAYED);
  }

  @Test
  void rejectedRequest_leavesThePermissionUnused() throws Exception {
    OneTimeUse permission = new OneTimeUse("jti-1", NOW.plusSeconds(300));
    assertThat(reason(() -> ca.sign(request().dns("a_b").build(), with(permission))))
        .isEqualTo(RejectionReason.NAME_INVALID);

    ca.sign(request().dns("h.local").build(), with(permission));
  }

  @Test
  void permissionUsedConcurrently_allowsOneSignature() throws Exception {
    OneTimeUse permission = new OneTimeUse("jti-1", NOW.plusSeconds(300));
    CertificateSigningRequest request = request().dns("h.local").build();
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Callable<Boolean>> tasks = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        tasks.add(
            () -> {
              try {
                ca.sign(request, with(permission));
                return true;
              } catch (IssuanceRejectedException e) {
                assertThat(e.reason()).isEqualTo(RejectionReason.REPLAYED);
                return false;
              }
            });
      }
      int signed = 0;
      for (Future<Boolean> result : threads.invokeAll(tasks)) {
        signed += result.get() ? 1 : 0;
      }

      assertThat(signed).isOne();
      assertThat(ca.list(CertificateQuery.newest(10)).certificates()).hasSize(1);
    } finally {
      threads.shutdownNow();
    }
  }

  @Test
  void callersWithLongOrOddNames_areDistinct() throws Exception {
    String one = "x".repeat(5000) + "1";
    String two = "x".repeat(5000) + "2";
    String serial = sign("h.local", one);
    sign("h.local", two);
    String broken = sign("h.local", "a\nb");

    assertThat(serials(Optional.empty(), Optional.of(one), Optional.empty()))
        .containsExactly(serial);
    assertThat(serials(Optional.empty(), Optional.of("a\nb"), Optional.empty()))
        .containsExactly(broken);
    assertThat(serials(Optional.empty(), Optional.of("a\\u000ab"), Optional.empty())).isEmpty();
  }

  @Test
  void callerNamedLikeShortenedName_isDistinct() throws Exception {
    String longName = "x".repeat(5000);
    String serial = sign("h.local", longName);
    IssuedCertificate recorded = ca.find(serial).orElseThrow();
    String shortened = recorded.caller();
    String other = sign("h.local", shortened);

    assertThat(shortened).hasSizeLessThan(256).contains("#sha256:");
    assertThat(serials(Optional.empty(), Optional.of(longName), Optional.empty()))
        .containsExactly(serial);
    assertThat(serials(Optional.empty(), Optional.of(shortened), Optional.empty()))
        .containsExactly(other);
    assertThat(recorded.isOf(named(longName))).isTrue();
    assertThat(recorded.isOf(named(shortened))).isFalse();
  }

  @Test
  void signedCertificate_hasTheRecordedCaller() throws Exception {
    IssuedCertificate signed =
        ca.sign(request().dns("h.local").build(), IssuanceTerms.of("x".repeat(5000)));

    assertThat(ca.find(signed.serial())).contains(signed);
  }

  @Test
  void interruptedCaller_getsCertificateAndStoreStaysReady() throws Exception {
    Thread.currentThread().interrupt();
    String serial = sign("h.local", "worker");
    boolean found = ca.find(serial).isPresent();

    assertThat(Thread.interrupted()).isTrue();
    assertThat(found).isTrue();
    assertThat(ca.health().store()).isTrue();
    sign("h.local", "worker");
  }

  @Test
  void closedAuthority_isNotReadyAndSignsNothing() {
    ca.close();

    assertThat(ca.health().store()).isFalse();
    assertThatThrownBy(() -> sign("h.local", "worker"))
        .isInstanceOf(AuthorityUnavailableException.class);
  }

  @Test
  void applicationDataSource_isUsedAndStaysOpen() throws Exception {
    DataSource dataSource = kind.fresh().dataSource(temporary.resolve("given.db"));
    try (DataDirectory other = DataDirectory.open(temporary.resolve("other"))) {
      CertificateAuthorityBuilder builder =
          new CertificateAuthorityBuilder(other).dataSource(dataSource);
      String serial;
      try (CertificateAuthority first = builder.open()) {
        serial = first.sign(request().dns("h.local").build(), IssuanceTerms.of("w")).serial();
      }

      try (CertificateAuthority second = builder.open()) {
        assertThat(second.find(serial)).isPresent();
      }
      assertThat(other.path().resolve(Databases.EMBEDDED_FILE)).doesNotExist();
    }
  }

  @Test
  void serialOf159Bits_beginsWithTheTime() throws Exception {
    BigInteger first = new BigInteger(sign("a.local", "w"), 16);

    assertThat(first.bitLength()).isEqualTo(159);
    assertThat(first.shiftRight(111).clearBit(47).longValueExact()).isEqualTo(NOW.toEpochMilli());
  }

  private String sign(String name, String caller) throws IssuanceRejectedException {
    return ca.sign(request().dns(name).build(), IssuanceTerms.of(caller)).serial();
  }

  private static CallerIdentity named(String name) {
    return IssuanceTerms.of(name).caller();
  }

  private static IssuanceTerms with(OneTimeUse permission) {
    return IssuanceTerms.of("worker").using(permission);
  }

  private List<String> serials(
      Optional<String> name, Optional<String> caller, Optional<Instant> expiringBefore) {
    return ca
        .list(new CertificateQuery(name, caller, expiringBefore, Optional.empty(), 100))
        .certificates()
        .stream()
        .map(IssuedCertificate::serial)
        .toList();
  }
}
