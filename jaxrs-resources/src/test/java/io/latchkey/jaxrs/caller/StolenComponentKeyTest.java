package io.latchkey.jaxrs.caller;

import static io.latchkey.jaxrs.ProblemAssertions.assertRejected;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.latchkey.ca.certificate.CertificateQuery;
import io.latchkey.ca.certificate.IssuedCertificate;
import io.latchkey.ca.testing.RequestBuilder;
import io.latchkey.jaxrs.AuthorityFixture;
import io.latchkey.jaxrs.trust.ComponentProof;
import io.latchkey.tokens.ComponentRoot;
import io.latchkey.tokens.InvalidTokenException;
import io.latchkey.tokens.PreSharedKey;
import io.latchkey.tokens.Reason;
import io.latchkey.tokens.TokenPurpose;
import io.latchkey.tokens.TokenSigner;
import io.latchkey.tokens.TokenVerifier;
import io.latchkey.tokens.TokenVerifierBuilder;
import io.latchkey.tokens.VerifiedToken;
import io.latchkey.tokens.component.ComponentKey;
import io.latchkey.tokens.component.RevokedComponents;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.resteasy.mock.MockHttpRequest;
import org.jboss.resteasy.mock.MockHttpResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a thief of a component key can do, and what not. */
class StolenComponentKeyTest {
  private static final PreSharedKey PSK = PreSharedKey.generate();
  private static final ComponentRoot ROOT = ComponentRoot.of(PSK);
  private static final int RATE = 40;
  private static final String STOLEN =
      "team-a;dns=*.team-a.test;uri=spiffe%3A//a.team-a.test/;days=30;eku=client";

  @TempDir static Path dir;
  private static AuthorityFixture ca;

  @BeforeAll
  static void open() {
    ca = AuthorityFixture.open(dir, builder -> builder.signaturesPerHour(RATE));
  }

  @AfterAll
  static void close() {
    ca.close();
  }

  private static ComponentKey stolen() {
    return ROOT.derive(STOLEN);
  }

  private static TokenVerifierBuilder verifier() {
    return TokenVerifier.builder().preSharedKeys(List.of(PSK)).componentKeys(List.of(ROOT));
  }

  private static VerifiedToken token(ComponentKey key, Map<String, ?> claims)
      throws InvalidTokenException {
    return verifier().build().verify(TokenSigner.of(key).sign(claims));
  }

  private static Reason reason(TokenVerifier verifier, String token) {
    return catchThrowableOfType(InvalidTokenException.class, () -> verifier.verify(token)).reason();
  }

  private static MockHttpResponse sign(ComponentKey key, String query, String... names)
      throws Exception {
    byte[] csr = AuthorityFixture.pem(RequestBuilder.of("", names));
    return ca.send(MockHttpRequest.post("/ca/sign" + query).content(csr), token(key, Map.of()));
  }

  private static IssuedCertificate newest() {
    return ca.authority().list(CertificateQuery.newest(1)).certificates().get(0);
  }

  @Test
  void thief_isTheComponentAndHasItsRoles() throws Exception {
    VerifiedToken token = token(stolen(), Map.of("roles", "admin,service"));

    assertThat(token.name()).isEqualTo("team-a");
    assertThat(token.roles()).containsExactly("service");
  }

  @Test
  void thief_cannotTakeAnotherName() {
    String token = TokenSigner.of(stolen()).sign(Map.of("sub", "team-b"));

    assertThat(reason(verifier().build(), token)).isEqualTo(Reason.MALFORMED);
  }

  @Test
  void thief_getsCertificatesOfComponentOnly() throws Exception {
    assertThat(sign(stolen(), "", "DNS:x.team-a.test", "URI:SPIFFE://A.team-a.test/x").getStatus())
        .isEqualTo(200);
    IssuedCertificate issued = newest();
    assertThat(Duration.between(Instant.now(), issued.notAfter())).isLessThan(Duration.ofDays(30));
    assertThat(issued.certificate().getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.2");
    assertThat(issued.requestedBy().key().orElseThrow()).startsWith("lk1." + STOLEN + " ");

    MockHttpResponse other = sign(stolen(), "", "DNS:x.team-b.test");
    assertRejected(other, 403, "name_not_allowed");
    assertThat(other.getContentAsString())
        .contains("The restriction dns of segment 'team-a'")
        .contains("x.team-b.test");
    assertRejected(sign(stolen(), "", "DNS:team-a.test"), 403, "name_not_allowed");
    assertRejected(sign(stolen(), "", "URI:spiffe://a.team-a.test/../b"), 403, "name_not_allowed");
    assertRejected(sign(stolen(), "", "URI:spiffe://b.team-a.test/x"), 403, "name_not_allowed");
    assertRejected(sign(stolen(), "", "IP:10.1.2.3"), 403, "name_not_allowed");
    assertRejected(sign(stolen(), "?days_valid=31", "DNS:x.team-a.test"), 422, "validity");
    assertThat(sign(stolen(), "?days_valid=30", "DNS:x.team-a.test").getStatus()).isEqualTo(200);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x;dns=*",
        "x;dns=*.test",
        "x;eku=server,client;days=36500;roles=admin;dns=*,*.team-a.test"
      })
  void derivedKey_canDoNoMore(String segment) throws Exception {
    ComponentKey child = stolen().derive(segment);

    assertThat(token(child, Map.of()).name()).isEqualTo("team-a/x");
    assertThat(token(child, Map.of()).roles()).doesNotContain("admin");
    assertRejected(
        sign(child, "", "DNS:x.team-b.test"),
        403,
        token(child, Map.of()).roles().isEmpty() ? "role" : "name_not_allowed");
    assertThat(sign(child, "", "URI:spiffe://a.team-a.test/x").getStatus()).isEqualTo(403);
  }

