package io.latchkey.ca.policy;

import static io.latchkey.ca.policy.Rejections.reason;
import static io.latchkey.ca.policy.Rejections.rejection;
import static io.latchkey.ca.testing.RequestBuilder.request;
import static org.assertj.core.api.Assertions.assertThat;

import io.latchkey.base.net.DnsName;
import io.latchkey.base.net.IpAddress;
import io.latchkey.ca.issuance.IssuanceRejectedException;
import io.latchkey.ca.issuance.RejectionReason;
import io.latchkey.ca.testing.RequestBuilder;
import java.net.URI;
import java.nio.charset.Charset;
import java.util.List;
import java.util.stream.IntStream;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.DERBMPString;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERGeneralString;
import org.bouncycastle.asn1.DERIA5String;
import org.bouncycastle.asn1.DERPrintableString;
import org.bouncycastle.asn1.DERT61String;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.DERUniversalString;
import org.bouncycastle.asn1.DERVisibleString;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SubjectRuleTest {
  private final SubjectRule rule = new SubjectRule();

  @Test
  void names_areReadByKind() throws Exception {
    AlternativeNames names =
        rule.read(
                request().dns("h.local", "*.h.local").ip(127, 0, 0, 1).uri("spiffe://h/w").build())
            .names();

    assertThat(names.dns()).extracting(DnsName::text).containsExactly("h.local", "*.h.local");
    assertThat(names.ips()).extracting(IpAddress::toString).containsExactly("127.0.0.1");
    assertThat(names.uris()).containsExactly(URI.create("spiffe://h/w"));
  }

  @Test
  void duplicates_collapseToTheFirst() throws Exception {
    AlternativeNames names =
        rule.read(
                request()
                    .dns("H.local", "h.LOCAL", "h.local")
                    .ip(10, 0, 0, 1)
                    .ip(10, 0, 0, 1)
                    .uri("urn:a:b")
                    .uri("urn:a:b")
                    .build())
            .names();

    assertThat(names.size()).isEqualTo(3);
    assertThat(names.dns()).extracting(DnsName::text).containsExactly("H.local");
  }

  @Test
  void namesOf16KiB_areTheMost() throws Exception {
    // 7 * 2048 + 2044 + 4 bytes of address
    RequestBuilder most = request().ip(10, 0, 0, 1);
    for (int i = 0; i < 7; i++) {
      most.uri("https://h.local/" + i + "x".repeat(2048 - 17));
    }
    most.uri("https://h.local/y" + "x".repeat(2044 - 17));

    assertThat(rule.read(most.build()).names().size()).isEqualTo(9);
    assertThat(reason(() -> rule.read(most.dns("a").build())))
        .isEqualTo(RejectionReason.TOO_MANY_NAMES);
  }

  @Test
  void withoutAlternativeNames_commonNameBecomesDnsName() throws Exception {
    assertThat(rule.read(request().subject("O=x,CN=db.local").build()).names().dns())
        .extracting(DnsName::text)
        .containsExactly("db.local");
  }

  @ParameterizedTest
  @ValueSource(strings = {"CN=My Worker", "CN=10.0.0.1", "O=acme", "CN=a_b"})
  void noAlternativeNamesOrDnsName_keepsSubject(String subject) throws Exception {
    assertThat(rule.read(request().subject(subject).build()).names().isEmpty()).isTrue();
  }

  @Test
  void alternativeNames_excludeCommonName() throws Exception {
    assertThat(rule.read(request().subject("CN=db.local").dns("h.local").build()).names().dns())
        .extracting(DnsName::text)
        .containsExactly("h.local");
  }

  @Test
  void neitherSubjectNorNames_isNothingToCertify() {
    assertThat(reason(() -> rule.read(request().subject(new X500Name("")).build())))
        .isEqualTo(RejectionReason.NOTHING_TO_CERTIFY);
  }

  @Test
  void numberOfNames_isAtMost256() throws Exception {
    String[] names =
        IntStream.range(0, 256).mapToObj(i -> "h" + i + ".local").toArray(String[]::new);

    assertThat(rule.read(request().dns(names).build()).names().size()).isEqualTo(256);
    assertThat(reason(() -> rule.read(request().dns(names).dns("one.more").build())))
        .isEqualTo(RejectionReason.TOO_MANY_NAMES);
  }

  @ParameterizedTest
  @ValueSource(strings = {"bad name", "a_b", "10.0.0.1", "", "a.*.b", "h.local."})
  void malformedDnsName_isNamed(String name) {
    IssuanceRejectedException rejected = rejection(() -> rule.read(request().dns(name).build()));

    assertThat(rejected.reason()).isEqualTo(RejectionReason.NAME_INVALID);
    assertThat(rejected.name().orElse("")).isEqualTo(name);
  }

  @Test
  void addressWithMask_isInvalid() {
    assertThat(reason(() -> rule.read(request().ip(10, 0, 0, 0, 255, 0, 0, 0).build())))
        .isEqualTo(RejectionReason.NAME_INVALID);
    assertThat(reason(() -> rule.read(request().ip().build())))
        .isEqualTo(RejectionReason.NAME_INVALID);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "relative/path",
        "//host/x",
        "spiffe://",
        "http://a b/",
        "http://user:pw@h/",
        "http://a_b/",
        "x",
        ":"
      })
  void relativeUriOrUriWithoutHost_isInvalid(String uri) {
    assertThat(reason(() -> rule.read(request().uri(uri).build())))
        .isEqualTo(RejectionReason.NAME_INVALID);
  }

  @Test
  void overlongUri_isInvalid() {
    assertThat(reason(() -> rule.read(request().uri("urn:a:" + "b".repeat(2048)).build())))
        .isEqualTo(RejectionReason.NAME_INVALID);
  }

  @Test
  void otherKindsOfNames_areInvalid() {
    for (GeneralName name :
        new GeneralName[] {
          new GeneralName(GeneralName.rfc822Name, "a@example.org"),
          new GeneralName(new X500Name("CN=x")),
          new GeneralName(GeneralName.registeredID, "1.2.3")
        }) {
      assertThat(reason(() -> rule.read(request().name(name).build())))
          .isEqualTo(RejectionReason.NAME_INVALID);
    }
  }

  @Test
  void malformedNamesExtension_isMalformed() {
    assertThat(
            reason(
                () ->
                    rule.read(
                        request()
                            .extension(
                                Extension.subjectAlternativeName, false, new DERUTF8String("x"))
                            .build())))
        .isEqualTo(RejectionReason.CSR_MALFORMED);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a\nb",
        "a\u0000b",
        "a\u001bb",
        "a\u2028b",
        "a\u202eb",
        "a\u00adb",
        "a\u200bb",
        "a\u200db",
        "a\ufeffb",
        " "
      })
  void unprintableCharactersInTheSubject_areInvalid(String value) {
    X500Name subject = new X500NameBuilder().addRDN(BCStyle.CN, new DERUTF8String(value)).build();

    IssuanceRejectedException rejected =
        rejection(() -> rule.read(request().subject(subject).dns("h.local").build()));

    assertThat(rejected.reason()).isEqualTo(RejectionReason.NAME_INVALID);
    assertThat(rejected.name().orElse("")).doesNotContain("\n").doesNotContain("\u001b");
  }

  @Test
  void commonNameOf64Characters_isTheLongest() throws Exception {
    assertThat(rule.read(cn("ü".repeat(64)).build()).commonNames()).hasSize(1);
    assertThat(reason(() -> rule.read(cn("ü".repeat(65)).build())))
        .isEqualTo(RejectionReason.NAME_INVALID);
  }

  @Test
  void attributeThatIsNoText_isInvalid() {
    X500Name subject =
        new X500NameBuilder()
            .addRDN(BCStyle.UNIQUE_IDENTIFIER, new DERBitString(new byte[] {1}))
            .build();

    assertThat(reason(() -> rule.read(request().subject(subject).dns("h.local").build())))
        .isIn(RejectionReason.NAME_INVALID);
  }

  /** Bouncy Castle gives the text of the first in hexadecimal, where others read a host name. */
  @Test
  void ambiguousStrings_areInvalid() {
    byte[] name = "db.lan".getBytes(Charset.forName("UTF-32BE"));

    for (ASN1Encodable value :
        List.of(
            new DERUniversalString(name),
            new DERBMPString("db.lan"),
            new DERT61String("db.lan"),
            new DERGeneralString("db.lan"),
            new DERVisibleString("db.lan"),
            new DERPrintableString("bo\u00df.lan"),
            new DERIA5String("bo\u00df.lan"))) {
      assertThat(reason(() -> rule.read(cn(value).build())))
          .as(value.getClass().getSimpleName())
          .isEqualTo(RejectionReason.NAME_INVALID);
    }
  }

  @Test
  void utf8AndAscii_areRead() throws Exception {
    for (ASN1Encodable value :
        List.of(
            new DERUTF8String("db.lan"),
            new DERPrintableString("db.lan"),
            new DERIA5String("db.lan"))) {
      assertThat(rule.read(cn(value).build()).commonNames()).containsExactly("db.lan");
    }
  }

  @Test
  void moreThan32Attributes_areInvalid() {
    X500NameBuilder subject = new X500NameBuilder();
    IntStream.range(0, 33).forEach(i -> subject.addRDN(BCStyle.OU, "unit " + i));

    assertThat(reason(() -> rule.read(request().subject(subject.build()).build())))
        .isEqualTo(RejectionReason.NAME_INVALID);
  }

  private static RequestBuilder cn(String commonName) {
    return cn(new DERUTF8String(commonName));
  }

  private static RequestBuilder cn(ASN1Encodable value) {
    return request().subject(new X500NameBuilder().addRDN(BCStyle.CN, value).build());
  }
}
