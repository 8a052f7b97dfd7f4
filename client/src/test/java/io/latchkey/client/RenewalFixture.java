package io.latchkey.client;

import static org.awaitility.Awaitility.await;

import io.latchkey.client.CertificateSource.Supply;
import io.latchkey.client.RenewalEvents.Failure;
import io.latchkey.pki.KeyType;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.threeten.extra.MutableClock;

/** A renewal with a scripted source and a clock that the test sets. */
abstract class RenewalFixture {
  static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  static final Duration LIFE = Duration.ofDays(30);
  static final Instant DUE = START.plus(LIFE).minus(Duration.ofDays(1));
  static final TestAuthority CA =
      TestAuthority.between("CA", START.minusSeconds(60), START.plus(Duration.ofDays(3650)));

  @TempDir Path directory;

  final MutableClock clock = MutableClock.of(START, ZoneOffset.UTC);
  final RenewalEvents events = new RenewalEvents();
  final ScriptedSource source = new ScriptedSource();
  final AtomicInteger asked = new AtomicInteger();
  volatile boolean clockIsBroken;
  Supply first;
  TlsIdentity identity;
  Renewal renewal;

  /** Supplies a certificate of 30 days, or fails if the test set a failure. */
  final class ScriptedSource implements CertificateSource {
    final AtomicInteger asked = new AtomicInteger();
    volatile Problem problem = () -> {};
    volatile boolean isUnchanged;

    interface Problem {
      void occur() throws ClientException, IOException;
    }

    @Override
    public Supply first() {
      return certificate();
    }

    @Override
    public Supply next(Supply now) throws ClientException, IOException {
      asked.incrementAndGet();
      problem.occur();
      return isUnchanged ? now : certificate();
    }

    private Supply certificate() {
      Instant now = clock.instant();
      return new Supply(
          CA.component(KeyType.EC_P256, now, now.plus(LIFE), "a"),
          TrustedAuthorities.of(CA.certificate()));
    }

    @Override
    public Instant due(Supply now, double random) {
      return now.certificate().notAfter().minus(Duration.ofDays(1));
    }
  }

  /** The clock of the test, or a clock that fails. */
  final class BreakingClock extends Clock {
    @Override
    public Instant instant() {
      if (clockIsBroken) {
        asked.incrementAndGet();
        throw new NoClassDefFoundError("as the test wants it");
      }
      return clock.instant();
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  void start() throws IOException {
    start(CertificateFiles.none(), events);
  }

  void start(CertificateFiles files, RenewalListener listener) throws IOException {
    first = source.first();
    identity = new TlsIdentity(first, List.of());
    renewal =
        new Renewal(source, identity, files, listener, new BreakingClock(), Duration.ofMillis(5));
    renewal.start();
    await().until(() -> listener != events || events.renewed().size() == 1);
  }

  @AfterEach
  void stop() {
    renewal.close();
  }

  void awaitRenewals(int count) {
    await().until(() -> events.renewed().size() == count);
  }

  Failure awaitFailure(int number) {
    await().until(() -> events.failed().size() == number);
    return events.failed().get(number - 1);
  }

  static UnusableResponseException problem() {
    return new UnusableResponseException("as the test wants it");
  }
}
