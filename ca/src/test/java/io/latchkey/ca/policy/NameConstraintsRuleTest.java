package io.latchkey.ca.policy;

import static io.latchkey.ca.policy.Rejections.rejection;
import static io.latchkey.ca.testing.RequestBuilder.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.ca.issuance.IssuanceRejectedException;
import io.latchkey.ca.issuance.NamePolicy;
import io.latchkey.ca.issuance.RejectionReason;
import io.latchkey.ca.testing.RequestBuilder;
import io.latchkey.pki.KeyType;
import java.math.BigInteger;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralSubtree;
import org.bouncycastle.asn1.x509.NameConstraints;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class NameConstraintsRuleTest {
  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
  private static final GeneralName EXAMPLE = new GeneralName(GeneralName.dNSName, "example.org");
  private static final GeneralName SECRET =
      new GeneralName(GeneralName.dNSName, "secret.example.org");
  private static final GeneralName TEN =
      new GeneralName(
          GeneralName.iPAddress, new DEROctetString(new byte[] {10, 0, 0, 0, -1, 0, 0, 0}));
  private static final GeneralName HOST =
      new GeneralName(GeneralName.uniformResourceIdentifier, "host.example.org");
  private static final GeneralName BELOW =
      new GeneralName(GeneralName.uniformResourceIdentifier, ".example.org");
  private static final GeneralName MAIL = new GeneralName(GeneralName.rfc822Name, "example.org");
  private static final GeneralName ORGANIZATION = new GeneralName(new X500Name("O=Example"));
  static final TestCa ROOT = TestCa.root("Root");

  record Asked(List<GeneralName> permitted, List<GeneralName> excluded, RequestBuilder request) {}

  private static Asked permitted(RequestBuilder request, GeneralName... names) {
    return new Asked(List.of(names), List.of(), request.key(KeyType.EC_P256.generate()));
  }

  private static Asked excluded(RequestBuilder request, GeneralName... names) {
    return new Asked(List.of(), List.of(names), request.key(KeyType.EC_P256.generate()));
  }

  private static RequestBuilder named(String dns) {
    return request().subject("CN=My worker").dns(dns);
  }

  static Stream<Asked> inside() {
    return Stream.of(
        permitted(named("example.org"), EXAMPLE),
        permitted(named("A.b.EXAMPLE.org"), EXAMPLE),
        permitted(named("*.example.org"), EXAMPLE),
        permitted(request().subject("O=My x").ip(10, 1, 2, 3), EXAMPLE, TEN),
        permitted(request().subject("O=My x").ip(11, 1, 2, 3), EXAMPLE),
        permitted(request().subject("CN=My x").ip(10, 1, 2, 3), TEN),
        permitted(request().subject("CN=My x,CN=My y").ip(10, 1, 2, 3), TEN),
        permitted(named("example.org").subject("CN=My x,CN=My y"), EXAMPLE),
        permitted(request().subject("CN=a.example.org").ip(11, 1, 2, 3), EXAMPLE),
        permitted(named("a.org").uri("https://host.example.org:8443/x"), HOST),
        permitted(named("a.org").uri("spiffe://host.example.org/x"), BELOW),
        permitted(named("a.org").subject("O=Example,CN=x"), ORGANIZATION),
        permitted(named("a.org").subject("E=a@example.org"), MAIL),
        permitted(request().subject("CN=worker").dns("a.example.org"), EXAMPLE),
        permitted(request().subject("CN=10.0.0.1").dns("a.example.org"), EXAMPLE),
        excluded(named("notsecret.example.org"), SECRET),
        excluded(request().subject("CN=x").ip(11, 1, 2, 3), TEN),
        excluded(request().subject("CN=My x").ip(11, 1, 2, 3), SECRET),
        excluded(named("a.org").subject("O=Other,CN=x"), ORGANIZATION));
  }

  static Stream<Asked> outside() {
    return Stream.of(
        permitted(named("example.com"), EXAMPLE),
        permitted(named("notexample.org"), EXAMPLE),
        permitted(request().subject("CN=x").ip(11, 1, 2, 3), TEN),
        permitted(
            request().subject("CN=x").ip(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1), TEN),
        permitted(named("a.org").uri("https://other.example.org/"), HOST),
        permitted(named("a.org").uri("https://10.0.0.1/"), HOST),
        permitted(named("a.org").uri("urn:a:b"), HOST),
        permitted(named("a.org").uri("spiffe://my_host.example.org/x"), BELOW),
        permitted(request().subject("CN=x").ip(10, 0, 0, 1), EXAMPLE),
        permitted(named("a.org").uri("https://example.org/"), BELOW),
        permitted(named("a.org").subject("CN=x,O=Example"), ORGANIZATION),
        permitted(named("a.org").subject("O=Other,CN=x"), ORGANIZATION),
        permitted(request().subject("CN=My worker").ip(10, 0, 0, 1), EXAMPLE),
        permitted(request().subject("CN=My worker").uri("spiffe://a/b"), EXAMPLE),
        permitted(request().subject("CN=a.example.org,CN=b.example.org").ip(10, 0, 0, 1), EXAMPLE),
        permitted(request().subject("CN=a.example.com").ip(10, 0, 0, 1), EXAMPLE),
        permitted(request().subject("CN=10.0.0.1").ip(10, 0, 0, 1), EXAMPLE),
        excluded(named("secret.example.org"), SECRET),
        excluded(named("a.SECRET.example.org"), SECRET),
        excluded(request().subject("CN=x").ip(10, 1, 2, 3), TEN),
        excluded(request().subject("CN=My x.secret.example.org").ip(10, 1, 2, 3), SECRET),
        excluded(request().subject("CN=My x,CN=My y").ip(10, 1, 2, 3), SECRET),
        excluded(named("a.org").uri("https://host.example.org/"), HOST),
        excluded(named("a.org").subject("O=Example,CN=x"), ORGANIZATION));
  }

  @ParameterizedTest
  @MethodSource("inside")
  void nameInside_isSignedAndAcceptedByReaders(Asked asked) throws Exception {
    TestCa ca = ca(asked);

    X509Certificate signed = sign(ca, asked, rule(ca));

    assertThatCode(() -> validate(ca, signed)).doesNotThrowAnyException();
  }

  /** {@link NameConstraintsReadersTest} shows which clients reject them. */
  @ParameterizedTest
  @MethodSource("outside")
  void nameOutside_isNotAllowed(Asked asked) {
    TestCa ca = ca(asked);

    IssuanceRejectedException rejected = rejection(() -> sign(ca, asked, rule(ca)));

    assertThat(rejected.reason()).isEqualTo(RejectionReason.NAME_NOT_ALLOWED);
    assertThat(rejected.name()).isPresent();
  }

  @Test
  void nameOutside_wouldBeRejectedByReaders() throws Exception {
    Asked asked = permitted(named("example.com"), EXAMPLE);
    TestCa ca = ca(asked);
    X509Certificate unchecked = sign(ca, asked, NameConstraintsRule.of(List.of()));

    assertThatThrownBy(() -> validate(ca, unchecked))
        .isInstanceOf(CertPathValidatorException.class);
  }

  @Test
  void wildcardOverAnExcludedName_isNotAllowed() {
    Asked asked = excluded(named("*.example.org"), SECRET);

    assertThat(rejection(() -> sign(ca(asked), asked, rule(ca(asked)))).reason())
        .isEqualTo(RejectionReason.NAME_NOT_ALLOWED);
  }

  @Test
  void subjectMailAddressOutsideConstraints_isRejected() {
    Asked asked = permitted(named("a.org").subject("E=a@example.com"), MAIL);

    assertThat(rejection(() -> sign(ca(asked), asked, rule(ca(asked)))).reason())
        .isEqualTo(RejectionReason.NAME_NOT_ALLOWED);
  }

  @Test
  void constraintsOfTheRoot_holdToo() {
    TestCa bottom = ca(permitted(request(), EXAMPLE)).intermediate("Bottom").build();
    Asked asked = permitted(named("example.com"));

    assertThat(rejection(() -> sign(bottom, asked, rule(bottom))).reason())
        .isEqualTo(RejectionReason.NAME_NOT_ALLOWED);
  }

  @Test
  void description_listsPossibleNames() {
    TestCa ca = ca(new Asked(List.of(EXAMPLE, TEN), List.of(SECRET), request()));

    assertThat(rule(ca).description())
        .contains(
            "only DNS names example.org and below, IP addresses 10.0.0.0/255.0.0.0, but no DNS names"
                + " secret.example.org and below");
    assertThat(rule(ROOT).description()).isEmpty();
  }

  static NameConstraintsRule rule(TestCa ca) {
    return NameConstraintsRule.of(ca.chain());
  }

  static TestCa ca(Asked asked) {
    TestCa.Draft draft = ROOT.intermediate("Constrained");
    return asked.permitted().isEmpty() && asked.excluded().isEmpty()
        ? draft.build()
        : draft
            .extension(
                Extension.nameConstraints,
                true,
                new NameConstraints(subtrees(asked.permitted()), subtrees(asked.excluded())))
            .build();
  }

  private static GeneralSubtree @Nullable [] subtrees(List<GeneralName> names) {
    return names.isEmpty()
        ? null
        : names.stream().map(GeneralSubtree::new).toArray(GeneralSubtree[]::new);
  }

  private static X509Certificate sign(TestCa ca, Asked asked, NameConstraintsRule rule)
      throws IssuanceRejectedException {
    return sign(ca, asked, rule, NOW);
  }

  static X509Certificate sign(TestCa ca, Asked asked, NameConstraintsRule rule, Instant now)
      throws IssuanceRejectedException {
    Issuer issuer = ca.issuer();
    IssuancePolicy policy =
        new IssuancePolicy(
            NamePolicy.any(),
            ReservedNames.of(List.of()),
            rule,
            new ValidityRule(Duration.ofDays(365), Duration.ofDays(365), issuer.validity()));
    return TestPolicy.read(
        issuer.sign(
            new CertificateProfile(issuer.certificate())
                .build(
                    policy.admit(asked.request().build(), TestPolicy.TERMS, now), BigInteger.TEN)));
  }

  private static void validate(TestCa ca, X509Certificate leaf) throws Exception {
    validate(ca, leaf, NOW);
  }

  /** Validates with the JDK. */
  static void validate(TestCa ca, X509Certificate leaf, Instant now) throws Exception {
    PKIXParameters parameters =
        new PKIXParameters(Set.of(new TrustAnchor(ROOT.certificate(), null)));
    parameters.setRevocationEnabled(false);
    parameters.setDate(Date.from(now));
    CertPathValidator.getInstance("PKIX")
        .validate(
            CertificateFactory.getInstance("X.509")
                .generateCertPath(List.of(leaf, ca.certificate())),
            parameters);
  }
}
