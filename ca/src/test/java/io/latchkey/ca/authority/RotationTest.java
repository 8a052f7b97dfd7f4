package io.latchkey.ca.authority;

import static io.latchkey.ca.policy.RequestBuilder.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.latchkey.ca.AuthorityUnavailableException;
import io.latchkey.ca.CertificateAuthority;
import io.latchkey.ca.DataDirectory;
import io.latchkey.ca.IssuanceTerms;
import io.latchkey.ca.IssuedCertificate;
import io.latchkey.ca.PemText;
import io.latchkey.ca.RotationRefusedException;
import io.latchkey.ca.RotationStatus;
import io.latchkey.ca.RotationStatus.Phase;
import io.latchkey.ca.policy.TestCa;
import io.latchkey.ca.store.Database;
import io.latchkey.ca.store.Databases;
import io.latchkey.ca.store.GenerationStore;
import io.latchkey.ca.store.GenerationStore.StoredGeneration;
import io.latchkey.ca.store.TestDatabase;
import io.latchkey.pki.KeyEncryption;
import io.latchkey.pki.KeyIdentifiers;
import io.latchkey.pki.Pem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.x509.AuthorityKeyIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.threeten.extra.MutableClock;

/** The phases of a rotation: announced, switched, and the former key deleted. */
class RotationTest {
  private static final Instant START = Instant.parse("2026-11-21T12:00:00Z");
  private static final Duration YEAR = Duration.ofDays(365);
  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration TAKEN_UP = Duration.ofSeconds(20);

  @TempDir Path temporary;
  private final MutableClock clock = MutableClock.of(START, ZoneOffset.UTC);

  @ParameterizedTest
  @EnumSource(TestDatabase.class)
  void rotation_announcesSwitchesAndDeletesTheFormerKey(TestDatabase kind) throws Exception {
    TestDatabase.Fresh database = kind.fresh();
    try (DataDirectory directory = DataDirectory.open(temporary.resolve("data"));
        CertificateAuthority ca = open(directory, database)) {
      X509Certificate old = ca.root();
      assertThat(sign(ca).intermediates()).isEmpty();

      RotationStatus announced = ca.rotate(false);
      X509Certificate next = announced.other().orElseThrow();
      assertThat(announced)
          .isEqualTo(
              new RotationStatus(
                  Phase.ANNOUNCED, old, Optional.of(next), Optional.of(START.plus(YEAR))));
      assertThat(ca.root()).isEqualTo(old);
      assertThat(ca.certificate()).isEqualTo(old);
      assertPath(sign(ca), old, next);
      assertCrossCertificates(ca.chain(), old, old, next);

      clock.add(YEAR.minusMillis(1));
      assertThat(ca.root()).isEqualTo(old);
      clock.add(Duration.ofMillis(1));
      assertThat(ca.rotation())
          .isEqualTo(
              new RotationStatus(
                  Phase.SWITCHED, next, Optional.of(old), Optional.of(clock.instant().plus(YEAR))));
      assertThat(ca.root()).isEqualTo(next);
      IssuedCertificate signed = sign(ca);
      assertPath(signed, next, old);
      assertThat(ca.find(signed.serial()).orElseThrow().pemChain()).isEqualTo(signed.pemChain());
      assertCrossCertificates(ca.chain(), next, old, next);
      assertThat(keysInUse(ca)).containsExactly(next, old);

      clock.add(YEAR);
      assertThat(ca.rotation().phase()).isEqualTo(Phase.NONE);
      await().atMost(TAKEN_UP).until(() -> keysInUse(ca).equals(List.of(next)));
      assertThat(ca.issuers()).containsExactly(old, next);
      assertPath(sign(ca), next, old);
    }
    try (DataDirectory directory = DataDirectory.open(temporary.resolve("data"));
        Database stored =
            database.url().isEmpty() ? Databases.embedded(directory) : open(database)) {
      assertThat(new GenerationStore(stored).all())
          .extracting(each -> each.privateKey().isPresent())
          .containsExactly(false, true);
    }
  }

  private static Database open(TestDatabase.Fresh database) {
    return Databases.of(database.dataSource(Path.of("unused")));
  }

  /** The certificate of the authority's own key, and a path to the other root. */
  private static void assertPath(
      IssuedCertificate issued, X509Certificate signer, X509Certificate other) throws Exception {
    issued.certificate().verify(signer.getPublicKey());
    X509Certificate cross = issued.intermediates().get(0);
    assertThat(issued.intermediates()).hasSize(1);
    assertThat(cross.getPublicKey()).isEqualTo(signer.getPublicKey());
    cross.verify(other.getPublicKey());
  }

