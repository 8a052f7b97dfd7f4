package io.latchkey.server.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.latchkey.client.ComponentCertificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class CertificateInstallerTest {
  private static final Instant END = Instant.parse("2027-11-21T12:00:00Z");

  private final List<ServerIdentity> installed = new CopyOnWriteArrayList<>();
  private final AtomicInteger attempts = new AtomicInteger();
  private final AtomicInteger failures = new AtomicInteger();
  private final CountDownLatch goOn = new CountDownLatch(1);
  private ServerIdentity first;
  private ServerIdentity second;
  private CertificateInstaller installer;

  @BeforeEach
  void makeIdentities() throws Exception {
    first = Certificates.identity(END);
    second = Certificates.identity(END.plusSeconds(1));
  }

  @AfterEach
  void stop() {
    goOn.countDown();
    installer.close();
  }

  private void start(Consumer<ServerIdentity> install) {
    installer = new CertificateInstaller(install, Duration.ofMillis(1));
  }

  private void fail(ServerIdentity identity) {
    attempts.incrementAndGet();
    if (failures.getAndDecrement() > 0) {
      throw new NoClassDefFoundError("as the test wants it");
    }
    installed.add(identity);
  }

  private static ComponentCertificate certificate(ServerIdentity identity) {
    return new ComponentCertificate(identity.key(), identity.chain(), identity.certificate());
  }

  @Test
  void certificate_isInstalledOnce() {
    start(this::fail);

    installer.renewed(certificate(first));
    installer.renewed(certificate(second));

    await().until(() -> installed.contains(second));
    await().during(Duration.ofMillis(50)).until(() -> attempts.get() <= 2);
  }

  @Test
  void failure_isTriedAgainUntilItSucceeds() {
    failures.set(4);
    start(this::fail);

    installer.renewed(certificate(first));

    await().until(() -> !installed.isEmpty());
    assertThat(installed).containsExactly(first);
    assertThat(attempts).hasValue(5);
  }

  @Test
  void olderCertificateThatFailed_isNotPutInPlaceOfTheNewerOne() {
    start(
        identity -> {
          attempts.incrementAndGet();
          if (identity.equals(first)) {
            awaitGoOn();
            throw new IllegalStateException("as the test wants it");
          }
          installed.add(identity);
        });
    installer.renewed(certificate(first));
    await().until(() -> attempts.get() == 1);

    installer.renewed(certificate(second));
    goOn.countDown();

    await().until(() -> installed.contains(second));
    await().during(Duration.ofMillis(50)).until(() -> attempts.get() == 2);
    assertThat(installed).containsExactly(second);
  }

  private void awaitGoOn() {
    try {
      goOn.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