  @Test
  void usagesThatExcludeEachOther_areRejected() throws Exception {
    MockHttpResponse response = sign(stolen().derive("x;eku=server"), "", "DNS:x.team-a.test");

    assertRejected(response, 422, "extension_not_allowed");
    assertThat(response.getContentAsString()).contains("The restriction eku of segment 'x'");
  }

  @Test
  void keyForTokensOnly_signsNothing() throws Exception {
    assertRejected(sign(stolen().derive("x;use=token"), "", "DNS:x.team-a.test"), 403, "use");
  }

  @Test
  void notAfter_endsCertificates() throws Exception {
    Instant end = Instant.now().plus(Duration.ofDays(2));
    String text = end.toString().replaceAll("[-:]|\\.\\d+", "");
    ComponentKey child = stolen().derive("x;not-after=" + text);

    assertThat(sign(child, "", "DNS:x.team-a.test").getStatus()).isEqualTo(200);
    assertThat(newest().notAfter()).isBeforeOrEqualTo(end);
    assertRejected(sign(child, "?days_valid=3", "DNS:x.team-a.test"), 422, "validity");
  }

  @Test
  void derivedKeys_shareRateOfFirstSegment() throws Exception {
    for (int n = 0; n < RATE; n++) {
      ComponentKey child = ROOT.derive("flood;dns=*").derive("n" + n);
      assertThat(sign(child, "", "DNS:n" + n + ".test").getStatus()).isEqualTo(200);
    }

    MockHttpResponse rejected = sign(ROOT.derive("flood;days=9").derive("x"), "", "DNS:x.test");

    assertRejected(rejected, 429, "rate");
    assertThat(Integer.parseInt(rejected.getOutputHeaders().getFirst("Retry-After").toString()))
        .isBetween(1, 3600);
    assertThat(rejected.getOutputHeaders()).doesNotContainKey("WWW-Authenticate");
    assertThat(sign(ROOT.derive("other;dns=*"), "", "DNS:n.test").getStatus()).isEqualTo(200);
  }

  @Test
  void revokedKey_isRejectedWithItsChildren() {
    TokenVerifier after = verifier().revokedComponents(RevokedComponents.parse("team-a")).build();

    assertThat(reason(after, TokenSigner.of(stolen()).sign(Map.of()))).isEqualTo(Reason.REVOKED);
    assertThat(reason(after, TokenSigner.of(stolen().derive("x")).sign(Map.of())))
        .isEqualTo(Reason.REVOKED);
  }

  @Test
  void proofToComponent_isSignedWithItsKey() throws Exception {
    ca.knows(
        new ComponentProof.Roots(
            Optional.of(ROOT), Optional.of(ComponentRoot.of(PreSharedKey.generate()))));
    String query =
        "/ca/cert?nonce=n1&component=team-a%3Bdns%3D*.team-a.test%3Buri%3Dspiffe%253A//a.team-a.test/%3Bdays%3D30%3Beku%3Dclient";

    MockHttpResponse response = ca.sendAnonymously(MockHttpRequest.get(query));

    assertThat(response.getStatus()).isEqualTo(200);
    String header = String.valueOf(response.getOutputHeaders().getFirst("Authorization"));
    VerifiedToken proof = own(stolen()).verify(header.substring(7));
    assertThat(proof.text("nonce")).contains("n1");
    assertThat(reason(own(ROOT.derive("team-b")), header.substring(7))).isNotNull();
    assertThat(reason(verifier().build(), header.substring(7))).isEqualTo(Reason.PURPOSE);
    String previous =
        String.valueOf(
            ca.sendAnonymously(MockHttpRequest.get(query + "&psk=previous"))
                .getOutputHeaders()
                .getFirst("Authorization"));
    assertThat(reason(own(stolen()), previous.substring(7))).isEqualTo(Reason.SIGNATURE);
  }

  private static TokenVerifier own(ComponentKey key) {
    return TokenVerifier.builder().purpose(TokenPurpose.CA_CERT).ownComponentKey(key).build();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "component=",
        "component",
        "component=a+b",
        "component=a%2Bb",
        "component=a%20b",
        "component=a%253Bdns%253Dx",
        "component=a&component=a",
        "component=lk1s.kSfa5-AA-bitIx9oy5Tvl8M4o_kLPA0Kvkk449bEAdM.a",
        "component=a%3Bno%3D1",
        "component=a&psk=newest",
        "component=a&psk=previous&psk=previous"
      })
  void proofToMalformedComponent_isRejected(String query) throws Exception {
    ca.knows(new ComponentProof.Roots(Optional.of(ROOT), Optional.of(ROOT)));

    assertRejected(ca.sendAnonymously(MockHttpRequest.get("/ca/cert?" + query)), 400, "malformed");
  }

  @Test
  void proofWithWeakPsk_isRejected() throws Exception {
    ca.knows(ComponentProof.Roots.NONE);

    assertRejected(
        ca.sendAnonymously(MockHttpRequest.get("/ca/cert?component=a")), 400, "malformed");
  }

  @Test
  void proofToLongComponent_isRejected() throws Exception {
    ca.knows(new ComponentProof.Roots(Optional.of(ROOT), Optional.empty()));
    String path = "a".repeat(7000);

    assertRejected(
        ca.sendAnonymously(MockHttpRequest.get("/ca/cert?component=" + path)), 400, "malformed");
  }
}