  private static void assertCrossCertificates(
      List<X509Certificate> chain, X509Certificate root, X509Certificate old, X509Certificate next)
      throws Exception {
    assertThat(chain).hasSize(3);
    assertThat(chain.get(0)).isEqualTo(root);
    assertCross(chain.get(1), old, next);
    assertCross(chain.get(2), next, old);
  }

  private static void assertCross(
      X509Certificate cross, X509Certificate certified, X509Certificate signer) throws Exception {
    cross.verify(signer.getPublicKey());
    assertThat(cross.getPublicKey()).isEqualTo(certified.getPublicKey());
    assertThat(cross.getSubjectX500Principal()).isEqualTo(certified.getSubjectX500Principal());
    assertThat(cross.getIssuerX500Principal()).isEqualTo(signer.getSubjectX500Principal());
    assertThat(KeyIdentifiers.hex(cross)).isEqualTo(KeyIdentifiers.hex(certified));
    assertThat(cross.getBasicConstraints()).isZero();
    assertThat(certified.getBasicConstraints()).isEqualTo(1);
    assertThat(cross.getNotAfter().toInstant())
        .isEqualTo(earlier(certified.getNotAfter().toInstant(), signer.getNotAfter().toInstant()));
    AuthorityKeyIdentifier authority =
        AuthorityKeyIdentifier.getInstance(
            ASN1OctetString.getInstance(
                    cross.getExtensionValue(Extension.authorityKeyIdentifier.getId()))
                .getOctets());
    assertThat(authority).isEqualTo(KeyIdentifiers.ofIssuer(signer));
    assertThat(authority.getAuthorityCertIssuer()).isNull();
    assertThat(authority.getAuthorityCertSerialNumber()).isNull();
  }

  private static Instant earlier(Instant a, Instant b) {
    return a.isBefore(b) ? a : b;
  }

  @Test
  void rotateBeforeTheEnd_rotatesByItself() throws Exception {
    try (DataDirectory directory = DataDirectory.open(temporary.resolve("data"));
        CertificateAuthority ca = open(directory)) {
      X509Certificate old = ca.root();
      List<RotationStatus> heard = new CopyOnWriteArrayList<>();
      ca.addRotationListener(heard::add);
      Instant begin = old.getNotAfter().toInstant().minus(YEAR).minus(YEAR);
      assertThat(ca.rotation().next()).hasValue(begin);

      clock.setInstant(begin);
      await().atMost(TAKEN_UP).until(() -> heard.size() == 1);
      assertThat(ca.rotation().phase()).isEqualTo(Phase.ANNOUNCED);
      X509Certificate next = ca.rotation().other().orElseThrow();

      clock.add(YEAR);
      await().atMost(TAKEN_UP).until(() -> heard.size() == 2);
      clock.add(YEAR);
      await().atMost(TAKEN_UP).until(() -> heard.size() == 3);
      assertThat(heard)
          .extracting(RotationStatus::phase)
          .containsExactly(Phase.ANNOUNCED, Phase.SWITCHED, Phase.NONE);
      assertThat(ca.root()).isEqualTo(next);
      assertThat(ca.rotation().next())
          .hasValue(next.getNotAfter().toInstant().minus(YEAR).minus(YEAR));
      assertThat(Files.readString(directory.file("ca.crt"))).isEqualTo(Pem.encode(next));
    }
  }

  @Test
  void switchNow_switchesToTheAnnouncedRoot() throws Exception {
    try (DataDirectory directory = DataDirectory.open(temporary.resolve("data"));
        CertificateAuthority ca = open(directory)) {
      X509Certificate next = ca.rotate(false).other().orElseThrow();
      clock.add(Duration.ofDays(1));

      RotationStatus switched = ca.rotate(true);

      assertThat(switched.phase()).isEqualTo(Phase.SWITCHED);
      assertThat(ca.root()).isEqualTo(next);
      assertThat(switched.next()).hasValue(clock.instant().plus(YEAR));
      assertRefused(() -> ca.rotate(true), "under way (switched)");
      assertRefused(() -> ca.rotate(false), "under way (switched)");
    }
  }

  @Test
  void switchNowWithoutAnnouncement_announcesAndSwitches() throws Exception {
    try (DataDirectory directory = DataDirectory.open(temporary.resolve("data"));
        CertificateAuthority ca = open(directory)) {
      X509Certificate old = ca.root();

      assertThat(ca.rotate(true).phase()).isEqualTo(Phase.SWITCHED);

      assertThat(ca.root()).isNotEqualTo(old);
      assertPath(sign(ca), ca.root(), old);
    }
  }

