package io.latchkey.server.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.threeten.extra.MutableClock;

class CertificateRenewalTest {
  private static final Instant START = Instant.parse("2026-11-21T12:00:00Z");

  private final MutableClock clock = MutableClock.of(START, ZoneOffset.UTC);
  private final List<ServerIdentity> installed = new ArrayList<>();
  private ServerIdentity first;
  private ServerIdentity second;

  @BeforeEach
  void makeIdentities() throws Exception {
    first = Certificates.identity(START.plus(Duration.ofHours(3)));
    second = Certificates.identity(START.plus(Duration.ofHours(5)));
  }

  @Test
  void moreThanAThirdLeft_keepsTheCertificate() {
    CertificateRenewal renewal = renewal(() -> second);

    clock.set(START.plus(Duration.ofMinutes(100)));
    renewal.renewIfDue();

    assertThat(installed).isEmpty();
  }

  @Test
  void aThirdLeft_installsANewCertificateOnce() {
    CertificateRenewal renewal = renewal(() -> second);

    clock.set(START.plus(Duration.ofHours(2)));
    renewal.renewIfDue();
    renewal.renewIfDue();

    assertThat(installed).containsExactly(second);
  }

  @Test
  void failure_isTriedAgainLater() {
    List<RuntimeException> failures = new ArrayList<>(List.of(new IllegalStateException("store")));
    CertificateRenewal renewal =
        renewal(
            () -> {
              if (!failures.isEmpty()) {
                throw failures.remove(0);
              }
              return second;
            });

    clock.set(START.plus(Duration.ofHours(2)));
    renewal.renewIfDue();
    assertThat(installed).isEmpty();

    clock.add(Duration.ofMinutes(5));
    renewal.renewIfDue();
    assertThat(installed).isEmpty();

    clock.add(Duration.ofMinutes(2));
    renewal.renewIfDue();
    assertThat(installed).containsExactly(second);
  }

  @Test
  void error_isTriedAgainLater() {
    List<Error> failures =
        new ArrayList<>(List.of(new OutOfMemoryError("test"), new NoClassDefFoundError("test")));
    CertificateRenewal renewal =
        new CertificateRenewal(
            first,
            () -> second,
            identity -> {
              if (!failures.isEmpty()) {
                throw failures.remove(0);
              }
              installed.add(identity);
            },
            clock,
            new Random(1));

    clock.set(START.plus(Duration.ofHours(2)));
    renewal.renewIfDue();
    clock.add(Duration.ofMinutes(7));
    renewal.renewIfDue();
    assertThat(installed).isEmpty();

    clock.add(Duration.ofMinutes(7));
    renewal.renewIfDue();
    assertThat(installed).containsExactly(second);
  }

  private CertificateRenewal renewal(Supplier<ServerIdentity> issue) {
    return new CertificateRenewal(first, issue, installed::add, clock, new Random(1));
  }
}
