package io.latchkey.tokens.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.latchkey.base.http.DocumentSource;
import io.latchkey.forge.CertificateForge;
import io.latchkey.forge.CertificateForge.Content;
import io.latchkey.tokens.trust.CertifiedPath.Link;
import io.latchkey.tokens.trust.RevocationLists.Documents;
import io.latchkey.tokens.trust.RevocationLists.Status;
import java.io.IOException;
import java.math.BigInteger;
import java.net.URI;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.threeten.extra.MutableClock;

/** When a certificate is revoked, when it is not, and when that is unknown. */
class RevocationListsTest {
  private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");
  private static final Instant NEXT = NOW.plus(Duration.ofDays(1));
  private static final String POINT = "http://ca.test/ca/crl/1";
  private static final BigInteger SERIAL = BigInteger.valueOf(4711);

  private static final URI CA = URI.create("https://ca.test:8900/");

  private final CertificateForge root = CertificateForge.root("Root");
  private final MutableClock clock = MutableClock.of(NOW, ZoneOffset.UTC);
  private final AtomicLong nanos = new AtomicLong();
  private final ServedDocuments documents = new ServedDocuments();
  private final Map<String, byte[]> served = documents.served;
  private final List<String> asked = documents.asked;
  private final List<String> events = new CopyOnWriteArrayList<>();
  @AutoClose private final RevocationLists lists = lists(Optional.empty());

  private RevocationLists lists(Optional<URI> authority) {
    return lists(authority, documents);
  }

  private RevocationLists lists(Optional<URI> authority, DocumentSource source) {
    return new RevocationLists(
        authority,
        () -> List.of(root.certificate()),
        new Documents(source, source),
        clock,
        nanos::get,
        new Log());
  }

  private List<Link> path(String point) {
    Content content = new Content("CN=w", CertificateForge.newKey().getPublic());
    X509Certificate certificate =
        root.sign(point.isEmpty() ? content : content.distributionPoint(point));
    return new CertifiedPath(List.of(certificate, root.certificate())).links();
  }

  private void awaitRevoked(RevocationLists by, List<Link> path, boolean revoked) {
    await().until(() -> by.isRevoked(path) == revoked);
  }

