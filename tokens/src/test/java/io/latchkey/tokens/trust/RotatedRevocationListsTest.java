package io.latchkey.tokens.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.latchkey.forge.CertificateForge;
import io.latchkey.forge.CertificateForge.Content;
import io.latchkey.tokens.trust.CertifiedPath.Link;
import io.latchkey.tokens.trust.RevocationLists.Documents;
import io.latchkey.tokens.trust.RevocationLists.Status;
import java.math.BigInteger;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.threeten.extra.MutableClock;

/** Which lists count after a rotation, where only the old root is trusted. */
class RotatedRevocationListsTest {
  private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");
  private static final Instant NEXT = NOW.plus(Duration.ofDays(1));
  private static final String POINT = "http://ca.test/ca/crl/1";
  private static final URI CA = URI.create("https://ca.test:8900/");

  private final CertificateForge root = CertificateForge.root("Root");
  private final MutableClock clock = MutableClock.of(NOW, ZoneOffset.UTC);
  private final ServedDocuments documents = new ServedDocuments();
  private final Map<String, byte[]> served = documents.served;

  @AutoClose
  private final RevocationLists ofCa =
      new RevocationLists(
          Optional.of(CA),
          () -> List.of(root.certificate()),
          new Documents(documents, documents),
          clock,
          () -> 0,
          new RevocationLists.Listener() {});

  private static String atCa(CertificateForge key) {
    return ServedDocuments.listAddress(CA, key);
  }

  private void assertUnknown(List<Link> path) {
    assertThatThrownBy(() -> ofCa.isRevoked(path)).isInstanceOf(IllegalStateException.class);
  }

  /** A path from a certificate of the next root to the old root, which is trusted. */
  private List<Link> rotated(CertificateForge next, X509Certificate cross) {
    Content content = new Content("CN=w", CertificateForge.newKey().getPublic()).serial(1);
    return new CertifiedPath(List.of(next.sign(content), cross, root.certificate())).links();
  }

  @Test
  void expiredList_usesListOfNewRoot() {
    CertificateForge next = CertificateForge.root("Root");
    X509Certificate cross = root.crossCertify(next);
    List<Link> path = rotated(next, cross);
    served.put(atCa(root), root.list(5, NOW));
    served.put(atCa(next), next.list(6, NEXT, BigInteger.TEN));
    assertThat(ofCa.isRevoked(path)).isFalse();

    served.put(atCa(next), next.list(7, NEXT, cross.getSerialNumber()));
    ofCa.poll();
    await().until(() -> ofCa.isRevoked(path));

    clock.set(NEXT);
    assertUnknown(path);
  }

  @Test
  void expiredList_ownCertificatesAreUnknown() {
    served.put(atCa(root), root.list(5, NOW));
    X509Certificate certificate =
        root.sign(new Content("CN=w", CertificateForge.newKey().getPublic()));
    assertUnknown(new CertifiedPath(List.of(certificate, root.certificate())).links());
  }

  @Test
  void crossCertificateInLastList_isRevoked() {
    CertificateForge next = CertificateForge.root("Root");
    X509Certificate cross = root.crossCertify(next);
    served.put(atCa(root), root.list(5, NOW, cross.getSerialNumber()));
    served.put(atCa(next), next.list(6, NEXT));
    assertThat(ofCa.isRevoked(rotated(next, cross))).isTrue();
  }

  @Test
  void olderListOfNewRoot_isUnknown() {
    CertificateForge next = CertificateForge.root("Root");
    served.put(atCa(root), root.list(7, NOW));
    served.put(atCa(next), next.list(6, NEXT));
    assertUnknown(rotated(next, root.crossCertify(next)));
  }

  @Test
  void missingList_crossCertificateIsUnknown() {
    CertificateForge next = CertificateForge.root("Root");
    served.put(atCa(next), next.list(6, NEXT));
    assertUnknown(rotated(next, root.crossCertify(next)));
  }

  @Test
  void crossCertificateWithAddress_needsThatList() {
    CertificateForge next = CertificateForge.root("Root");
    X509Certificate cross =
        root.sign(new Content("CN=Root", next.key().getPublic()).ca(0).distributionPoint(POINT));
    served.put(POINT, root.list(5, NOW));
    served.put(atCa(next), next.list(6, NEXT));
    assertUnknown(rotated(next, cross));
  }

  @Test
  void expiredLists_listOfSuccessorIsFetched() {
    CertificateForge next = CertificateForge.root("Root");
    CertificateForge stranger = CertificateForge.root("Root");
    CertificateForge forged = CertificateForge.root("Root");
    served.put(atCa(root), root.list(5, NOW));
    served.put(atCa(next), next.list(6, NEXT));
    served.put(
        CA + "ca/cert",
        (next.pem()
                + CertificateForge.pem(next.crossCertify(root))
                + CertificateForge.pem(stranger.crossCertify(forged))
                + CertificateForge.pem(root.crossCertify(next)))
            .getBytes(StandardCharsets.US_ASCII));
    ofCa.prefetch(List.of(root.certificate()));
    await().until(() -> ofCa.status() == Status.EXPIRED);

    ofCa.poll();

    await().until(() -> ofCa.status() == Status.PARTIAL);
    assertThat(documents.asked).contains(atCa(next)).doesNotContain(atCa(forged), atCa(stranger));
  }
}
