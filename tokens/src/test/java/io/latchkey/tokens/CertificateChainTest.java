package io.latchkey.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.latchkey.base.crypto.Sha256;
import io.latchkey.forge.CertificateForge;
import io.latchkey.forge.CertificateForge.Content;
import io.latchkey.tokens.trust.RevocationLists;
import io.latchkey.tokens.trust.TrustedCertificates;
import io.latchkey.tokens.trust.TrustedChains;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.threeten.extra.MutableClock;

/** Tokens with the certificate of their signer in {@code x5c}. */
class CertificateChainTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final String CLAIMS = "{\"exp\":" + NOW.plusSeconds(7200).getEpochSecond() + "}";

  private final MutableClock clock = MutableClock.of(NOW, ZoneOffset.UTC);
  private final CertificateForge root = CertificateForge.root("Root");
  private final KeyPair worker = CertificateForge.newKey();
  private final X509Certificate certificate = root.sign(content());
  private final AtomicReference<BooleanSupplier> revoked = new AtomicReference<>(() -> false);
  private final AtomicInteger lookups = new AtomicInteger();
  private final TokenVerifier verifier = builder().build();

  private Content content() {
    return new Content("CN=worker-1", worker.getPublic()).dns("worker-1.test");
  }

  private TokenVerifierBuilder builder() {
    return TokenVerifier.builder().clock(clock).certificateChains(this::find);
  }

  /** As on a server, apart from the revocation lists. */
  private Optional<CertificateKey> find(List<byte[]> chain) {
    lookups.incrementAndGet();
    RevocationLists none =
        new RevocationLists(Optional.empty(), List::of, clock, new RevocationLists.Listener() {});
    return new TrustedChains(TrustedCertificates.parse(root.pem()), none, clock)
        .find(chain)
        .map(
            key ->
                new CertificateKey(
                    key.key(),
                    key.name(),
                    key.notBefore(),
                    key.notAfter(),
                    Optional.empty(),
                    () -> revoked.get().getAsBoolean()));
  }

  private static byte[] der(X509Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (java.security.cert.CertificateEncodingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String x5c(X509Certificate... chain) {
    return Arrays.stream(chain)
        .map(each -> "\"" + Base64.getEncoder().encodeToString(der(each)) + "\"")
        .collect(Collectors.joining(",", "[", "]"));
  }

  private static String header(X509Certificate named, String x5c) {
    return "{\"alg\":\"ES256\",\"x5t#S256\":\"%s\",\"x5c\":%s}"
        .formatted(TokenForge.url(Sha256.of(der(named))), x5c);
  }

  private String token(String header, String claims) {
    return KeyForge.token(worker, "ES256", header, claims);
  }

  private String token(X509Certificate... chain) {
    return token(header(chain[0], x5c(chain)), CLAIMS);
  }

  private Reason rejection(TokenVerifier by, String token) {
    return catchThrowableOfType(InvalidTokenException.class, () -> by.verify(token)).reason();
  }

  private Reason rejection(String token) {
    return rejection(verifier, token);
  }

  @Test
  void certificateHolder_hasNameInCertificate() throws Exception {
    String claims = CLAIMS.replace("}", ",\"roles\":[\"admin\"],\"role\":\"admin\"}");

    VerifiedToken token = verifier.verify(token(header(certificate, x5c(certificate)), claims));

    assertThat(token.name()).isEqualTo("worker-1.test");
    assertThat(token.roles()).containsExactly("service");
    assertThat(token.callerKind()).isEqualTo("certificate");
    assertThat(token.verifiedBy()).isEqualTo("certificate");
    assertThat(token.allowsCertificateSigning()).isFalse();
    assertThat(
            rejection(
                token(
                    header(certificate, x5c(certificate)),
                    CLAIMS.replace("}", ",\"sub\":\"worker-2\"}"))))
        .isEqualTo(Reason.MALFORMED);
  }

  @Test
  void certificateOfAnotherCa_isABadSignature() {
    CertificateForge other = CertificateForge.root("Root");

    assertThat(rejection(token(other.sign(content())))).isEqualTo(Reason.SIGNATURE);
    assertThat(rejection(token(other.sign(content()), other.certificate())))
        .isEqualTo(Reason.SIGNATURE);
  }

  @Test
  void otherKeyThanCertificate_isBadSignature() {
    String forged =
        KeyForge.token(
            CertificateForge.newKey(), "ES256", header(certificate, x5c(certificate)), CLAIMS);

    assertThat(rejection(forged)).isEqualTo(Reason.SIGNATURE);
    assertThat(verifier.hasVerified(forged)).isFalse();
  }

  @Test
  void missingIntermediate_doesNotBlockCompleteChain() throws Exception {
    CertificateForge next = CertificateForge.root("Root");
    X509Certificate ofNext = next.sign(content());

    assertThat(rejection(token(ofNext))).isEqualTo(Reason.SIGNATURE);
    assertThat(rejection(token(ofNext, certificate))).isEqualTo(Reason.SIGNATURE);
    assertThat(verifier.verify(token(ofNext, root.crossCertify(next))).name())
        .isEqualTo("worker-1.test");
  }

  @Test
  void knownCertificate_isNotValidatedAgain() throws Exception {
    verifier.verify(token(certificate));
    verifier.verify(token(header(certificate, x5c(certificate)), CLAIMS + " "));
    assertThat(lookups).hasValue(1);
    CertificateForge other = CertificateForge.root("Root");
    String forged = token(other.sign(content()));

    assertThat(rejection(forged)).isEqualTo(Reason.SIGNATURE);
    assertThat(rejection(forged)).isEqualTo(Reason.SIGNATURE);
    assertThat(lookups).hasValue(2);
    assertThat(verifier.hasVerified(token(header(certificate, x5c(certificate)), CLAIMS + "  ")))
        .isTrue();
  }

  @Test
  void chainOfStranger_doesNotBlockHolder() throws Exception {
    KeyPair key = CertificateForge.newKey();
    Content middle = new Content("CN=Middle", key.getPublic()).ca(0);
    CertificateForge renewed = root.subordinate(middle, key);
    X509Certificate old = root.sign(middle.validity(CertificateForge.FROM, NOW.minusSeconds(1)));
    X509Certificate leaf = renewed.sign(content());
    String stranger =
        KeyForge.token(CertificateForge.newKey(), "ES256", header(leaf, x5c(leaf, old)), CLAIMS);

    assertThat(rejection(stranger)).isEqualTo(Reason.EXPIRED);

    assertThat(verifier.verify(token(leaf, renewed.certificate())).name())
        .isEqualTo("worker-1.test");
    assertThat(verifier.verify(token(leaf, old, renewed.certificate())).name())
        .isEqualTo("worker-1.test");
    assertThat(rejection(token(leaf, old))).isEqualTo(Reason.EXPIRED);
  }

  /** Otherwise a stranger could add certificates to a known chain and cause searches freely. */
  @Test
  void otherChainOfVerifiedCertificate_isNotVerified() throws Exception {
    X509Certificate other = root.sign(content().serial(1));
    verifier.verify(token(header(certificate, x5c(certificate)), CLAIMS));

    String forged =
        KeyForge.token(
            CertificateForge.newKey(),
            "ES256",
            header(certificate, x5c(certificate, other)),
            CLAIMS);

    assertThat(verifier.hasVerified(forged)).isFalse();
  }

  @Test
  void chainWithoutAValidSignature_isNotCached() {
    KeyPair stranger = CertificateForge.newKey();
    String forged =
        KeyForge.token(stranger, "ES256", header(certificate, x5c(certificate)), CLAIMS);

    assertThat(rejection(forged)).isEqualTo(Reason.SIGNATURE);
    assertThat(rejection(forged)).isEqualTo(Reason.SIGNATURE);

    assertThat(lookups).hasValue(2);
  }

  @Test
  void fingerprintOfAnotherCertificate_isMalformed() {
    X509Certificate other = root.sign(content().serial(1));

    assertThat(rejection(token(header(other, x5c(certificate)), CLAIMS)))
        .isEqualTo(Reason.MALFORMED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "\"AAAA\"", "[7]", "null", "{}", "[\"A*\"]", "[\"AAAA\\n\"]"})
  void memberThatIsNoChain_isMalformed(String x5c) {
    assertThat(rejection(token(header(certificate, x5c), CLAIMS))).isEqualTo(Reason.MALFORMED);
  }

  @Test
  void bytesThatAreNoCertificate_areMalformed() {
    byte[] der = Arrays.copyOf(der(certificate), der(certificate).length + 1);
    for (byte[] bytes : List.of(new byte[] {0x30, 0}, der, new byte[0])) {
      String header =
          "{\"alg\":\"ES256\",\"x5t#S256\":\"%s\",\"x5c\":[\"%s\"]}"
              .formatted(
                  TokenForge.url(Sha256.of(bytes)), Base64.getEncoder().encodeToString(bytes));

      assertThat(rejection(token(header, CLAIMS))).isEqualTo(Reason.MALFORMED);
    }
    X509Certificate[] five = {certificate, certificate, certificate, certificate, certificate};
    assertThat(rejection(token(five))).isEqualTo(Reason.MALFORMED);
  }

  @Test
  void chainWithoutFingerprintOrSuitableScheme_isUnsupported() {
    String chain = x5c(certificate);

    assertThat(rejection(token("{\"alg\":\"ES256\",\"x5c\":" + chain + "}", CLAIMS)))
        .isEqualTo(Reason.UNSUPPORTED);
    assertThat(rejection(token(header(certificate, chain).replace("ES256", "HS256"), CLAIMS)))
        .isEqualTo(Reason.UNSUPPORTED);
    String component = header(certificate, chain).replace("}", ",\"kid\":\"lk1.a\"}");
    assertThat(rejection(token(component, CLAIMS))).isEqualTo(Reason.UNSUPPORTED);
    assertThat(rejection(token("{\"alg\":\"ES256\",\"x5t#S256\":\"AAAA\"}", CLAIMS)))
        .isEqualTo(Reason.UNSUPPORTED);
  }

  @Test
  void serverThatTrustsNoCa_rejectsChains() {
    TokenVerifier record =
        TokenVerifier.builder()
            .clock(clock)
            .certificateKeys(sha256 -> Optional.empty())
            .publicKeys(List.of(KeyForge.key(worker)))
            .build();

    assertThat(rejection(record, token(certificate))).isEqualTo(Reason.UNSUPPORTED);
    assertThat(lookups).hasValue(0);
  }

  @Test
  void publicKeyTokenWithChain_usesCertificate() {
    CertificateForge other = CertificateForge.root("Root");
    TokenVerifier both =
        builder().publicKeys(List.of(KeyForge.key(worker).withKeyId("k1"))).build();
    X509Certificate untrusted = other.sign(content());
    String header = header(untrusted, x5c(untrusted)).replace("}", ",\"kid\":\"k1\"}");

    assertThat(rejection(both, token(header, CLAIMS))).isEqualTo(Reason.SIGNATURE);
  }

  @Test
  void revokedCertificate_isRejectedEvenForCachedToken() throws Exception {
    verifier.verify(token(certificate));
    revoked.set(() -> true);

    assertThat(rejection(token(certificate))).isEqualTo(Reason.REVOKED);
    assertThat(rejection(token(header(certificate, x5c(certificate)), CLAIMS + " ")))
        .isEqualTo(Reason.REVOKED);
  }

  @Test
  void unknownRevocation_isBusyAndPasses() throws Exception {
    verifier.verify(token(certificate));
    revoked.set(
        () -> {
          throw new IllegalStateException("for the test");
        });

    InvalidTokenException busy =
        catchThrowableOfType(
            InvalidTokenException.class, () -> verifier.verify(token(certificate)));

    assertThat(busy.reason()).isEqualTo(Reason.BUSY);
    assertThat(busy.retryAfter()).contains(Duration.ofSeconds(1));
    String another = token(header(certificate, x5c(certificate)), CLAIMS + " ");
    assertThat(rejection(another)).isEqualTo(Reason.BUSY);
    revoked.set(() -> false);
    assertThat(verifier.verify(another).name()).isEqualTo("worker-1.test");
  }

  @Test
  void end_isThatOfTheWholePath() throws Exception {
    X509Certificate shortLived =
        root.sign(content().validity(NOW.minusSeconds(60), NOW.plusSeconds(60)));
    String token = token(shortLived);
    clock.set(NOW.plusSeconds(60));
    verifier.verify(token);
    verifier.verify(token);

    clock.set(NOW.plusSeconds(60).plusMillis(1));

    assertThat(rejection(token)).isEqualTo(Reason.EXPIRED);
    assertThat(rejection(builder().build(), token)).isEqualTo(Reason.EXPIRED);
    clock.set(NOW.minusSeconds(61));
    assertThat(rejection(token)).isEqualTo(Reason.NOT_YET_VALID);
  }

  @Test
  void signer_sendsTheChainWithoutTheRoot() throws Exception {
    CertificateForge next = CertificateForge.root("Root");
    List<X509Certificate> chain =
        List.of(next.sign(content()), root.crossCertify(next), root.certificate());

    String token =
        PrivateKeyTokenSigner.ofCertificate(worker.getPrivate(), chain, clock)
            .sign(Map.of("aud", "orders"), Duration.ofMinutes(5));

    assertThat(builder().audience("orders").build().verify(token).name())
        .isEqualTo("worker-1.test");
    assertThat(rejection(builder().audience("stock").build(), token)).isEqualTo(Reason.AUDIENCE);
    String header =
        new String(Base64.getUrlDecoder().decode(token.split("\\.", 2)[0]), StandardCharsets.UTF_8);
    assertThat(header).doesNotContain(Base64.getEncoder().encodeToString(der(root.certificate())));
  }

  @Test
  void signerWithAnotherKey_isRejected() {
    assertThatThrownBy(
            () ->
                PrivateKeyTokenSigner.ofCertificate(
                    CertificateForge.newKey().getPrivate(), List.of(certificate), clock))
        .hasMessageContaining("does not belong");
    assertThatThrownBy(
            () -> PrivateKeyTokenSigner.ofCertificate(worker.getPrivate(), List.of(), clock))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
