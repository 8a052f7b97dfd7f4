package io.latchkey.tokens.trust;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.forge.CertificateForge;
import io.latchkey.forge.CertificateForge.Content;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which files are trusted, and which certificates have a path to them. */
class TrustedCertificatesTest {
  private static final String CLIENT = "1.3.6.1.5.5.7.3.2";
  private static final String SERVER = "1.3.6.1.5.5.7.3.1";
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final String ANY = "2.5.29.37.0";

  private final CertificateForge root = CertificateForge.root("Root");
  private final KeyPair worker = CertificateForge.newKey();
  private final TrustedCertificates trusted = TrustedCertificates.parse(root.pem());

  private Content content() {
    return new Content("CN=worker-1", worker.getPublic());
  }

  private static Optional<CertifiedPath> find(
      TrustedCertificates trusted, X509Certificate... chain) {
    return trusted.find(List.of(chain), NOW);
  }

  @Test
  void certificateOfTheRoot_hasPath() {
    X509Certificate certificate = root.sign(content());

    CertifiedPath path = find(trusted, certificate).orElseThrow();

    assertThat(path.certificates()).containsExactly(certificate, root.certificate());
    assertThat(path.notBefore()).isEqualTo(CertificateForge.FROM);
    assertThat(path.notAfter()).isEqualTo(CertificateForge.TO);
  }

  @Test
  void impostorCertificateWithSameName_hasNoPath() {
    CertificateForge impostor = CertificateForge.root("Root");

    assertThat(find(trusted, impostor.sign(content()))).isEmpty();
    assertThat(find(trusted, impostor.sign(content()), impostor.certificate())).isEmpty();
    assertThat(find(trusted, impostor.certificate())).isEmpty();
  }

  @Test
  void rotation_isFollowedFromEitherRoot() {
    CertificateForge next = CertificateForge.root("Root");
    X509Certificate ofNext = next.sign(content());
    X509Certificate nextByOld = root.crossCertify(next);

    assertThat(find(trusted, ofNext)).isEmpty();
    assertThat(find(trusted, ofNext, nextByOld).orElseThrow().certificates())
        .containsExactly(ofNext, nextByOld, root.certificate());
    TrustedCertificates both =
        TrustedCertificates.parse(root.pem() + CertificateForge.pem(nextByOld));
    assertThat(find(both, ofNext).orElseThrow().certificates()).containsExactly(ofNext, nextByOld);
    assertThat(find(both, root.sign(content()))).isPresent();
  }

  @Test
  void otherCertificates_mayBeUnorderedAndUseless() {
    CertificateForge middle =
        root.subordinate(new Content("CN=Middle", worker.getPublic()).ca(0), worker);
    X509Certificate leaf = middle.sign(content());

    assertThat(find(trusted, leaf, root.certificate(), leaf, middle.certificate())).isPresent();
  }

  @Test
  void pathLength_isLimited() {
    CertificateForge first =
        root.subordinate(new Content("CN=First", worker.getPublic()).ca(5), worker);
    KeyPair key = CertificateForge.newKey();
    CertificateForge second =
        first.subordinate(new Content("CN=Second", key.getPublic()).ca(5), key);

    assertThat(find(trusted, first.sign(content()), first.certificate())).isPresent();
    assertThat(find(trusted, second.sign(content()), second.certificate(), first.certificate()))
        .isEmpty();
    X509Certificate leaf = first.sign(content());
    assertThat(find(trusted, leaf, leaf, leaf, leaf, first.certificate())).isEmpty();
  }

  @Test
  void certificateThatIsNoCa_issuesNothing() {
    CertificateForge component = root.subordinate(content(), worker);

    assertThat(find(trusted, component.sign(content()), component.certificate())).isEmpty();
  }

  @Test
  void purposeOtherThanClient_hasNoPath() {
    assertThat(find(trusted, root.sign(content().purposes(SERVER, CLIENT)))).isPresent();
    assertThat(find(trusted, root.sign(content().purposes(ANY)))).isPresent();
    assertThat(find(trusted, root.sign(content().purposes()))).isPresent();
    assertThat(find(trusted, root.sign(content().usage()))).isPresent();
    assertThat(find(trusted, root.sign(content().purposes(SERVER)))).isEmpty();
    // An OCSP responder and the certificate of CMP responses.
    assertThat(find(trusted, root.sign(content().purposes("1.3.6.1.5.5.7.3.9")))).isEmpty();
    assertThat(find(trusted, root.sign(content().purposes("1.3.6.1.5.5.7.3.27")))).isEmpty();
    assertThat(find(trusted, root.sign(content().usage(0x05, 0x20)))).isEmpty();
    assertThat(find(trusted, root.certificate())).isEmpty();
  }

