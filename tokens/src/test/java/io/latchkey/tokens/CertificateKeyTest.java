package io.latchkey.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.latchkey.tokens.component.ComponentCredential;
import io.latchkey.tokens.component.ComponentPath;
import io.latchkey.tokens.component.ComponentUse;
import io.latchkey.tokens.component.RevokedComponents;
import java.security.KeyPair;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.threeten.extra.MutableClock;

/** Tokens signed with the key in a certificate that {@code x5t#S256} names. */
class CertificateKeyTest {
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
  private static final Instant END = NOW.plus(Duration.ofHours(1));
  private static final String CLAIMS = "{\"exp\":" + NOW.plusSeconds(7200).getEpochSecond() + "}";

  private final MutableClock clock = MutableClock.of(NOW, ZoneOffset.UTC);
  private final Map<String, CertificateKey> record = new ConcurrentHashMap<>();
  private final AtomicInteger lookups = new AtomicInteger();
  private final TokenVerifier verifier = builder().build();

  private TokenVerifierBuilder builder() {
    return TokenVerifier.builder().clock(clock).certificateKeys(this::find);
  }

  private Optional<CertificateKey> find(byte[] sha256) {
    lookups.incrementAndGet();
    return Optional.ofNullable(record.get(Base64.getEncoder().encodeToString(sha256)));
  }

  private static byte[] fingerprint(int seed) {
    byte[] bytes = new byte[32];
    bytes[0] = (byte) seed;
    bytes[1] = (byte) (seed >> 8);
    return bytes;
  }

  private byte[] certified(KeyPair pair) {
    record.put(
        Base64.getEncoder().encodeToString(fingerprint(1)),
        new CertificateKey(pair.getPublic(), "worker-1", NOW.minusSeconds(60), END));
    return fingerprint(1);
  }

  private static String token(KeyPair pair, String algorithm, byte[] sha256, String claims) {
    String header =
        "{\"alg\":\"%s\",\"x5t#S256\":\"%s\"}".formatted(algorithm, TokenForge.url(sha256));
    return KeyForge.token(pair, algorithm, header, claims);
  }

  private String token(String claims) {
    return token(KeyForge.P256, "ES256", certified(KeyForge.P256), claims);
  }

  private static InvalidTokenException rejected(TokenVerifier verifier, String token) {
    return catchThrowableOfType(InvalidTokenException.class, () -> verifier.verify(token));
  }

  private Reason rejection(String token) {
    return rejected(verifier, token).reason();
  }

  @ParameterizedTest
  @ValueSource(strings = {"RS256", "PS256", "ES256", "ES384", "EdDSA"})
  void certificateToken_hasNameInCertificate(String algorithm) throws Exception {
    KeyPair pair = KeyForge.pairFor(algorithm);

    VerifiedToken token = verifier.verify(token(pair, algorithm, certified(pair), CLAIMS));

    assertThat(token.name()).isEqualTo("worker-1");
    assertThat(token.roles()).containsExactly("service");
    assertThat(token.verifiedBy()).isEqualTo("certificate");
    assertThat(token.allowsCertificateSigning()).isFalse();
    assertThat(token.scheme()).isEqualTo(Scheme.PUBLIC_KEY);
  }

  @Test
  void holder_cannotClaimRolesOrOtherName() throws Exception {
    String roles = CLAIMS.replace("}", ",\"roles\":[\"admin\"],\"role\":\"admin\"}");

    assertThat(verifier.verify(token(roles)).roles()).containsExactly("service");
    assertThat(rejection(token(CLAIMS.replace("}", ",\"sub\":\"worker-2\"}"))))
        .isEqualTo(Reason.MALFORMED);
    assertThat(verifier.verify(token(CLAIMS.replace("}", ",\"sub\":\"worker-1\"}"))).name())
        .isEqualTo("worker-1");
    assertThat(verifier.verify(token(CLAIMS.replace("}", ",\"email\":\"boss@x\"}"))).name())
        .isEqualTo("worker-1");
  }

