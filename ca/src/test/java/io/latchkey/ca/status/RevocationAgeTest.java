package io.latchkey.ca.status;

import static io.latchkey.ca.testing.RequestBuilder.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.latchkey.ca.AuthorityUnavailableException;
import io.latchkey.ca.CertificateAuthority;
import io.latchkey.ca.DataDirectory;
import io.latchkey.ca.authority.CertificateAuthorityBuilder;
import io.latchkey.ca.authority.TestBuilder;
import io.latchkey.ca.certificate.IssuedCertificate;
import io.latchkey.ca.issuance.IssuanceTerms;
import io.latchkey.ca.revocation.OcspResponse;
import io.latchkey.ca.revocation.OcspResponse.Outcome;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sqlite.SQLiteDataSource;
import org.threeten.extra.MutableClock;

/** A node that cannot read the revocations uses those that it knows for a limited time. */
class RevocationAgeTest {
  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
  private static final Duration HOUR = Duration.ofHours(1);

  @TempDir Path temporary;
  private final MutableClock clock = MutableClock.of(NOW, ZoneOffset.UTC);
  private final AtomicBoolean down = new AtomicBoolean();
  private DataDirectory directory;
  private CertificateAuthority ca;
  private IssuedCertificate issued;

  /** Opens the CA, which signs a certificate and an OCSP response; then the store fails. */
  private void failAfterOneResponse(Duration listValidity) throws Exception {
    directory = DataDirectory.open(temporary.resolve("data"));
    CertificateAuthorityBuilder builder =
        TestBuilder.of(directory)
            .dataSource(dataSource())
            .clock(clock)
            .revocationListValidity(listValidity);
    ca = builder.open();
    issued = ca.sign(request().dns("a.local").build(), IssuanceTerms.of("worker"));
    assertThat(ask().outcome()).isEqualTo(Outcome.GOOD);
    down.set(true);
  }

  @AfterEach
  void close() {
    ca.close();
    directory.close();
  }

  private DataSource dataSource() {
    SQLiteDataSource source = new SQLiteDataSource();
    source.setUrl("jdbc:sqlite:" + temporary.resolve("store.db"));
    return (DataSource)
        Proxy.newProxyInstance(
            DataSource.class.getClassLoader(),
            new Class<?>[] {DataSource.class},
            (self, method, arguments) -> {
              if (down.get()) {
                throw new SQLException("as the test wants it", "08001");
              }
              return method.invoke(source, arguments);
            });
  }

  private OcspResponse ask() throws Exception {
    return ca.ocsp(OcspExchange.request(ca.certificate(), issued.certificate()));
  }

  private OcspResponse askWithNonce() throws Exception {
    return ca.ocsp(OcspExchange.requestWithNonce(ca.certificate(), issued.certificate()));
  }

  @Test
  void responseDuringOutage_keepsTimesOfLastReading() throws Exception {
    failAfterOneResponse(Duration.ofDays(1));
    clock.add(HOUR.minusSeconds(1));

    OcspResponse response = askWithNonce();

    assertThat(response.outcome()).isEqualTo(Outcome.GOOD);
    assertThat(OcspExchange.thisUpdate(response))
        .isEqualTo(NOW.minus(RevocationListBuilder.BACKDATED));
    assertThat(OcspExchange.nextUpdate(response)).isEqualTo(NOW.plus(HOUR));
  }

  @Test
  void responsesDuringOutage_endWithTheirValidity() throws Exception {
    failAfterOneResponse(Duration.ofDays(1));
    clock.add(HOUR.minusSeconds(1));
    assertThat(ask().outcome()).isEqualTo(Outcome.GOOD);

    clock.add(Duration.ofSeconds(1));

    assertThat(ask().outcome()).isEqualTo(Outcome.TRY_LATER);
    assertThat(askWithNonce().outcome()).isEqualTo(Outcome.TRY_LATER);
  }

  @Test
  void keptResponseDuringOutage_isNotSignedAgain() throws Exception {
    failAfterOneResponse(Duration.ofDays(1));
    clock.add(HOUR.minusSeconds(1));

    assertThat(ask()).isSameAs(ask());
  }

  @Test
  void listsOfShortValidity_limitTheResponses() throws Exception {
    failAfterOneResponse(Duration.ofMinutes(10));
    clock.add(Duration.ofMinutes(10).minusSeconds(1));
    assertThat(askWithNonce().outcome()).isEqualTo(Outcome.GOOD);

    clock.add(Duration.ofSeconds(1));

    assertThat(askWithNonce().outcome()).isEqualTo(Outcome.TRY_LATER);
  }

  @Test
  void revocationAfterAnHourOfOutage_isUnknown() throws Exception {
    failAfterOneResponse(Duration.ofDays(1));
    clock.add(HOUR.minusMillis(1));
    assertThat(ca.revocation(issued.certificate())).isEmpty();

    clock.add(Duration.ofMillis(1));

    assertThatThrownBy(() -> ca.revocation(issued.certificate()))
        .isInstanceOf(AuthorityUnavailableException.class)
        .hasMessage("The revocations could not be read for 3600 s; check the database");
  }

  @Test
  void clockSetBackDuringOutage_makesRevocationsUnknown() throws Exception {
    failAfterOneResponse(Duration.ofDays(1));

    clock.add(HOUR.negated());

    assertThatThrownBy(() -> ca.revocation(issued.certificate()))
        .isInstanceOf(AuthorityUnavailableException.class);
  }

  @Test
  void healthAfter30sOutage_reportsUnknownRevocations() throws Exception {
    failAfterOneResponse(Duration.ofDays(1));
    clock.add(Duration.ofSeconds(30).minusMillis(1));
    assertThat(ca.health().revocation()).isTrue();

    clock.add(Duration.ofMillis(1));

    assertThat(ca.health().revocation()).isFalse();
    assertThat(ca.revocationsReadAt()).isEqualTo(NOW);
  }

  @Test
  void storeThatAnswersAgain_endsTheOutage() throws Exception {
    failAfterOneResponse(Duration.ofDays(1));
    clock.add(HOUR);
    assertThat(ask().outcome()).isEqualTo(Outcome.TRY_LATER);

    down.set(false);

    await().untilAsserted(() -> assertThat(ask().outcome()).isEqualTo(Outcome.GOOD));
    assertThat(OcspExchange.nextUpdate(ask())).isEqualTo(clock.instant().plus(HOUR));
    assertThat(ca.health().revocation()).isTrue();
    assertThat(ca.revocation(issued.certificate())).isEmpty();
  }
}