  @Test
  void issuerNotForClients_hasNoPath() {
    Content middle = new Content("CN=Middle", worker.getPublic()).ca(0);
    CertificateForge mail = root.subordinate(middle.purposes("1.3.6.1.5.5.7.3.4", SERVER), worker);
    X509Certificate leaf = mail.sign(content());

    assertThat(find(trusted, leaf, mail.certificate())).isEmpty();
    assertThat(find(trusted, mail.sign(content().purposes()), mail.certificate())).isEmpty();
    for (String allowed : new String[] {CLIENT, ANY}) {
      X509Certificate issuer = root.sign(middle.purposes(SERVER, allowed));
      assertThat(find(trusted, leaf, issuer)).isPresent();
    }
    TrustedCertificates named = TrustedCertificates.parse(CertificateForge.pem(mail.certificate()));
    assertThat(find(named, leaf)).as("the operator trusts it for clients").isPresent();
  }

  @Test
  void unknownCriticalExtension_hasNoPath() {
    byte[] empty = {0x30, 0};

    assertThat(find(trusted, root.sign(content().extension("1.2.3.4", true, empty)))).isEmpty();
    assertThat(find(trusted, root.sign(content().extension("1.2.3.4", false, empty)))).isPresent();
  }

  @Test
  void validity_isThatOfTheWholePath() {
    Instant from = CertificateForge.FROM.plusSeconds(10);
    Instant to = CertificateForge.TO.plusSeconds(10);
    Content period = content().validity(from, to);

    CertifiedPath path = find(trusted, root.sign(period)).orElseThrow();

    assertThat(path.notBefore()).isEqualTo(from);
    assertThat(path.notAfter()).isEqualTo(CertificateForge.TO);
    Instant later = CertificateForge.TO.plusSeconds(1);
    assertThat(find(trusted, root.sign(content().validity(later, later.plusSeconds(9))))).isEmpty();
  }

  @Test
  void severalPaths_currentlyValidOneIsPreferred() {
    KeyPair key = CertificateForge.newKey();
    CertificateForge old = middle(key, CertificateForge.FROM, NOW);
    X509Certificate renewed = middle(key, NOW, NOW.plusSeconds(9)).certificate();
    X509Certificate next = middle(key, NOW.plusSeconds(1), CertificateForge.TO).certificate();
    X509Certificate leaf = old.sign(content());

    for (X509Certificate[] chain :
        new X509Certificate[][] {
          {leaf, old.certificate(), renewed, next}, {leaf, next, renewed, old.certificate()}
        }) {
      assertThat(find(trusted, chain).orElseThrow().certificates().get(1)).isEqualTo(renewed);
    }
    assertThat(find(trusted, leaf, old.certificate()).orElseThrow().notAfter()).isEqualTo(NOW);
    assertThat(find(trusted, leaf, next, old.certificate()).orElseThrow().notAfter())
        .isEqualTo(NOW);
    X509Certificate longest = middle(key, NOW, NOW.plusSeconds(10)).certificate();
    assertThat(find(trusted, leaf, renewed, longest).orElseThrow().certificates().get(1))
        .isEqualTo(longest);
  }

  private CertificateForge middle(KeyPair key, Instant from, Instant to) {
    return root.subordinate(
        new Content("CN=Middle", key.getPublic()).ca(0).validity(from, to), key);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "no PEM", "-----BEGIN CERTIFICATE-----\nAAAA\n", "AAAA"})
  void textWithoutCertificates_isRejected(String text) {
    assertThatThrownBy(() -> TrustedCertificates.parse(text))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void otherContent_isRejected() {
    assertRejected("-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", "private key");
    assertRejected("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n", "other than");
    assertRejected("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", "be read");
    assertRejected(CertificateForge.pem(root.sign(content())), "not a CA certificate");
    byte[] empty = {0x30, 0};
    X509Certificate constrained =
        root.sign(
            new Content("CN=Sub", worker.getPublic()).ca(0).extension("2.5.29.30", true, empty));
    assertRejected(CertificateForge.pem(constrained), "name constraints");
    assertRejected(root.pem() + "-----BEGIN CERTIFICATE-----\nAAAA", "cut short");
  }

  private void assertRejected(String pem, String problem) {
    assertThatThrownBy(() -> TrustedCertificates.parse(root.pem() + pem))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(problem);
  }

  @Test
  void manyCasWithOneName_costFewSignatures() {
    StringBuilder pem = new StringBuilder();
    for (int i = 0; i < TrustedCertificates.MAX_CERTIFICATES; i++) {
      pem.append(CertificateForge.root("Root").pem());
    }
    TrustedCertificates many = TrustedCertificates.parse(pem.toString());

    assertThat(find(many, root.sign(content()))).isEmpty();
    assertThat(many.certificates()).hasSize(TrustedCertificates.MAX_CERTIFICATES);
    assertThatThrownBy(() -> TrustedCertificates.parse(pem + root.pem()))
        .hasMessageContaining("more than 64");
  }
}
