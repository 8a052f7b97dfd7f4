package io.latchkey.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.latchkey.client.CertificateSource.Supply;
import io.latchkey.client.RenewalEvents.Failure;
import io.latchkey.pki.Certificates;
import io.latchkey.pki.KeyType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.threeten.extra.MutableClock;

/** With a clock that the test sets. */
class RenewalTest {
  private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
  private static final Duration LIFE = Duration.ofDays(30);
  private static final Instant DUE = START.plus(LIFE).minus(Duration.ofDays(1));
  private static final TestAuthority CA =
      TestAuthority.between("CA", START.minusSeconds(60), START.plus(Duration.ofDays(3650)));

  @TempDir Path directory;

  private final MutableClock clock = MutableClock.of(START, ZoneOffset.UTC);
  private final RenewalEvents events = new RenewalEvents();
  private final ScriptedSource source = new ScriptedSource();
  private final AtomicInteger asked = new AtomicInteger();
  private volatile boolean clockIsBroken;
  private Supply first;
  private TlsIdentity identity;
  private Renewal renewal;

  /** Supplies a certificate of 30 days, or fails if the test set a failure. */
  private final class ScriptedSource implements CertificateSource {
    private final AtomicInteger asked = new AtomicInteger();
    private volatile Problem problem = () -> {};

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
      return certificate();
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
  private final class BreakingClock extends Clock {
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

  private void start() throws IOException {
    start(CertificateFiles.none(), events);
  }

  private void start(CertificateFiles files, RenewalListener listener) throws IOException {
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

  private void awaitRenewals(int count) {
    await().until(() -> events.renewed().size() == count);
  }

  private Failure awaitFailure(int number) {
    await().until(() -> events.failed().size() == number);
    return events.failed().get(number - 1);
  }

  private static UnusableAnswerException problem() {
    return new UnusableAnswerException("as the test wants it");
  }

  @Test
  void renewNow_renewsBeforeTheCertificateIsDue() throws Exception {
    start();

    renewal.renewNow();

    awaitRenewals(2);
    assertThat(identity.supply()).isNotEqualTo(first);
  }

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
  void renewalsAndFailures_areEventsOfTheFlightRecorder() throws Exception {
    try (Recording recording = new Recording()) {
      recording.enable("io.latchkey.Renewal").withoutThreshold();
      recording.start();
      start();
      source.problem =
          () -> {
            throw problem();
          };
      clock.set(DUE);
      Failure failure = awaitFailure(1);
      source.problem = () -> {};
      clock.set(failure.nextTry());
      awaitRenewals(2);

      // Listeners are called before the event of the renewal has ended.
      await().until(() -> recorded(recording).size() == 2);
      assertThat(recorded(recording))
          .extracting(event -> event.getBoolean("renewed"), event -> event.getString("endsAt"))
          .containsExactly(
              tuple(false, first.certificate().notAfter().toString()),
              tuple(true, identity.supply().certificate().notAfter().toString()));
      assertThat(recorded(recording).get(0).getString("problem")).contains("as the test wants it");
      assertThat(recorded(recording).get(1).getString("problem")).isEmpty();
    }
  }

  private List<RecordedEvent> recorded(Recording recording) throws IOException {
    Path file = directory.resolve("latchkey.jfr");
    recording.dump(file);
    return RecordingFile.readAllEvents(file).stream()
        .filter(event -> event.getEventType().getName().equals("io.latchkey.Renewal"))
        .sorted(Comparator.comparing(RecordedEvent::getStartTime))
        .toList();
  }

  @Test
  void notYetDue_sendsNoRequest() throws Exception {
    start();

    clock.set(DUE.minusMillis(1));

    await().during(Duration.ofMillis(100)).until(() -> source.asked.get() == 0);
    assertThat(identity.supply()).isEqualTo(first);
  }

  @Test
  void dueCertificate_isRenewedOnce() throws Exception {
    start();

    clock.set(DUE);
    awaitRenewals(2);

    assertThat(identity.supply()).isNotEqualTo(first);
    assertThat(events.renewed().get(1)).isEqualTo(identity.supply().certificate());
    await().during(Duration.ofMillis(50)).until(() -> source.asked.get() == 1);
  }

  @Test
  void hostSuspendedPastExpiry_renewsAtOnce() throws Exception {
    start();

    clock.set(START.plus(LIFE).plus(Duration.ofDays(100)));

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
          throw new RefusedException(
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
  void clockSetBackAfterFailure_doesNotDelayRetry() throws Exception {
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

  @Test
  void formerAuthority_isDroppedAtItsEnd() throws Exception {
    start();
    TestAuthority former = TestAuthority.between("Former", START, START.plus(LIFE));
    identity.takeUp(
        new Supply(
            first.certificate(),
            TrustedAuthorities.of(former.certificate())
                .replacedBy(CA.certificate(), START.plusSeconds(60))));
    assertThat(identity.trustManager().getAcceptedIssuers()).hasSize(2);

    clock.add(Duration.ofSeconds(60));

    await()
        .untilAsserted(
            () ->
                assertThat(identity.trustManager().getAcceptedIssuers())
                    .containsExactly(CA.certificate()));
  }

  @Test
  void closed_stopsRenewals() throws Exception {
    start();

    renewal.close();
    clock.set(DUE);

    await().during(Duration.ofMillis(50)).until(() -> source.asked.get() == 0);
  }
}