  @Test
  void announcedRotation_isNotAnnouncedAgain() throws Exception {
    try (DataDirectory directory = DataDirectory.open(temporary.resolve("data"));
        CertificateAuthority ca = open(directory)) {
      RotationStatus announced = ca.rotate(false);

      assertRefused(() -> ca.rotate(false), "under way (announced)");
      assertThat(ca.rotation()).isEqualTo(announced);
    }
  }

  @Test
  void operatorsOwnCa_isNotRotated() {
    TestCa own = TestCa.root("Own").until(START.plus(YEAR));
    try (DataDirectory directory = DataDirectory.open(temporary.resolve("data"));
        CertificateAuthority ca =
            new CertificateAuthorityBuilder(directory)
                .clock(clock)
                .custom(
                    new PemText(own.chainPem(), "ca.pem"),
                    new PemText(Pem.encode(own.issuer().key()), "ca.key"))
                .open()) {
      assertRefused(() -> ca.rotate(false), "latchkey.ca.cert");
      assertRefused(() -> ca.rotate(true), "latchkey.ca.cert");
      assertThat(ca.rotation().next()).isEmpty();
    }
  }

  @Test
  void rootWithPathLength0_isNotRotated() throws Exception {
    TestCa old = TestCa.root("Old").intermediate("Old").pathLength(0).build();
    try (DataDirectory directory = DataDirectory.open(temporary.resolve("data"))) {
      try (Database database = Databases.embedded(directory)) {
        String key =
            KeyEncryption.encrypt(old.issuer().key(), "passphrase", KeyEncryption.UNSTRETCHED);
        StoredGeneration first =
            new StoredGeneration(
                1,
                Optional.of(key),
                old.certificate(),
                Optional.empty(),
                Optional.empty(),
                START,
                START,
                START);
        assertThat(new GenerationStore(database).add(first, List.of())).isTrue();
      }
      try (CertificateAuthority ca = builder(directory).keyPassphrase("passphrase").open()) {
        assertRefused(() -> ca.rotate(true), "path length 0");
        assertThat(ca.rotation().next()).isEmpty();
      }
    }
  }

  @Test
  void certificate_neverOutlivesItsIssuer() throws Exception {
    try (DataDirectory directory = DataDirectory.open(temporary.resolve("data"));
        CertificateAuthority ca = open(directory)) {
      Instant oldEnd = ca.root().getNotAfter().toInstant();
      clock.setInstant(oldEnd.minus(YEAR).minus(YEAR).minus(SECOND));
      X509Certificate next = ca.rotate(false).other().orElseThrow();
      clock.setInstant(oldEnd.minus(YEAR).minus(SECOND));
      assertThat(ca.rotation().phase()).isEqualTo(Phase.SWITCHED);
      IssuedCertificate first = sign(ca);
      assertThat(first.notAfter()).isEqualTo(clock.instant().plus(YEAR));

      clock.setInstant(oldEnd);
      assertPath(sign(ca), next, ca.issuers().get(0));
      assertThat(sign(ca).notAfter()).isEqualTo(clock.instant().plus(YEAR));

      clock.setInstant(oldEnd.plus(SECOND));
      assertThat(sign(ca).intermediates()).as("cross-certificate of an expired root").isEmpty();
      assertThat(ca.chain()).containsExactly(next);
    }
  }

  @Test
  void shortenedValidity_capsCertificatesAtTheChainToTheNextRoot() throws Exception {
    open(temporary.resolve("data"), builder -> builder);
    try (DataDirectory directory = DataDirectory.open(temporary.resolve("data"));
        CertificateAuthority ca = builder(directory).validity(Period.ofDays(100)).open()) {
      X509Certificate next = ca.rotate(false).other().orElseThrow();

      assertThat(sign(ca).notAfter()).isEqualTo(next.getNotAfter().toInstant());
      assertThat(ca.rotation().next())
          .hasValueSatisfying(
              at ->
                  assertThat(at)
                      .isBetween(START.plus(Duration.ofDays(24)), START.plus(Duration.ofDays(26))));
    }
  }

  @Test
  void lateRotation_hasPhasesThatEndWithTheFormerRoot() throws Exception {
    try (DataDirectory directory = DataDirectory.open(temporary.resolve("data"));
        CertificateAuthority ca = builder(directory).rotateBefore(SECOND).open()) {
      Instant end = ca.root().getNotAfter().toInstant();
      clock.setInstant(end.minus(Duration.ofDays(10)));

      assertThat(ca.rotate(false).next()).hasValue(end.minus(Duration.ofDays(5)));
      clock.setInstant(end.minus(Duration.ofDays(5)));
      assertThat(ca.rotation().next()).hasValue(end);
    }
  }

