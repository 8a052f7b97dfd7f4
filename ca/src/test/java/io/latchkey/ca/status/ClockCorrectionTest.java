package io.latchkey.ca.status;

import static io.latchkey.ca.testing.RequestBuilder.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.latchkey.ca.CertificateAuthority;
import io.latchkey.ca.DataDirectory;
import io.latchkey.ca.authority.TestBuilder;
import io.latchkey.ca.certificate.IssuedCertificate;
import io.latchkey.ca.issuance.IssuanceTerms;
import io.latchkey.ca.revocation.OcspResponse;
import io.latchkey.ca.revocation.OcspResponse.Outcome;
import io.latchkey.ca.revocation.RevocationList;
import io.latchkey.pki.RevocationReason;
import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.threeten.extra.MutableClock;

/** A clock that was ahead is corrected. */
class ClockCorrectionTest {
  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
  private static final Duration BACKDATED = RevocationListBuilder.BACKDATED;

  @TempDir Path temporary;
  private final MutableClock clock = MutableClock.of(NOW, ZoneOffset.UTC);
  private DataDirectory directory;
  private CertificateAuthority ca;

  @BeforeEach
  void open() {
    directory = DataDirectory.open(temporary.resolve("data"));
    ca = TestBuilder.of(directory).clock(clock).open();
  }

  @AfterEach
  void close() {
    ca.close();
    directory.close();
  }

  private IssuedCertificate sign(String name) throws Exception {
    return ca.sign(request().dns(name).build(), IssuanceTerms.of("worker"));
  }

  private OcspResponse ask(IssuedCertificate issued) throws Exception {
    return ca.ocsp(OcspExchange.request(ca.certificate(), issued.certificate()));
  }

  private RevocationList list() {
    return ca.revocationLists().get(0);
  }

  private static boolean contains(RevocationList list, IssuedCertificate issued) throws Exception {
    X509CRL parsed =
        (X509CRL)
            CertificateFactory.getInstance("X.509")
                .generateCRL(new ByteArrayInputStream(list.der()));
    return parsed.isRevoked(issued.certificate());
  }

  /** Returns after this node has read the revocations with the new clock. */
  private void moveTo(Instant time) {
    clock.setInstant(time);
    await().until(() -> ca.revocationsReadAt().equals(time));
  }

  @Test
  void list_regainsCertificatesThatAreValidAgain() throws Exception {
    IssuedCertificate issued = sign("a.local");
    ca.revoke(issued.serial(), RevocationReason.KEY_COMPROMISE);
    await().until(() -> list().number() == 2);
    moveTo(issued.notAfter().plusSeconds(1));
    await().until(() -> list().number() == 3);
    moveTo(issued.notAfter().plus(Duration.ofDays(1)));
    await().until(() -> list().number() == 4);
    assertThat(contains(list(), issued)).isFalse();

    clock.setInstant(NOW);

    await().until(() -> list().number() == 5);
    assertThat(list().signedAt()).isEqualTo(NOW);
    assertThat(contains(list(), issued)).isTrue();
  }

  @Test
  void onlyListNotYetValid_isSignedAgain() throws Exception {
    IssuedCertificate issued = sign("a.local");
    moveTo(NOW.minus(BACKDATED));
    ca.revoke(issued.serial(), RevocationReason.KEY_COMPROMISE);
    await().until(() -> list().number() == 2);
    assertThat(list().signedAt()).isEqualTo(NOW.minus(BACKDATED));

    moveTo(NOW.minus(BACKDATED.multipliedBy(2)));
    moveTo(NOW.minus(BACKDATED.multipliedBy(2)).minusSeconds(1));

    await().until(() -> list().number() == 3);
    assertThat(list().signedAt()).isEqualTo(clock.instant());
  }

  @Test
  void ocspResponseNotYetValid_isSignedAgain() throws Exception {
    IssuedCertificate issued = sign("a.local");
    OcspResponse first = ask(issued);
    moveTo(NOW.minus(BACKDATED));
    assertThat(ask(issued)).isSameAs(first);

    moveTo(NOW.minus(BACKDATED).minusSeconds(1));
    OcspResponse second = ask(issued);

    assertThat(second.outcome()).isEqualTo(Outcome.GOOD);
    assertThat(second.freshness().orElseThrow().producedAt()).isEqualTo(clock.instant());
    assertThat(OcspExchange.thisUpdate(second)).isEqualTo(clock.instant().minus(BACKDATED));
    assertThat(ask(issued)).isSameAs(second);
  }

  /** The clock is corrected between two readings of the revocations. */
  @Test
  void ocspResponse_startsAndEndsByCorrectedClock() throws Exception {
    IssuedCertificate issued = sign("a.local");
    moveTo(NOW.plusSeconds(1800));

    clock.setInstant(NOW);
    OcspResponse response = ask(issued);

    assertThat(OcspExchange.thisUpdate(response)).isEqualTo(NOW.minus(BACKDATED));
    assertThat(OcspExchange.nextUpdate(response)).isEqualTo(NOW.plus(Duration.ofHours(1)));
  }
}
