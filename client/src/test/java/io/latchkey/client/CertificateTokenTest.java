package io.latchkey.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.pki.KeyType;
import io.latchkey.tokens.CertificateKey;
import io.latchkey.tokens.TokenVerifier;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.threeten.extra.MutableClock;

/** Tokens that are signed with the key of a certificate. */
class CertificateTokenTest {
  private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");

  private final MutableClock clock = MutableClock.of(NOW, ZoneOffset.UTC);
  private final TestAuthority authority =
      TestAuthority.between("CA", NOW.minusSeconds(60), NOW.plus(Duration.ofDays(1)));
  private final AtomicReference<ComponentCertificate> current =
      new AtomicReference<>(certificate("a.test"));
  private final TokenSource source =
      TokenSource.ofCertificate(current::get, Map.of("aud", "orders"), clock);
  private final TokenVerifier verifier =
      TokenVerifier.builder()
          .clock(clock)
          .audience("orders")
          .certificateChains(chain -> Optional.of(key(chain.get(0))))
          .build();

  private ComponentCertificate certificate(String name) {
    KeyPair pair = KeyType.EC_P256.generate();
    CertificateRequest request =
        new CertificateRequest(name, List.of(name), List.of(), KeyType.EC_P256, Optional.empty());
    X509Certificate signed =
        authority.sign(request.sign(pair), NOW.minusSeconds(60), NOW.plus(Duration.ofDays(1)));
    return new ComponentCertificate(pair.getPrivate(), List.of(signed), authority.certificate());
  }

  private CertificateKey key(byte[] der) {
    X509Certificate certificate = current.get().certificate();
    try {
      assertThat(der).isEqualTo(certificate.getEncoded());
    } catch (java.security.cert.CertificateEncodingException e) {
      throw new IllegalStateException(e);
    }
    return new CertificateKey(
        certificate.getPublicKey(),
        certificate.getSubjectX500Principal().getName(),
        NOW.minusSeconds(60),
        NOW.plus(Duration.ofDays(1)));
  }

  @Test
  void token_isSignedWithKeyOfContainedCertificate() throws Exception {
    assertThat(verifier.verify(source.token()).name()).isEqualTo("CN=a.test");
    assertThat(source.authorization()).isEqualTo("Bearer " + source.token());
  }

  @Test
  void token_isReusedUntilThirdOfLifeRemains() {
    String first = source.token();
    clock.add(Duration.ofSeconds(200).minusMillis(1));
    assertThat(source.token()).isEqualTo(first);

    clock.add(Duration.ofMillis(1));

    assertThat(source.token()).isNotEqualTo(first);
  }

  @Test
  void renewal_signsNewTokenAtOnce() throws Exception {
    String first = source.token();

    current.set(certificate("b.test"));

    assertThat(source.token()).isNotEqualTo(first);
    assertThat(verifier.verify(source.token()).name()).isEqualTo("CN=b.test");
  }
}