  private static void assertUnknown(RevocationLists by, List<Link> path) {
    assertThatThrownBy(() -> by.isRevoked(path)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void firstUse_fetchesListOfDistributionPoint() {
    served.put(POINT, root.list(1, NEXT));

    assertThat(lists.isRevoked(path(POINT))).isFalse();
    assertThat(asked).containsExactly(POINT);
  }

  @Test
  void nextList_revokesAndReleases() {
    List<Link> path = path(POINT);
    served.put(POINT, root.list(1, NEXT));
    assertThat(lists.isRevoked(path)).isFalse();

    served.put(POINT, root.list(2, NEXT, SERIAL));
    lists.poll();
    awaitRevoked(lists, path, true);

    served.put(POINT, root.list(3, NEXT, BigInteger.ONE));
    lists.poll();
    awaitRevoked(lists, path, false);
  }

  @Test
  void missingList_isUnknownUntilAFetchSucceeds() {
    List<Link> path = path(POINT);
    assertUnknown(lists, path);
    await().until(() -> !events.isEmpty());
    assertThat(events).containsExactly("failed " + POINT + " is not served");

    served.put(POINT, root.list(1, NEXT));
    lists.poll();

    await().until(() -> events.contains("fetched " + POINT));
    assertThat(lists.isRevoked(path)).isFalse();
  }

  @Test
  void expiredList_isUnknownFromNextUpdate() {
    List<Link> path = path(POINT);
    served.put(POINT, root.list(1, NEXT));
    clock.set(NEXT.minusMillis(1));
    assertThat(lists.isRevoked(path)).isFalse();

    clock.set(NEXT);

    assertUnknown(lists, path);
    served.put(POINT, root.list(2, NEXT.plusSeconds(60)));
    lists.poll();
    await().ignoreExceptions().until(() -> !lists.isRevoked(path));
  }

  @Test
  void olderList_doesNotReplaceANewerOne() {
    List<Link> path = path(POINT);
    served.put(POINT, root.list(2, NEXT, SERIAL));
    assertThat(lists.isRevoked(path)).isTrue();

    served.put(POINT, root.list(1, NEXT.plusSeconds(60)));
    lists.poll();
    await().until(() -> events.size() == 1);

    assertThat(events.get(0)).contains("older");
    assertThat(lists.isRevoked(path)).isTrue();
    clock.set(NEXT);
    lists.poll();
    await().ignoreExceptions().until(() -> !lists.isRevoked(path));
  }

  @Test
  void listOfAnotherKey_isNotUsed() {
    served.put(POINT, CertificateForge.root("Root").list(1, NEXT));

    assertUnknown(lists, path(POINT));
  }

  @Test
  void missingDistributionPoint_isUnknownWithoutCaUrl() {
    assertUnknown(lists, path(""));
    await().until(() -> !events.isEmpty());
    assertThat(events.get(0)).contains("no distribution point");
    assertThat(asked).isEmpty();
  }

  @Test
  void caUrl_isFetchedBeforeFirstRequest() throws Exception {
    String known = ServedDocuments.listAddress(CA, root);
    served.put(known, root.list(1, NEXT));
    try (RevocationLists ofCa = lists(Optional.of(CA))) {
      ofCa.prefetch(List.of(root.certificate()));
      await().until(() -> asked.contains(known));

      assertThat(ofCa.isRevoked(path(""))).isFalse();
      assertThat(ofCa.isRevoked(path(POINT))).isFalse();
      assertThat(asked).doesNotContain(POINT);
    }
  }

  @Test
  void crossCertificateWithoutAddress_usesListOfKey() {
    CertificateForge next = CertificateForge.root("Root");
    X509Certificate cross = root.crossCertify(next);
    Content content =
        new Content("CN=w", CertificateForge.newKey().getPublic())
            .serial(1)
            .distributionPoint(POINT);
    List<Link> path =
        new CertifiedPath(List.of(next.sign(content), cross, root.certificate())).links();
    served.put(POINT, next.list(1, NEXT));
    assertThat(lists.isRevoked(path)).isFalse();

    served.put(POINT, next.list(2, NEXT, cross.getSerialNumber()));
    lists.poll();

    awaitRevoked(lists, path, true);
    assertThat(asked).allMatch(url -> url.startsWith(POINT));
  }

  @Test
  void unchangedList_isNotSentAgain() {
    served.put(POINT, root.list(1, NEXT));
    assertThat(lists.isRevoked(path(POINT))).isFalse();

    lists.poll();

    await().until(() -> asked.contains(POINT + " W/1"));
    assertThat(events).isEmpty();
  }

  @Test
  void unusedList_isDroppedAfterADay() {
    List<Link> path = path(POINT);
    served.put(POINT, root.list(1, NEXT));
    assertThat(lists.isRevoked(path)).isFalse();
    nanos.set(Duration.ofDays(1).toNanos() + 1);

    lists.poll();
    int before = asked.size();
    lists.poll();

    assertThat(asked).hasSize(before);
    assertThat(lists.isRevoked(path)).isFalse();
  }

  @Test
  void closedLists_areUnknown() {
    lists.close();

    assertThatThrownBy(() -> lists.isRevoked(path(POINT)))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the revocation lists are closed");
    assertThat(asked).isEmpty();
  }

  @Test
  void closeDuringFetch_reportsNoFailure() {
    CountDownLatch reading = new CountDownLatch(1);
    CountDownLatch closed = new CountDownLatch(1);
    DocumentSource untilClosed =
        (uri, known) ->
            new DocumentSource.Fetch() {
              @Override
              public DocumentSource.Response read() throws IOException {
                reading.countDown();
                await().until(() -> closed.getCount() == 0);
                throw new IOException("is closed");
              }

              @Override
              public void close() {
                closed.countDown();
              }
            };
    RevocationLists closing = lists(Optional.of(URI.create("http://ca.test")), untilClosed);
    closing.prefetch(List.of(root.certificate()));
    await().until(() -> reading.getCount() == 0);

    closing.close();

    assertThat(events).isEmpty();
  }

  @Test
  void status_tellsWhetherListsAreMissingOrExpired() {
    assertThat(lists.status()).isEqualTo(Status.UNUSED);
    assertUnknown(lists, path(""));
    assertThat(lists.status()).isEqualTo(Status.UNUSED);

    assertUnknown(lists, path(POINT));
    assertThat(lists.status()).isEqualTo(Status.MISSING);

    served.put(POINT, root.list(1, NEXT));
    lists.poll();
    await().until(() -> lists.status() == Status.VALID);
    clock.set(NEXT.minusMillis(1));
    assertThat(lists.status()).isEqualTo(Status.VALID);
    clock.set(NEXT);
    assertThat(lists.status()).isEqualTo(Status.EXPIRED);

    served.put(POINT, root.list(2, NEXT.plusSeconds(60)));
    lists.poll();
    await().until(() -> lists.status() == Status.VALID);
  }

  @Test
  void status_isPartialWhileSomeListsAreValid() {
    served.put(POINT, root.list(1, NEXT));
    assertThat(lists.isRevoked(path(POINT))).isFalse();
    CertificateForge other = CertificateForge.root("Other");
    X509Certificate certificate =
        other.sign(
            new Content("CN=w", CertificateForge.newKey().getPublic())
                .distributionPoint(POINT + "2"));

    assertUnknown(lists, new CertifiedPath(List.of(certificate, other.certificate())).links());

    assertThat(lists.status()).isEqualTo(Status.PARTIAL);
    clock.set(NEXT);
    assertThat(lists.status()).isEqualTo(Status.EXPIRED);
  }

  @Test
  void expiredList_isReportedOnceUntilFetchSucceeds() {
    served.put(POINT, root.list(1, NEXT));
    assertThat(lists.isRevoked(path(POINT))).isFalse();
    served.clear();
    lists.poll();
    await().until(() -> events.size() == 1);
    assertThat(events.get(0)).startsWith("failed ");

    clock.set(NEXT);
    lists.poll();
    await().until(() -> events.contains("expired " + NEXT));
    int before = asked.size();
    lists.poll();
    await().until(() -> asked.size() > before);

    served.put(POINT, root.list(2, NEXT.plusSeconds(60)));
    await()
        .until(
            () -> {
              lists.poll();
              return events.contains("fetched " + POINT);
            });
    assertThat(events).filteredOn(event -> event.startsWith("expired")).hasSize(1);
  }

  private final class Log implements RevocationLists.Listener {
    @Override
    public void fetched(X509Certificate issuer, URI uri) {
      events.add("fetched " + uri);
    }

    @Override
    public void failed(X509Certificate issuer, String problem) {
      events.add("failed " + problem);
    }

    @Override
    public void expired(X509Certificate issuer, Instant nextUpdate) {
      events.add("expired " + nextUpdate);
    }
  }
}
