package io.latchkey.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.latchkey.base.crypto.Sha256;
import io.latchkey.forge.CertificateForge;
import io.latchkey.forge.CertificateForge.Content;
import io.latchkey.tokens.trust.RevocationLists;
import io.latchkey.tokens.trust.TrustedCertificates;
import io.latchkey.tokens.trust.TrustedChains;
import java.security.KeyPair;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Any bytes as the certificate of a token are rejected with a reason. Only the certificates that
 * the trusted CA has signed reach the check of the revocation, which is unknown here.
 */
class CertificateChainFuzzTest {
  private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");
  private static final CertificateForge ROOT = CertificateForge.root("Root");
  private static final KeyPair WORKER = CertificateForge.newKey();
  private static final List<X509Certificate> TRUSTED =
      List.of(
          ROOT.sign(content("CN=worker-1")),
          ROOT.sign(content("O=Example").dns("a.test").uri("urn:a").ip("2001:db8::1")));
  private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
  private static final TokenVerifier VERIFIER =
      TokenVerifier.builder()
          .clock(CLOCK)
          .certificateChains(
              new TrustedChains(
                  TrustedCertificates.parse(ROOT.pem()),
                  new RevocationLists(
                      Optional.empty(), List::of, CLOCK, new RevocationLists.Listener() {}),
                  CLOCK))
          .build();

  private static Content content(String subject) {
    return new Content(subject, WORKER.getPublic());
  }

  private static byte[] der(X509Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException(e);
    }
  }

  static Stream<byte[]> certificates() {
    CertificateForge other = CertificateForge.root("Root");
    return Stream.concat(
            TRUSTED.stream(),
            Stream.of(
                ROOT.certificate(),
                other.sign(content("CN=worker-1")),
                ROOT.crossCertify(other),
                other.sign(content("CN=w").extension("2.5.29.35", false, new byte[] {0x30, 0x7f})),
                ROOT.sign(content("CN=w").purposes("1.3.6.1.5.5.7.3.9"))))
        .map(CertificateChainFuzzTest::der);
  }

  @MethodSource("certificates")
  @FuzzTest(maxDuration = "10m")
  void anyCertificate_isRejectedWithReason(byte[] der) {
    String header =
        "{\"alg\":\"ES256\",\"x5t#S256\":\"%s\",\"x5c\":[\"%s\"]}"
            .formatted(TokenForge.url(Sha256.of(der)), Base64.getEncoder().encodeToString(der));
    String claims = "{\"exp\":" + NOW.plusSeconds(300).getEpochSecond() + "}";
    Reason reason = reason(KeyForge.token(WORKER, "ES256", header, claims));

    boolean trusted = TRUSTED.stream().anyMatch(each -> Arrays.equals(der(each), der));
    assertThat(reason == Reason.BUSY).isEqualTo(trusted);
    assertThat(reason).isIn(Reason.BUSY, Reason.MALFORMED, Reason.SIGNATURE);
  }

  private static Reason reason(String token) {
    try {
      throw new AssertionError("accepted " + VERIFIER.verify(token));
    } catch (InvalidTokenException e) {
      return e.reason();
    }
  }
}
