package io.latchkey.ca.status;

import static io.latchkey.ca.testing.RequestBuilder.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.latchkey.ca.AuthorityUnavailableException;
import io.latchkey.ca.CertificateAuthority;
import io.latchkey.ca.DataDirectory;
import io.latchkey.ca.authority.TestBuilder;
import io.latchkey.ca.certificate.IssuedCertificate;
import io.latchkey.ca.issuance.IssuanceTerms;
import io.latchkey.ca.revocation.OcspResponse.Outcome;
import io.latchkey.ca.store.StallingProxy;
import io.latchkey.ca.store.TestDatabase;
import io.latchkey.pki.RevocationReason;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.threeten.extra.MutableClock;

/** Two nodes on one PostgreSQL database, the second of which reaches it through a proxy. */
class RevocationNodesIT {
  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
  private static final String PASSPHRASE = "a passphrase for tests only";
  private static final Duration RESPONSE_TIMEOUT = Duration.ofSeconds(30);
  private static final Duration SEVERAL_REFRESHES = Duration.ofSeconds(4);

  @TempDir Path temporary;
  private final TestDatabase.Fresh database = TestDatabase.NEWEST_POSTGRESQL.fresh();
  private final MutableClock clock = MutableClock.of(NOW, ZoneOffset.UTC);
  private StallingProxy proxy;
  private DataDirectory firstDirectory;
  private DataDirectory secondDirectory;
  private CertificateAuthority first;
  private CertificateAuthority second;
  private IssuedCertificate issued;

  @BeforeEach
  void open() throws Exception {
    database.setTime(NOW);
    URI url = URI.create(database.url().orElseThrow().substring("jdbc:".length()));
    proxy = new StallingProxy(url.getPort());
    firstDirectory = DataDirectory.open(temporary.resolve("first"));
    secondDirectory = DataDirectory.open(temporary.resolve("second"));
    first =
        database
            .builder(firstDirectory)
            .clock(Clock.fixed(NOW, ZoneOffset.UTC))
            .keyPassphrase(PASSPHRASE)
            .open();
    second =
        TestBuilder.of(secondDirectory)
            .jdbc(
                "jdbc:postgresql://127.0.0.1:" + proxy.port() + url.getPath(),
                Optional.of("postgres"),
                Optional.empty())
            .clock(clock)
            .keyPassphrase(PASSPHRASE)
            .open();
    issued = first.sign(request().dns("a.local").build(), IssuanceTerms.of("worker"));
    assertThat(outcome()).isEqualTo(Outcome.GOOD);
  }

  @AfterEach
  void close() throws Exception {
    proxy.close();
    second.close();
    first.close();
    firstDirectory.close();
    secondDirectory.close();
  }

  private Outcome outcome() throws Exception {
    return second
        .ocsp(OcspExchange.requestWithNonce(second.certificate(), issued.certificate()))
        .outcome();
  }

  @Test
  void nodeWithoutDatabase_stopsAnsweringGood() throws Exception {
    proxy.stall();
    first.revoke(issued.serial(), RevocationReason.KEY_COMPROMISE);
    clock.add(Duration.ofHours(1).minusSeconds(1));
    assertThat(outcome()).isEqualTo(Outcome.GOOD);

    clock.add(Duration.ofSeconds(1));

    assertThat(outcome()).isEqualTo(Outcome.TRY_LATER);
    assertThatThrownBy(() -> second.revocation(issued.certificate()))
        .isInstanceOf(AuthorityUnavailableException.class);
    proxy.resume();
    await().atMost(RESPONSE_TIMEOUT).until(() -> outcome() == Outcome.REVOKED);
  }

  @Test
  void databaseThatAcceptsNoFurtherConnection_tellsRevocations() {
    proxy.reject();

    second.revoke(issued.serial(), RevocationReason.KEY_COMPROMISE);

    await().atMost(RESPONSE_TIMEOUT).until(() -> outcome() == Outcome.REVOKED);
    await().atMost(RESPONSE_TIMEOUT).until(() -> second.revocationLists().get(0).number() == 2);
  }

  @Test
  void nodeWithClockBehind_keepsListOfAnother() throws Exception {
    clock.add(Duration.ofMinutes(-5));
    proxy.stall();
    first.revoke(issued.serial(), RevocationReason.KEY_COMPROMISE);
    await().atMost(RESPONSE_TIMEOUT).until(() -> first.revocationLists().get(0).number() == 2);
    proxy.resume();
    await().atMost(RESPONSE_TIMEOUT).until(() -> second.revocationLists().get(0).number() == 2);

    await()
        .during(SEVERAL_REFRESHES)
        .atMost(RESPONSE_TIMEOUT)
        .until(() -> first.revocationLists().get(0).number() == 2);
  }

  @Test
  void nodeWithClockAhead_usesDatabaseTime() {
    clock.add(Duration.ofDays(2));

    second.revoke(issued.serial(), RevocationReason.KEY_COMPROMISE);

    await().atMost(RESPONSE_TIMEOUT).until(() -> second.revocationLists().get(0).number() == 2);
    assertThat(second.revocationLists().get(0).signedAt()).isEqualTo(NOW);
    assertThat(second.revocation(issued.certificate()).orElseThrow().revokedAt()).isEqualTo(NOW);
  }
}
