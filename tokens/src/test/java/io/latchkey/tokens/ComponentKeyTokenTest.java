package io.latchkey.tokens;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.latchkey.tokens.component.ComponentPath;
import io.latchkey.tokens.component.ComponentPathException;
import io.latchkey.tokens.component.ComponentUse;
import io.latchkey.tokens.component.DerivedSecret;
import io.latchkey.tokens.component.RevokedComponents;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import org.jose4j.keys.HmacKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.threeten.extra.MutableClock;

class ComponentKeyTokenTest {
  private static final PreSharedKey PREVIOUS = PreSharedKey.of("the key before, of the same tests");
  private static final ComponentRoot ROOT = ComponentRoot.of(TokenForge.PSK);
  private static final ComponentRoot PREVIOUS_ROOT = ComponentRoot.of(PREVIOUS);
  private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");

  /** Signed with OpenSSL, see {@code vectors.md}. */
  private static final String BY_OPENSSL =
      "eyJhbGciOiJIUzI1NiIsImtpZCI6ImxrMS50ZWFtLWE7ZG5zPSoudGVhbS1hLmV4YW1wbGV-d29ya2VyLTE7dXJpPXNwaWZmZSUzQS8vdGVhbS1hLztkYXlzPTMwIiwidHlwIjoiSldUIn0.eyJleHAiOjQxMDI0NDQ4MDB9.gyPtCGQEnB_Q63St5UVdFlSIWhwhGabSr5HPKzIsZKE";

  private static TokenVerifierBuilder builder() {
    return TokenVerifier.builder()
        .preSharedKeys(List.of(TokenForge.PSK, PREVIOUS))
        .componentKeys(List.of(ROOT, PREVIOUS_ROOT))
        .keyDerivation(TokenForge.FAST)
        .clock(Clock.fixed(NOW, ZoneOffset.UTC));
  }

  private static VerifiedToken verify(String token) throws InvalidTokenException {
    return builder().build().verify(token);
  }

  private static String token(String path, String claims) {
    return token(ROOT, path, claims);
  }

  private static String token(ComponentRoot root, String path, String claims) {
    return forged(root, path, "{\"alg\":\"HS256\",\"kid\":\"lk1." + path + "\"}", claims);
  }