  @Test
  void expiredRoot_isReplacedAtOnceWithoutCrossCertificates() throws Exception {
    X509Certificate old = open(temporary.resolve("data"), builder -> builder);
    clock.setInstant(old.getNotAfter().toInstant().plus(SECOND));
    try (DataDirectory directory = DataDirectory.open(temporary.resolve("data"));
        CertificateAuthority ca = open(directory)) {
      await().atMost(TAKEN_UP).until(() -> !ca.root().equals(old));

      assertThat(sign(ca).intermediates()).isEmpty();
      assertThat(ca.chain()).containsExactly(ca.root());
    }
  }

  @Test
  void restart_continuesEveryPhase() throws Exception {
    Path data = temporary.resolve("data");
    List<X509Certificate> roots = new ArrayList<>();
    roots.add(open(data, builder -> builder));
    try (DataDirectory directory = DataDirectory.open(data);
        CertificateAuthority ca = open(directory)) {
      roots.add(ca.rotate(false).other().orElseThrow());
    }
    assertThat(open(data, builder -> builder)).isEqualTo(roots.get(0));
    clock.add(YEAR);
    assertThat(open(data, builder -> builder)).isEqualTo(roots.get(1));
    assertThat(Files.readString(data.resolve("ca.crt"))).isEqualTo(Pem.encode(roots.get(1)));
    clock.add(YEAR);
    assertThat(open(data, builder -> builder)).isEqualTo(roots.get(1));
  }

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
    } catch (RotationRefusedException e) {
      assertThat(e).hasMessageContaining("under way");
      return false;
    }
  }

  @Test
  void otherNode_takesTheRotationUpWithinFiveSeconds() throws Exception {
    TestDatabase.Fresh database = TestDatabase.NEWEST_POSTGRESQL.fresh();
    try (DataDirectory one = DataDirectory.open(temporary.resolve("one"));
        DataDirectory two = DataDirectory.open(temporary.resolve("two"));
        CertificateAuthority first = open(one, database);
        CertificateAuthority second = open(two, database)) {
      RotationStatus announced = first.rotate(false);
      await().atMost(Duration.ofSeconds(5)).until(() -> second.rotation().equals(announced));
      assertPath(sign(second), announced.root(), announced.other().orElseThrow());

      RotationStatus switched = first.rotate(true);
      await().atMost(Duration.ofSeconds(5)).until(() -> second.rotation().equals(switched));
      assertPath(sign(second), switched.root(), announced.root());
    }
  }

  @Test
  void rotateBeforeThatIsAsLongAsTheValidity_stopsTheStart() {
    assertThatThrownBy(
            () ->
                open(
                    temporary.resolve("data"),
                    builder ->
                        builder.validity(Period.ofDays(30)).rotateBefore(Duration.ofDays(30))))
        .isInstanceOf(AuthorityUnavailableException.class)
        .hasMessageContaining("latchkey.ca.rotate-before PT720H")
        .hasMessageContaining("latchkey.ca.validity P30D");
    assertThat(temporary.resolve("data").resolve("ca.crt")).doesNotExist();
  }

  @Test
  void shortLivedRoot_isRotatedInItsSecondHalf() {
    try (DataDirectory directory = DataDirectory.open(temporary.resolve("data"));
        CertificateAuthority ca = builder(directory).validity(Period.ofDays(30)).open()) {
      assertThat(ca.rotation().next().orElseThrow())
          .isBetween(START.plus(Duration.ofDays(14)), START.plus(Duration.ofDays(15)));
    }
  }

  private static void assertRefused(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String part) {
    assertThatThrownBy(call)
        .isInstanceOf(RotationRefusedException.class)
        .hasMessageContaining(part);
  }

  private static List<X509Certificate> keysInUse(CertificateAuthority ca) {
    return ((RecordingAuthority) ca)
        .keys().inUse().stream().map(issuer -> issuer.certificate()).toList();
  }

  private static IssuedCertificate sign(CertificateAuthority ca) throws Exception {
    return ca.sign(request().dns("h.local").build(), IssuanceTerms.of("worker"));
  }

  private CertificateAuthorityBuilder builder(DataDirectory directory) {
    return new CertificateAuthorityBuilder(directory).clock(clock);
  }

  private CertificateAuthority open(DataDirectory directory) {
    return builder(directory).open();
  }

  private CertificateAuthority open(DataDirectory directory, TestDatabase.Fresh database) {
    return database.builder(directory).clock(clock).keyPassphrase("of all nodes").open();
  }

  private X509Certificate open(Path data, UnaryOperator<CertificateAuthorityBuilder> settings) {
    try (DataDirectory directory = DataDirectory.open(data);
        CertificateAuthority ca = settings.apply(builder(directory)).open()) {
      return ca.root();
    }
  }
}