  @Test
  void componentKeyCertificate_isCheckedLikeKey() throws Exception {
    ComponentRoot root = ComponentRoot.of(TokenForge.PSK);
    TokenVerifierBuilder keys =
        builder().preSharedKeys(List.of(TokenForge.PSK)).componentKeys(List.of(root));
    String end = "a;roles=admin,service;not-after=20261121T120001Z";
    made(new ComponentCredential(ComponentPath.parse(end), root.fingerprint()));
    String token = token(KeyForge.P256, "ES256", fingerprint(1), CLAIMS);

    VerifiedToken verified = keys.build().verify(token);
    assertThat(verified.name()).isEqualTo("worker-1");
    assertThat(verified.roles()).containsExactly("service");
    assertThat(verified.allowsCertificateSigning()).isFalse();
    TokenVerifier revoked = keys.revokedComponents(RevokedComponents.parse("a")).build();
    assertThat(rejected(revoked, token).reason()).isEqualTo(Reason.REVOKED);
    TokenVerifier ended = keys.revokedComponents(RevokedComponents.none()).build();
    clock.set(NOW.plusSeconds(1));
    assertThat(rejected(ended, token).reason()).isEqualTo(Reason.EXPIRED);
    clock.set(NOW.plusSeconds(91));
    assertThat(rejected(ended, token(CLAIMS + " "))).hasMessageContaining("ended 90 s ago");
    clock.set(NOW);
    made(new ComponentCredential(ComponentPath.parse("a"), "0123456789abcdef"));
    assertThat(rejected(keys.build(), token).reason()).isEqualTo(Reason.SIGNATURE);
    assertThat(rejected(builder().build(), token).reason()).isEqualTo(Reason.UNSUPPORTED);
    made(new ComponentCredential(ComponentPath.parse("a;roles=x;use=sign"), root.fingerprint()));
    VerifiedToken narrow = keys.build().verify(token);
    assertThat(narrow.roles()).isEmpty();
    assertThat(narrow.allows(ComponentUse.TOKEN)).isFalse();
  }

  private void made(ComponentCredential maker) {
    record.put(
        Base64.getEncoder().encodeToString(fingerprint(1)),
        new CertificateKey(
            KeyForge.P256.getPublic(), "worker-1", NOW.minusSeconds(60), END, Optional.of(maker)));
  }

  @Test
  void expiredCertificate_isRejectedAlsoForCachedToken() throws Exception {
    String token = token(CLAIMS);
    clock.set(END);
    verifier.verify(token);
    assertThat(verifier.verify(token)).isSameAs(verifier.verify(token));
    verifier.verify(token(CLAIMS + "  "));

    clock.set(END.plusMillis(1));

    assertThat(rejection(token)).isEqualTo(Reason.EXPIRED);
    assertThat(rejection(token(CLAIMS + " "))).isEqualTo(Reason.EXPIRED);
    clock.set(END.plusMillis(7_001));
    assertThat(rejected(verifier, token(CLAIMS + " ")))
        .hasMessageContaining("expired 8 s ago by this server's clock");
  }

  @Test
  void revokedCertificate_isRejectedEvenForCachedToken() throws Exception {
    AtomicBoolean revoked = new AtomicBoolean();
    byte[] certificate = certified(KeyForge.P256);
    record.replaceAll(
        (id, key) ->
            new CertificateKey(
                key.key(),
                key.name(),
                key.notBefore(),
                key.notAfter(),
                Optional.empty(),
                revoked::get));
    String token = token(KeyForge.P256, "ES256", certificate, CLAIMS);
    verifier.verify(token);

    revoked.set(true);

    assertThat(rejection(token)).isEqualTo(Reason.REVOKED);
    assertThat(rejection(token(KeyForge.P256, "ES256", certificate, CLAIMS + " ")))
        .isEqualTo(Reason.REVOKED);
    String forged = token(KeyForge.ec("secp256r1"), "ES256", certificate, CLAIMS);
    assertThat(rejection(forged)).isEqualTo(Reason.SIGNATURE);
    revoked.set(false);
    assertThat(verifier.verify(token).name()).isEqualTo("worker-1");
  }

