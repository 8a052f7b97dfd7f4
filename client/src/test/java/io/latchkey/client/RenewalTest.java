package io.latchkey.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import io.latchkey.client.CertificateSource.Supply;
import io.latchkey.client.RenewalEvents.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;

/** When a certificate is renewed. */
class RenewalTest extends RenewalFixture {
  @Test
  void renewNow_renewsBeforeTheCertificateIsDue() throws Exception {
    start();

    renewal.renewNow();

    awaitRenewals(2);
    assertThat(identity.supply()).isNotEqualTo(first);
  }

  @Test
  void renewalsAndFailures_areFlightRecorderEvents() throws Exception {
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
          .extracting(event -> event.getBoolean("renewed"), event -> event.getString("expiresAt"))
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

  /** The certificate may have been received when the clock was far ahead. */
  @Test
  void clockSetBack_renewsOnce() throws Exception {
    start();
    Instant ahead = START.plus(LIFE).plus(Duration.ofDays(300));
    clock.set(ahead);
    awaitRenewals(2);

    clock.set(ahead.minusSeconds(1));
    awaitRenewals(3);

    await().during(Duration.ofMillis(50)).until(() -> source.asked.get() == 2);
  }

  @Test
  void formerAuthority_isDroppedAtItsEnd() throws Exception {
    Path file = directory.resolve("ca.pem");
    start(CertificateFiles.none().withAuthority(file), events);
    TestAuthority former = TestAuthority.between("Former", START, START.plus(LIFE));
    identity.takeUp(
        new Supply(
            first.certificate(),
            TrustedAuthorities.of(former.certificate())
                .replacedBy(CA.certificate(), START.plusSeconds(60))));
    assertThat(identity.trustManager().getAcceptedIssuers()).hasSize(2);
    Files.writeString(file, "with the former CA");

    clock.add(Duration.ofSeconds(60));

    await()
        .untilAsserted(
            () ->
                assertThat(identity.trustManager().getAcceptedIssuers())
                    .containsExactly(CA.certificate()));
    awaitRenewals(2);
    assertThat(file).hasContent(CA.pem());
    assertThat(source.asked).as("no new certificate").hasValue(0);
  }

  @Test
  void closed_stopsRenewals() throws Exception {
    start();

    renewal.close();
    clock.set(DUE);

    await().during(Duration.ofMillis(50)).until(() -> source.asked.get() == 0);
  }

  @Test
  void severalCallsOfRenewNow_renewOnce() throws Exception {
    first = source.first();
    identity = new TlsIdentity(first, List.of());
    renewal = new Renewal(source, identity, (c, a) -> {}, events, clock, Duration.ofMillis(5));
    for (int i = 0; i < 3; i++) {
      renewal.renewNow();
    }

    renewal.start();

    awaitRenewals(2);
    await().during(Duration.ofMillis(50)).until(() -> source.asked.get() == 1);
  }

  /** As with files of the operator that have not changed. */
  @Test
  void noNewCertificate_isNoFlightRecorderEvent() throws Exception {
    try (Recording recording = new Recording()) {
      recording.enable("io.latchkey.Renewal").withoutThreshold();
      recording.start();
      source.isUnchanged = true;
      start();
      clock.set(DUE);
      await().until(() -> source.asked.get() > 2);
      source.isUnchanged = false;
      awaitRenewals(2);

      await().until(() -> !recorded(recording).isEmpty());
      assertThat(recorded(recording)).hasSize(1);
    }
  }
}
