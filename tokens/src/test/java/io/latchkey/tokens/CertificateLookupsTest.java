package io.latchkey.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.awaitility.Awaitility.await;

import io.latchkey.base.crypto.CryptoProvider;
import io.latchkey.tokens.component.ComponentCredential;
import io.latchkey.tokens.component.ComponentPath;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Lookups of certificates while strangers send made-up fingerprints. */
class CertificateLookupsTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final byte WORKER = 1;
  private static final int STRANGERS = 4;

  private final AtomicLong nanos = new AtomicLong();
  private final AtomicInteger strangers = new AtomicInteger();
  private final AtomicInteger lookups = new AtomicInteger();
  private final CountDownLatch gate = new CountDownLatch(1);
  private volatile boolean slow;
  private volatile Optional<ComponentCredential> component = Optional.empty();
  private final CertificateKeyRing ring =
      new CertificateKeyRing(
          new TokenCertificateSource.Recorded(this::find),
          Optional.empty(),
          Clock.fixed(NOW, ZoneOffset.UTC),
          CryptoProvider.auto(),
          Optional.empty(),
          nanos::get);

  private Optional<CertificateKey> find(byte[] sha256) {
    if (sha256[0] == WORKER) {
      lookups.incrementAndGet();
      if (slow) {
        await().until(() -> gate.getCount() == 0);
      }
      return Optional.of(
          new CertificateKey(
              KeyForge.P256.getPublic(), "worker-1", NOW, NOW.plusSeconds(60), component));
    }
    strangers.incrementAndGet();
    await().until(() -> gate.getCount() == 0);
    return Optional.empty();
  }

  @BeforeEach
  void useCertificate() throws Exception {
    assertThat(verify(KeyForge.P256, WORKER).caller().name()).isEqualTo("worker-1");
  }

  @AfterEach
  void endLookups() {
    gate.countDown();
  }

  private Verification verify(KeyPair pair, int certificate) throws InvalidTokenException {
    byte[] sha256 = new byte[32];
    sha256[0] = (byte) certificate;
    String header = "{\"alg\":\"ES256\",\"x5t#S256\":\"%s\"}".formatted(TokenForge.url(sha256));
    return ring.verify(
        CompactJws.parse(KeyForge.token(pair, "ES256", header, "{}")), Map.of(), () -> 0);
  }

  private Reason rejection(KeyPair pair, int certificate) {
    return catchThrowableOfType(InvalidTokenException.class, () -> verify(pair, certificate))
        .reason();
  }

  private void occupyAllPlaces() {
    for (int n = 0; n < STRANGERS; n++) {
      int certificate = 100 + n;
      Thread stranger = new Thread(() -> rejection(KeyForge.P256, certificate));
      stranger.setDaemon(true);
      stranger.start();
    }
    await().until(() -> strangers.get() == STRANGERS);
  }

  @Test
  void certificateInUse_isFoundDuringAFlood() throws Exception {
    nanos.addAndGet(Duration.ofMinutes(59).toNanos());
    occupyAllPlaces();

    assertThat(verify(KeyForge.P256, WORKER).caller().name()).isEqualTo("worker-1");
    assertThat(lookups).hasValue(2);
    assertThat(rejection(KeyForge.P256, 99)).isEqualTo(Reason.BUSY);
  }

  @Test
  void certificateInUse_hasOneReservedPlace() throws Exception {
    nanos.addAndGet(Duration.ofMinutes(2).toNanos());
    occupyAllPlaces();
    slow = true;
    Thread first = new Thread(() -> rejection(KeyForge.ec("secp256r1"), WORKER));
    first.setDaemon(true);
    first.start();
    await().until(() -> lookups.get() == 2);

    assertThat(rejection(KeyForge.ec("secp256r1"), WORKER)).isEqualTo(Reason.BUSY);
    assertThat(lookups).hasValue(2);
  }

  @Test
  void certificateOfUnknownRequester_isNotInUse() throws Exception {
    component = Optional.of(new ComponentCredential(ComponentPath.parse("team-a"), "fingerprint"));
    nanos.addAndGet(Duration.ofHours(1).toNanos());
    assertThat(rejection(KeyForge.P256, WORKER)).isEqualTo(Reason.UNSUPPORTED);
    nanos.addAndGet(Duration.ofMinutes(2).toNanos());
    occupyAllPlaces();

    assertThat(rejection(KeyForge.P256, WORKER)).isEqualTo(Reason.BUSY);
  }

  @Test
  void certificateUnusedForAnHour_competesWithStrangers() {
    nanos.addAndGet(Duration.ofHours(1).toNanos());
    occupyAllPlaces();

    assertThat(rejection(KeyForge.P256, WORKER)).isEqualTo(Reason.BUSY);
  }

  @Test
  void forgeriesForCertificateInUse_causeOneLookup() {
    nanos.addAndGet(Duration.ofMinutes(2).toNanos());

    for (int n = 0; n < 10; n++) {
      assertThat(rejection(KeyForge.ec("secp256r1"), WORKER)).isEqualTo(Reason.SIGNATURE);
    }

    assertThat(lookups).hasValue(2);
  }
}