  @Test
  void certificateThatIsNotValidYet_isRejected() {
    String token = token(CLAIMS);
    clock.set(NOW.minusSeconds(61));

    assertThat(rejection(token)).isEqualTo(Reason.NOT_YET_VALID);
    assertThat(rejected(verifier, token))
        .hasMessageContaining("becomes valid in 1 s by this server's clock");
  }

  @Test
  void certificate_isCachedAfterValidSignature() throws Exception {
    byte[] certificate = certified(KeyForge.P256);
    String forged = token(KeyForge.ec("secp256r1"), "ES256", certificate, CLAIMS);

    assertThat(rejection(forged)).isEqualTo(Reason.SIGNATURE);
    assertThat(verifier.hasVerified(forged)).isFalse();

    verifier.verify(token(CLAIMS));
    assertThat(verifier.hasVerified(forged)).isTrue();
  }

  @Test
  void unknownCertificate_isBadSignatureAfterOneLookup() {
    String token = token(KeyForge.P256, "ES256", fingerprint(2), CLAIMS);

    assertThat(rejection(token)).isEqualTo(Reason.SIGNATURE);
    assertThat(rejection(token)).isEqualTo(Reason.SIGNATURE);
    assertThat(lookups).hasValue(1);
  }

  @Test
  void otherKeyThanCertificate_isBadSignature() {
    byte[] sha256 = certified(KeyForge.P256);

    assertThat(rejection(token(KeyForge.ec("secp256r1"), "ES256", sha256, CLAIMS)))
        .isEqualTo(Reason.SIGNATURE);
    assertThat(rejection(token(KeyForge.RSA, "RS256", sha256, CLAIMS))).isEqualTo(Reason.SIGNATURE);
  }

  @ParameterizedTest
  @CsvSource({"HS256", "none", "ES512", "''"})
  void algorithmOfNoKey_isUnsupportedWithoutLookup(String algorithm) {
    String header =
        "{\"alg\":\"%s\",\"x5t#S256\":\"%s\"}"
            .formatted(algorithm, TokenForge.url(certified(KeyForge.P256)));

    assertThat(rejection(KeyForge.token(KeyForge.P256, "ES256", header, CLAIMS)))
        .isEqualTo(Reason.UNSUPPORTED);
    assertThat(lookups).hasValue(0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"AAAA\"", "\"\"", "7", "\"A*\"", "null"})
  void memberThatIsNoFingerprint_isMalformed(String value) {
    String header = "{\"alg\":\"ES256\",\"x5t#S256\":" + value + "}";

    assertThat(rejection(KeyForge.token(KeyForge.P256, "ES256", header, CLAIMS)))
        .isEqualTo(Reason.MALFORMED);
  }

  private TokenVerifierBuilder withPublicKeys(VerificationKey... keys) {
    return TokenVerifier.builder()
        .clock(clock)
        .keyDerivation(TokenForge.FAST)
        .preSharedKeys(List.of(TokenForge.PSK))
        .publicKeys(List.of(keys));
  }

  @Test
  void withoutCertificates_theMemberIsIgnored() {
    TokenVerifier plain = withPublicKeys(KeyForge.key(KeyForge.P256)).build();
    String hmac =
        TokenForge.token(
            TokenForge.HEADER.replace("}", ",\"x5t\":7,\"x5t#S256\":\"AA\"}"),
            "{\"exp\":4102444800}");

    assertThat(rejected(plain, token(CLAIMS))).isNull();
    assertThat(rejected(plain, hmac)).isNull();
    assertThat(rejected(plain, token(KeyForge.ED25519, "EdDSA", fingerprint(2), CLAIMS)).reason())
        .isEqualTo(Reason.UNSUPPORTED);
  }

  @Test
  void keyIdOfPublicKey_needsNoLookup() throws Exception {
    TokenVerifier both =
        withPublicKeys(KeyForge.key(KeyForge.RSA), KeyForge.key(KeyForge.P384).withKeyId("k1"))
            .certificateKeys(this::find)
            .build();
    String header =
        "{\"alg\":\"%s\",\"kid\":\"k1\",\"x5t#S256\":\"%s\"}"
            .formatted("ES384", TokenForge.url(certified(KeyForge.P256)));

    assertThat(both.verify(KeyForge.token(KeyForge.P384, "ES384", header, CLAIMS)).verifiedBy())
        .isEqualTo("k1");
    assertThat(
            rejected(both, KeyForge.token(KeyForge.ec("secp384r1"), "ES384", header, CLAIMS))
                .reason())
        .isEqualTo(Reason.SIGNATURE);
    assertThat(lookups).hasValue(0);
  }

