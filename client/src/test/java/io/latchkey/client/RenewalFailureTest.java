package io.latchkey.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.latchkey.client.RenewalEvents.Failure;
import io.latchkey.pki.Certificates;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.Security;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Renewals that fail. */
class RenewalFailureTest extends RenewalFixture {
  @Test
  void renewNowThatFails_isRepeated() throws Exception {
    start();
    source.problem =
        () -> {
          throw problem();
        };

    renewal.renewNow();
    awaitFailure(1);
    source.problem = () -> {};
    clock.set(clock.instant().plus(Duration.ofMinutes(10)));

    awaitRenewals(2);
  }

  @Test
  void failure_keepsCertificateAndReportsNextAttempt() throws Exception {
    source.problem =
        () -> {
          throw problem();
        };
    start();

    clock.set(DUE);
    Failure failure = awaitFailure(1);

    assertThat(failure.problem()).hasMessage("as the test wants it");
    assertThat(failure.nextTry()).isBetween(DUE.plusMillis(1000), DUE.plusMillis(1250));
    assertThat(identity.supply()).isEqualTo(first);
  }

  @Test
  void failures_areRetriedWithGrowingDelays() throws Exception {
    source.problem =
        () -> {
          throw problem();
        };
    start();
    clock.set(DUE);
    awaitFailure(1);

    clock.add(Duration.ofSeconds(2));
    Failure second = awaitFailure(2);
    assertThat(second.nextTry())
        .isBetween(clock.instant().plusMillis(2000), clock.instant().plusMillis(2500));

    source.problem = () -> {};
    clock.add(Duration.ofSeconds(3));
    awaitRenewals(2);
    assertThat(source.asked).hasValue(3);
  }

  @Test
  void retryAfter_isHonoured() throws Exception {
    source.problem =
        () -> {
          throw new RejectedException(
              "busy", 503, "busy", Optional.empty(), Optional.of(Duration.ofMinutes(20)));
        };
    start();
    clock.set(DUE);

    assertThat(awaitFailure(1).nextTry()).isEqualTo(DUE.plus(Duration.ofMinutes(20)));

    source.problem = () -> {};
    clock.add(Duration.ofMinutes(20).minusMillis(1));
    await().during(Duration.ofMillis(50)).until(() -> source.asked.get() == 1);
    clock.add(Duration.ofMillis(1));
    awaitRenewals(2);
  }

  @Test
  void clockSetBack_doesNotDelayRetry() throws Exception {
    source.problem =
        () -> {
          throw problem();
        };
    start();
    clock.set(DUE.plus(Duration.ofDays(300)));
    awaitFailure(1);
    source.problem = () -> {};

    clock.set(DUE.minus(Duration.ofDays(3)));

    awaitRenewals(2);
  }

  @Test
  void errorInRenewal_doesNotStopRenewals() throws Exception {
    source.problem =
        () -> {
          throw new NoClassDefFoundError("as the test wants it");
        };
    start();
    clock.set(DUE);
    assertThat(awaitFailure(1).problem()).hasMessageContaining("NoClassDefFoundError");

    source.problem = () -> {};
    clock.add(Duration.ofSeconds(2));

    awaitRenewals(2);
  }

  /** The source returns this certificate only once, as files that are read after a change do. */
  @Test
  void unusableCertificate_isTriedAgain() throws Exception {
    start();
    String type = KeyStore.getDefaultType();
    Security.setProperty("keystore.type", "none");
    try {
      clock.set(DUE);
      assertThat(awaitFailure(1).problem()).hasMessageContaining("cannot validate certificates");
    } finally {
      Security.setProperty("keystore.type", type);
    }
    assertThat(identity.supply()).isEqualTo(first);
    source.isUnchanged = true;

    clock.add(Duration.ofSeconds(2));
    awaitRenewals(2);

    assertThat(identity.supply().certificate().notAfter()).isEqualTo(DUE.plus(LIFE));
  }

  @Test
  void errorBetweenRenewals_doesNotStopThem() throws Exception {
    start();
    clockIsBroken = true;
    await().until(() -> asked.get() > 10);

    clockIsBroken = false;
    clock.set(DUE);

    awaitRenewals(2);
  }

  @Test
  void failingListener_doesNotStopRenewals() throws Exception {
    start(
        CertificateFiles.none(),
        new RenewalListener() {
          @Override
          public void renewed(ComponentCertificate certificate) {
            throw new IllegalStateException("as the test wants it");
          }

          @Override
          public void failed(Exception problem, Instant nextTry) {}
        });

    clock.set(DUE);
    await().until(() -> source.asked.get() == 1);
    clock.add(LIFE);

    await().until(() -> source.asked.get() == 2);
  }

  @Test
  void unwritableFiles_certificateIsUsedAndWritingRetried() throws Exception {
    Path place = Files.createDirectory(directory.resolve("certs"));
    start(CertificateFiles.pem(place.resolve("a.key"), place.resolve("a.crt")), events);
    Files.move(place, directory.resolve("away"));

    clock.set(DUE);
    assertThat(awaitFailure(1).problem()).hasMessageContaining("there is no such directory");
    ComponentCertificate renewed = identity.supply().certificate();
    assertThat(renewed).isNotEqualTo(first.certificate());

    Files.move(directory.resolve("away"), place);
    clock.add(Duration.ofSeconds(2));
    awaitRenewals(2);

    assertThat(events.renewed().get(1)).isEqualTo(renewed);
    assertThat(source.asked).hasValue(1);
    assertThat(Certificates.parseAll(Files.readAllBytes(place.resolve("a.crt"))))
        .isEqualTo(renewed.chain());
  }
}
