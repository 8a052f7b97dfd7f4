package io.latchkey.ca.authority;

import static io.latchkey.ca.testing.RequestBuilder.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.ca.CertificateAuthority;
import io.latchkey.ca.DataDirectory;
import io.latchkey.ca.RotationRejectedException;
import io.latchkey.ca.certificate.IssuedCertificate;
import io.latchkey.ca.issuance.IssuanceTerms;
import io.latchkey.ca.store.TestDatabase;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.io.TempDir;
import org.threeten.extra.MutableClock;

/** A CA whose clock the test sets. */
abstract class RotationFixture {
  static final Instant START = Instant.parse("2026-11-21T12:00:00Z");
  static final Duration YEAR = Duration.ofDays(365);
  static final Duration SECOND = Duration.ofSeconds(1);

  @TempDir Path temporary;
  final MutableClock clock = MutableClock.of(START, ZoneOffset.UTC);

  /** The certificate of the authority's own key, and a path to the other root. */
  static void assertPath(IssuedCertificate issued, X509Certificate signer, X509Certificate other)
      throws Exception {
    issued.certificate().verify(signer.getPublicKey());
    X509Certificate cross = issued.intermediates().get(0);
    assertThat(issued.intermediates()).hasSize(1);
    assertThat(cross.getPublicKey()).isEqualTo(signer.getPublicKey());
    cross.verify(other.getPublicKey());
  }

  static List<X509Certificate> keysInUse(CertificateAuthority ca) {
    return ((RecordingAuthority) ca)
        .keys().inUse().stream().map(issuer -> issuer.certificate()).toList();
  }

  /** What the thread of the keys does every two seconds. */
  static void check(CertificateAuthority ca) {
    ((BuiltInKeys) ((RecordingAuthority) ca).keys()).check();
  }

  static IssuedCertificate sign(CertificateAuthority ca) throws Exception {
    return ca.sign(request().dns("h.local").build(), IssuanceTerms.of("worker"));
  }

  CertificateAuthorityBuilder builder(DataDirectory directory) {
    return TestBuilder.of(directory).clock(clock);
  }

  CertificateAuthority open(DataDirectory directory) {
    return builder(directory).open();
  }

  X509Certificate open(Path data, UnaryOperator<CertificateAuthorityBuilder> settings) {
    try (DataDirectory directory = DataDirectory.open(data);
        CertificateAuthority ca = settings.apply(builder(directory)).open()) {
      return ca.root();
    }
  }

  /** A node whose clock agrees with that of the database. */
  CertificateAuthority open(DataDirectory directory, TestDatabase.Fresh database) {
    database.setTime(clock.instant());
    return database.builder(directory).clock(clock).keyPassphrase("of all nodes").open();
  }

  /** Moves the clocks of the nodes and of the database. */
  void pass(Duration duration, TestDatabase.Fresh database) {
    database.setTime(clock.instant().plus(duration));
    clock.add(duration);
  }

  static void assertRejected(
      org.assertj.core.api.ThrowableAssert.ThrowingCallable call, String part) {
    assertThatThrownBy(call)
        .isInstanceOf(RotationRejectedException.class)
        .hasMessageContaining(part);
  }
}