  @Test
  void onlyKnownFingerprint_selectsCertificate() throws Exception {
    TokenVerifier both =
        withPublicKeys(KeyForge.key(KeyForge.ED25519)).certificateKeys(this::find).build();
    String known = token(KeyForge.ED25519, "EdDSA", certified(KeyForge.ED25519), CLAIMS);
    String unknown = token(KeyForge.ED25519, "EdDSA", fingerprint(2), CLAIMS);
    String noFingerprint = token(KeyForge.ED25519, "EdDSA", new byte[3], CLAIMS);
    String publicKey = KeyForge.key(KeyForge.ED25519).thumbprint();

    assertThat(both.verify(known).verifiedBy()).isEqualTo("certificate");
    assertThat(both.verify(unknown).verifiedBy()).isEqualTo(publicKey);
    assertThat(both.verify(noFingerprint).verifiedBy()).isEqualTo(publicKey);
  }

  @Test
  void unknownFingerprintAndKeyId_nameUnknownKey() {
    TokenVerifier both =
        withPublicKeys(KeyForge.key(KeyForge.P256).withKeyId("k1"))
            .certificateKeys(this::find)
            .build();
    String header =
        "{\"alg\":\"ES256\",\"kid\":\"k2\",\"x5t#S256\":\"%s\"}"
            .formatted(TokenForge.url(fingerprint(2)));

    assertThat(rejected(both, KeyForge.token(KeyForge.P256, "ES256", header, CLAIMS)))
        .matches(InvalidTokenException::namesUnknownKey);
  }

  @Test
  void accessToken_isNeverSignedWithACertificate() {
    String header =
        "{\"alg\":\"ES256\",\"typ\":\"at+jwt\",\"x5t#S256\":\"%s\"}"
            .formatted(TokenForge.url(certified(KeyForge.P256)));

    assertThat(rejection(KeyForge.token(KeyForge.P256, "ES256", header, CLAIMS)))
        .isEqualTo(Reason.PURPOSE);
  }

  @Test
  void audience_isCompared() {
    TokenVerifier orders = builder().audience("orders").build();

    assertThat(rejected(orders, token(CLAIMS)).reason()).isEqualTo(Reason.AUDIENCE);
    assertThat(rejected(orders, token(CLAIMS.replace("}", ",\"aud\":\"orders\"}")))).isNull();
  }

  @Test
  void recordThatDoesNotAnswer_isBusy() {
    TokenVerifier broken =
        TokenVerifier.builder()
            .clock(clock)
            .certificateKeys(
                sha256 -> {
                  throw new IllegalStateException("for the test");
                })
            .build();

    assertThat(rejected(broken, token(CLAIMS)).reason()).isEqualTo(Reason.BUSY);
  }

  @Test
  void concurrentLookups_areLimitedAndOthersBusy() {
    CountDownLatch gate = new CountDownLatch(1);
    TokenVerifier slow =
        TokenVerifier.builder()
            .clock(clock)
            .certificateKeys(
                sha256 -> {
                  lookups.incrementAndGet();
                  Awaitility.await().until(() -> gate.getCount() == 0);
                  return Optional.empty();
                })
            .build();
    for (int i = 0; i < 4; i++) {
      String token = token(KeyForge.P256, "ES256", fingerprint(100 + i), CLAIMS);
      Thread asker = new Thread(() -> rejected(slow, token));
      asker.setDaemon(true);
      asker.start();
    }
    Awaitility.await().until(() -> lookups.get() == 4);

    String fifth = token(KeyForge.P256, "ES256", fingerprint(104), CLAIMS);

    assertThat(rejected(slow, fifth).reason()).isEqualTo(Reason.BUSY);
    gate.countDown();
  }
}