  /** Signs with the key of a path, whatever the header says. */
  private static String forged(ComponentRoot root, String path, String header, String claims) {
    try {
      HmacKey key = new HmacKey(root.key(ComponentPath.parse(path)).secret(DerivedSecret.TOKEN));
      String input =
          TokenForge.url(TokenForge.utf8(header)) + "." + TokenForge.url(TokenForge.utf8(claims));
      return input + "." + TokenForge.url(TokenForge.hmac(key, TokenForge.utf8(input)));
    } catch (InvalidTokenException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String good(String path) {
    return token(path, "{\"exp\":4102444800}");
  }

  private static Reason reason(TokenVerifier verifier, String token) {
    return catchThrowableOfType(InvalidTokenException.class, () -> verifier.verify(token)).reason();
  }

  private static Reason reason(String token) {
    return reason(builder().build(), token);
  }

  @Test
  void tokenOfOpenSsl_isAccepted() throws InvalidTokenException {
    VerifiedToken token = verify(BY_OPENSSL);

    assertThat(token.name()).isEqualTo("team-a/worker-1");
    assertThat(token.roles()).containsExactly("service");
    assertThat(token.scheme().wireName()).isEqualTo("component");
    assertThat(token.callerKind()).isEqualTo("component");
    assertThat(token.verifiedBy()).isEqualTo("psk");
    assertThat(token.allowsCertificateSigning()).isTrue();
  }

  @Test
  void signerOfComponentKey_isAccepted() throws InvalidTokenException {
    Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    TokenSigner signer = TokenSigner.of(ROOT.key(ComponentPath.parse("team-a")), clock);

    assertThat(verify(signer.sign(Map.of("sub", "team-a"))).name()).isEqualTo("team-a");
  }

  @Test
  void previousPsk_isTriedToo() throws InvalidTokenException {
    VerifiedToken token = verify(token(PREVIOUS_ROOT, "team-a", "{\"exp\":4102444800}"));

    assertThat(token.verifiedBy()).isEqualTo("previous-psk");
    assertThat(token.component().orElseThrow().pskFingerprint())
        .isNotEqualTo(verify(good("team-a")).component().orElseThrow().pskFingerprint());
  }

  @Test
  void anyChangedByteOfKid_isRejected() {
    String path = "team-a;dns=*.a.example;days=30~w;use=token";
    for (int at = 0; at < path.length(); at++) {
      for (char other = ' '; other < 0x7f; other++) {
        if (other != path.charAt(at) && other != '"' && other != '\\') {
          String changed = path.substring(0, at) + other + path.substring(at + 1);
          String header = "{\"alg\":\"HS256\",\"kid\":\"lk1." + changed + "\"}";
          assertThat(reason(forged(ROOT, path, header, "{\"exp\":4102444800}")))
              .isIn(Reason.SIGNATURE, Reason.MALFORMED, Reason.UNSUPPORTED);
        }
      }
    }
  }

  @Test
  void kid_notOfComponentKeyTokens_isRejected() {
    String claims = "{\"exp\":4102444800}";
    assertThat(
            reason(
                forged(
                    ROOT,
                    "a",
                    "{\"alg\":\"HS256\",\"kid\":\"lk1.a\",\"salt\":\"" + TokenForge.SALT + "\"}",
                    claims)))
        .isEqualTo(Reason.MALFORMED);
    for (String algorithm : List.of("RS256", "none", "HS512")) {
      String header = "{\"alg\":\"" + algorithm + "\",\"kid\":\"lk1.a\"}";
      assertThat(reason(forged(ROOT, "a", header, claims))).isEqualTo(Reason.UNSUPPORTED);
    }
    assertThat(
            reason(
                forged(
                    ROOT,
                    "a",
                    "{\"alg\":\"HS256\",\"kid\":\"lk1s.kSfa5.a\",\"salt\":\""
                        + TokenForge.SALT
                        + "\"}",
                    claims)))
        .isEqualTo(Reason.MALFORMED);
    assertThat(reason(forged(ROOT, "a", "{\"alg\":\"HS256\",\"kid\":\"lk1.a;no=1\"}", claims)))
        .isEqualTo(Reason.UNSUPPORTED);
    assertThat(reason(forged(ROOT, "a", "{\"alg\":\"HS256\",\"kid\":\"lk1.\"}", claims)))
        .isEqualTo(Reason.MALFORMED);
  }

  @Test
  void tokenOfCa_isNoCredential() throws InvalidTokenException {
    Clock clock = Clock.fixed(NOW, ZoneOffset.UTC);
    TokenSigner ca = TokenSigner.ofAuthority(ROOT.key(ComponentPath.parse("a")), clock);

    String proof = ca.signCaCertificate("AB:CD", java.util.Optional.of("n"));

    assertThat(reason(proof)).isEqualTo(Reason.PURPOSE);
    assertThat(reason(ca.sign(Map.of()))).isEqualTo(Reason.SIGNATURE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"lk1s.kSfa5-AA.a", "lk1.lk1s.kSfa5-AA.a", "lk1.lk1.lk1s.kSfa5-AA.a"})
  void claimedKeyId_neverReturnsSecret(String secret) {
    String header = "{\"alg\":\"HS256\",\"kid\":\"%s\"}".formatted(secret);

    assertThat(TokenVerifier.claimedKeyId(forged(ROOT, "a", header, "{}"))).isEmpty();
    assertThat(TokenVerifier.claimedKeyId(good("a"))).contains("lk1.a");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "a                        | {}                                  | service",
        "a                        | {'roles':['admin','service']}       | service",
        "a                        | {'role':'admin'}                    | ''",
        "a                        | {'roles':[]}                        | ''",
        "a                        | {'roles':null}                      | ''",
        "a                        | {'groups':7}                        | ''",
        "a                        | {'email':'x@y'}                     | service",
        "a;roles=admin,service    | {'roles':['admin']}                 | admin",
        "a;roles=admin~b;roles=x  | {}                                  | ''",
      })
  void roles_areThoseOfKeyAndClaim(String path, String claims, String roles)
      throws InvalidTokenException {
    String all =
        claims.replace('\'', '"').replaceFirst("}$", claims.equals("{}") ? "" : ",")
            + "\"exp\":4102444800}";

    VerifiedToken token = verify(token(path, all));

    assertThat(String.join(",", token.roles())).isEqualTo(roles);
    assertThat(token.name()).startsWith("a");
  }

  @ParameterizedTest
  @ValueSource(strings = {"\"b\"", "\"a/b\"", "null", "7", "\"\"", "\"A\""})
  void otherSubject_isMalformed(String subject) {
    assertThat(reason(token("a", "{\"exp\":4102444800,\"sub\":" + subject + "}")))
        .isEqualTo(Reason.MALFORMED);
  }

  @Test
  void revokedKey_isRejectedUnderEveryPsk() {
    TokenVerifier verifier = builder().revokedComponents(RevokedComponents.parse("team-a")).build();

    assertThat(reason(verifier, good("team-a;dns=*~x"))).isEqualTo(Reason.REVOKED);
    assertThat(reason(verifier, token(PREVIOUS_ROOT, "team-a", "{\"exp\":4102444800}")))
        .isEqualTo(Reason.REVOKED);
    assertThat(reason(verifier, good("team-ab").replaceFirst(".{43}$", "A".repeat(43))))
        .isEqualTo(Reason.SIGNATURE);
    assertThat(reason(verifier, token(PREVIOUS_ROOT, "team-a", "{\"exp\":1}")))
        .isEqualTo(Reason.EXPIRED);
  }

  @Test
  void notAfter_hasNoClockSkew() throws InvalidTokenException {
    String path = "a;not-after=20261121T120000Z";
    String token = good(path);
    TokenVerifier before = builder().clock(fixed(NOW.minusMillis(1))).build();
    TokenVerifier revoked = builder().revokedComponents(RevokedComponents.parse("a")).build();

    assertThat(before.verify(token).name()).isEqualTo("a");
    assertThat(reason(token)).isEqualTo(Reason.EXPIRED);
    assertThat(reason(revoked, token)).isEqualTo(Reason.REVOKED);
    TokenVerifier later = builder().clock(fixed(NOW.plusSeconds(90))).build();
    assertThatThrownBy(() -> later.verify(token))
        .hasMessageContaining("The component key ended 90 s ago by this server's clock");
  }

  @Test
  void notAfter_endsCachedToken() throws InvalidTokenException {
    MutableClock clock = MutableClock.of(NOW, ZoneOffset.UTC);
    TokenVerifier verifier = builder().clock(clock).build();
    String token = good("a;not-after=20261121T120001Z");
    verifier.verify(token);

    clock.setInstant(NOW.plusSeconds(1));

    assertThat(reason(verifier, token)).isEqualTo(Reason.EXPIRED);
  }

  private static Clock fixed(Instant instant) {
    return Clock.fixed(instant, ZoneOffset.UTC);
  }

  @Test
  void uses_areIntersected() throws InvalidTokenException {
    VerifiedToken token = verify(good("a;use=token,sign~b;use=sign"));

    assertThat(token.allows(ComponentUse.SIGN)).isTrue();
    assertThat(token.allows(ComponentUse.TOKEN)).isFalse();
  }

  @Test
  void weakPsk_hasNoComponentKeys() {
    PreSharedKey weak = PreSharedKey.of("changeme");
    TokenVerifier verifier =
        builder().preSharedKeys(List.of(weak)).componentKeys(List.of()).build();

    assertThat(reason(verifier, good("a"))).isEqualTo(Reason.UNSUPPORTED);
    assertThat(ComponentRoot.inBackground(weak)).isEmpty();
    assertThatThrownBy(() -> ComponentRoot.of(weak)).hasMessageContaining("weak");
  }

  @Test
  void saltOfRoot_isUnsupported() {
    String salt = Salt.OF_COMPONENT_KEYS.base64();

    assertThat(reason(TokenForge.token(TokenForge.header(salt), "{\"exp\":4102444800}")))
        .isEqualTo(Reason.UNSUPPORTED);
  }

  @Test
  void pskIdLikeComponentKey_isRejected() {
    assertThatThrownBy(() -> TokenForge.PSK.withKeyId("lk1.a"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void hasVerified_onlyAfterValidToken() throws InvalidTokenException {
    ComponentRoot root = ComponentRoot.inBackground(TokenForge.PSK).orElseThrow();
    TokenVerifier verifier = builder().componentKeys(List.of(root)).build();
    String other = token("a", "{\"exp\":4102444800,\"x\":1}");
    String forged = good("a").replaceFirst(".{43}$", "A".repeat(43));

    assertThat(reason(verifier, forged)).isEqualTo(Reason.SIGNATURE);
    assertThat(verifier.hasVerified(other)).isFalse();
    verifier.verify(good("a"));

    assertThat(verifier.hasVerified(other)).isTrue();
    assertThat(verifier.keyDerivationLimiter().statistics().derivations()).isZero();
  }

  @Test
  void root_derivesOneSegment() {
    assertThatThrownBy(() -> ROOT.derive("a~b")).isInstanceOf(ComponentPathException.class);
  }
}
