package io.latchkey.ca.authority;

import static io.latchkey.ca.testing.RequestBuilder.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.latchkey.base.testing.CollectedLog;
import io.latchkey.ca.CertificateAuthority;
import io.latchkey.ca.DataDirectory;
import io.latchkey.ca.caller.CallerRestrictions.Usage;
import io.latchkey.ca.certificate.CertificateQuery;
import io.latchkey.ca.certificate.IssuedCertificate;
import io.latchkey.ca.issuance.IssuanceListener;
import io.latchkey.ca.issuance.IssuanceRejectedException;
import io.latchkey.ca.issuance.IssuanceTerms;
import io.latchkey.ca.issuance.PendingCertificate;
import io.latchkey.ca.issuance.RejectionReason;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IssuanceListenerTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

  @TempDir Path temporary;
  private DataDirectory directory;
  private CertificateAuthority ca;

  @BeforeEach
  void open() {
    directory = DataDirectory.open(temporary.resolve("data"));
    ca =
        new CertificateAuthorityBuilder(directory)
            .signaturesPerHour(2)
            .clock(Clock.fixed(NOW, ZoneOffset.UTC))
            .open();
  }

  @AfterEach
  void close() {
    ca.close();
    directory.close();
  }

  /** Changes pending certificates, and keeps what it saw. */
  private static final class Listener implements IssuanceListener {
    private final UnaryOperator<PendingCertificate> change;
    private final List<PendingCertificate> asked = new ArrayList<>();
    private final List<IssuedCertificate> told = new ArrayList<>();

    private Listener(UnaryOperator<PendingCertificate> change) {
      this.change = change;
    }

    @Override
    public PendingCertificate requested(PendingCertificate certificate) {
      asked.add(certificate);
      return change.apply(certificate);
    }

    @Override
    public void issued(IssuedCertificate certificate) {
      told.add(certificate);
      throw new StackOverflowError("as the test wants it");
    }
  }

  private Listener listen(UnaryOperator<PendingCertificate> change) {
    Listener listener = new Listener(change);
    ca.addIssuanceListener(listener);
    return listener;
  }

  private IssuedCertificate sign() throws Exception {
    return ca.sign(request().dns("h.local").build(), IssuanceTerms.of("worker"));
  }

  private IssuanceRejectedException rejection() {
    return catchThrowableOfType(IssuanceRejectedException.class, this::sign);
  }

  /** The certificate with any end and any usages, as a faulty listener may return it. */
  private static PendingCertificate changed(
      PendingCertificate certificate, Instant notAfter, Set<Usage> usages) {
    return new PendingCertificate(
        certificate.caller(),
        certificate.origin(),
        "CN=other",
        List.of("other.local"),
        List.of(),
        List.of(),
        Instant.EPOCH,
        notAfter,
        usages);
  }

  @Test
  void listeners_narrowOneAfterTheOther() throws Exception {
    Instant week = NOW.plus(Duration.ofDays(7));
    Listener first = listen(certificate -> certificate.endingBy(week));
    Listener second = listen(certificate -> certificate.withOnly(Set.of(Usage.SERVER)));

    IssuedCertificate issued = sign();

    assertThat(second.asked.get(0).notAfter()).isEqualTo(week);
    assertThat(issued.notAfter()).isEqualTo(week);
    assertThat(issued.certificate().getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
    assertThat(first.told).containsExactly(issued);
    assertThat(second.told).containsExactly(issued);
  }

  @Test
  void widerResult_changesNothing() throws Exception {
    IssuedCertificate before = sign();
    listen(
        certificate ->
            changed(certificate, Instant.MAX.minusSeconds(1), Set.of(Usage.SERVER, Usage.CLIENT)));

    IssuedCertificate issued = sign();

    assertThat(issued.notBefore()).isEqualTo(before.notBefore());
    assertThat(issued.notAfter()).isEqualTo(before.notAfter());
    assertThat(issued.subject()).isEqualTo(before.subject());
    assertThat(issued.dnsNames()).containsExactly("h.local");
  }

  @Test
  void resultThatEndsNow_rejects() throws Exception {
    Listener listener = listen(certificate -> certificate.endingBy(NOW));

    assertThat(rejection().reason()).isEqualTo(RejectionReason.VETOED);

    ca.removeIssuanceListener(listener);
    listen(certificate -> certificate.endingBy(NOW.plusSeconds(1)));
    assertThat(sign().notAfter()).isEqualTo(NOW.plusSeconds(1));
  }

  @Test
  void resultWithoutUsages_rejects() {
    listen(certificate -> changed(certificate, certificate.notAfter(), Set.of()));

    assertThat(rejection().reason()).isEqualTo(RejectionReason.VETOED);
  }

  @Test
  void failingListener_preventsTheSignature() throws Exception {
    Listener listener =
        listen(
            certificate -> {
              throw new IllegalStateException("as the test wants it");
            });

    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(this::sign).isInstanceOf(IllegalStateException.class);
    }

    assertThat(ca.list(CertificateQuery.newest(10)).certificates()).isEmpty();
    ca.removeIssuanceListener(listener);
    sign(); // rejections do not count for the limit of two signatures an hour
    sign();
    assertThat(listener.told).isEmpty();
  }

  @Test
  void listenerThatFailsAfterwards_isLoggedOnce() throws Exception {
    Listener listener = listen(certificate -> certificate);
    try (CollectedLog log = CollectedLog.of(CertificateAuthority.class.getName())) {
      sign();
      sign();

      assertThat(listener.told).hasSize(2);
      assertThat(log.failures()).hasSize(1).first().isInstanceOf(StackOverflowError.class);
    }
  }

  @Test
  void rejectedRequest_isNotShownToListeners() {
    Listener listener = listen(certificate -> certificate);

    IssuanceRejectedException rejected =
        catchThrowableOfType(
            IssuanceRejectedException.class,
            () ->
                ca.sign(
                    request().dns("h.local").build(),
                    IssuanceTerms.of("worker").validFor(Duration.ofDays(366))));

    assertThat(rejected.reason()).isEqualTo(RejectionReason.VALIDITY);
    assertThat(listener.asked).isEmpty();
  }
}
