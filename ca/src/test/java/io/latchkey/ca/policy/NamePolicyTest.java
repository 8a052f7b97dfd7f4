package io.latchkey.ca.policy;

import static io.latchkey.ca.policy.Rejections.rejection;
import static io.latchkey.ca.testing.RequestBuilder.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.ca.issuance.IssuanceRejectedException;
import io.latchkey.ca.issuance.NamePolicy;
import io.latchkey.ca.issuance.RejectionReason;
import io.latchkey.ca.issuance.SubjectPolicy;
import io.latchkey.ca.testing.RequestBuilder;
import java.util.List;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NamePolicyTest {
  private final NamePolicy policy =
      NamePolicy.of(
          List.of("*.example.org", "Exact.local"),
          List.of("10.0.0.0/8", "fd00::/8", "192.0.2.1"),
          SubjectPolicy.of(true, List.of("C"), List.of("x")));

  @ParameterizedTest
  @CsvSource({
    "a.example.org, true",
    "A.EXAMPLE.ORG, true",
    "a.b.example.org, true",
    "*.example.org, true",
    "*.a.example.org, true",
    "example.org, false",
    "badexample.org, false",
    "a.example.org.evil, false",
    "exact.local, true",
    "EXACT.LOCAL, true",
    "sub.exact.local, false",
    "*.local, false",
    "*.org, false",
    "localhost, false"
  })
  void dnsName_isAllowedByPattern(String name, boolean allowed) {
    assertAllowed(request().subject("CN=free text").dns(name), allowed, name);
  }

  @Test
  void address_isAllowedByBlock() {
    assertAllowed(named().ip(10, 0, 0, 0), true, "");
    assertAllowed(named().ip(10, 255, 255, 255), true, "");
    assertAllowed(named().ip(11, 0, 0, 0), false, "11.0.0.0");
    assertAllowed(named().ip(9, 255, 255, 255), false, "9.255.255.255");
    assertAllowed(named().ip(192, 0, 2, 1), true, "");
    assertAllowed(named().ip(192, 0, 2, 2), false, "192.0.2.2");
    assertAllowed(named().ip(0xfd, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1), true, "");
    assertAllowed(
        named().ip(0xfe, 0x80, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1), false, "fe80::1");
  }

  @Test
  void mappedAddress_countsAsItsIpv4() {
    assertAllowed(
        named().ip(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 11, 0, 0, 1), false, "::ffff:11.0.0.1");
    assertAllowed(named().ip(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 10, 0, 0, 1), true, "");
  }

  @ParameterizedTest
  @CsvSource({
    "spiffe://a.example.org/w, true",
    "spiffe://example.org/w, false",
    "spiffe://my_domain.example.org/w, true",
    "spiffe://MY_DOMAIN.Example.ORG:8443/w, true",
    "spiffe://my_domain.example.net/w, false",
    "https://10.1.2.3/x, true",
    "https://11.1.2.3/x, false",
    "https://[fd00::1]/x, true",
    "https://[fe80::1]/x, false",
    "urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6, false"
  })
  void uri_isAllowedByItsHost(String uri, boolean allowed) {
    assertAllowed(named().uri(uri), allowed, uri);
  }

  @ParameterizedTest
  @CsvSource({
    "worker.example.org, true",
    "My Worker №1, true",
    "a name with spaces, true",
    "worker, false",
    "bank.com, false",
    "*.bank.com, false",
    "8.8.8.8, false",
    "10.1.1.1, true"
  })
  void commonName_isAllowedLikeItsReading(String commonName, boolean allowed) {
    assertAllowed(request().subject("CN=" + commonName).dns("a.example.org"), allowed, commonName);
  }

  /** What Java, OpenSSL, GnuTLS or Node takes for {@code victim.other.test}, or for 8.8.8.8. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "victim.other.test.",
        "victim.other.test..",
        " victim.other.test ",
        "VICTIM.other.test",
        "vic_tim.other.test",
        "v*m.other.test",
        "victim.*.test",
        "victim.*.*",
        "*",
        "*.*",
        "*example.org",
        ".example.org",
        "example.org.",
        "victim\u3002other.test",
        "victim\uff0eother\uff61test",
        "victim.other\u2024test",
        "bo\u00df.other.test",
        "\uff56\uff49\uff43\uff54\uff49\uff4d.other.test",
        "vic\u034ftim.other.test",
        "vic\ufe0ftim.other.test",
        "vi\u0107tim.other.test",
        "victim.other.test\u3000",
        "xn--bo-hia.other.test",
        "8.8.8.8.",
        "\uff18.8.8.8",
        "8\u30028.8.8",
        "08.8.8.8",
        "010.0.0.1",
        "134744072",
        "0x08080808",
        "8.8.2056",
        "*.8.8.8",
        "[fe80::1]",
        "fe80::1%eth0",
        "::ffff:8.8.8.8"
      })
  void commonNameReadAsHost_isNotAllowed(String commonName) {
    assertAllowed(cn(new DERUTF8String(commonName)), false, commonName);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "db_1.example.org",
        "a.example.org.",
        "\uff41.example.org",
        "bo\u00df.example.org",
        "*.*.example.org",
        "v*.example.org",
        "Exact.Local.",
        "10.0.0.1.",
        "[fd00::1]",
        "bo\u00df worker",
        "worker@other.test",
        "system:worker:1",
        "worker #1",
        "CN of a worker/1"
      })
  void commonNameAllowedInEveryReading_isAllowed(String commonName) {
    assertAllowed(cn(new DERUTF8String(commonName)), true, commonName);
  }

  @Test
  void everyCommonName_mustBeAllowed() {
    assertAllowed(
        request().subject("CN=a.example.org,O=x,CN=free text,CN=vic_tim.other.test"),
        false,
        "vic_tim.other.test");
  }

  @Test
  void numericCommonName_isCheckedAsAddress() {
    NamePolicy anyName = NamePolicy.of(List.of("*"), List.of("10.0.0.0/8"));
    NamePolicy anyAddress = NamePolicy.of(List.of("*.example.org"), List.of("*"));

    assertThatThrownBy(() -> new NameRule(anyName).check(read(cn(new DERUTF8String("134744072")))))
        .isInstanceOf(IssuanceRejectedException.class);
    assertThatCode(
            () -> new NameRule(anyName).check(read(cn(new DERUTF8String("vic_tim.other.test.")))))
        .doesNotThrowAnyException();
    assertThatCode(() -> new NameRule(anyAddress).check(read(cn(new DERUTF8String("134744072")))))
        .doesNotThrowAnyException();
  }

  private static RequestedSubject read(RequestBuilder request) throws IssuanceRejectedException {
    return new SubjectRule().read(request.build());
  }

  private static RequestBuilder cn(ASN1Encodable value) {
    return request().subject(new X500NameBuilder().addRDN(BCStyle.CN, value).build());
  }

  @Test
  void any_allowsEverything() {
    RequestBuilder everything =
        request().dns("bank.com", "*.x").ip(8, 8, 8, 8).uri("urn:x:y").uri("spiffe://bank.com/a");

    assertThatCode(
            () -> new NameRule(NamePolicy.any()).check(new SubjectRule().read(everything.build())))
        .doesNotThrowAnyException();
  }

  @Test
  void noPatterns_allowNothing() {
    NamePolicy nothing = NamePolicy.of(List.of(), List.of());

    assertThat(
            rejection(
                    () ->
                        new NameRule(nothing)
                            .check(new SubjectRule().read(named().dns("a.b").build())))
                .reason())
        .isEqualTo(RejectionReason.NAME_NOT_ALLOWED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a.*.org", "**", "*.", "10.0.0.0/8", ".example.org"})
  void badDnsPattern_isNamed(String pattern) {
    assertThatThrownBy(() -> NamePolicy.of(List.of(pattern), List.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + pattern + "'")
        .hasMessageContaining("*.example.org");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "10.0.0.0/33",
        "10.0.0.0/-1",
        "10.0.0.0/",
        "10.0.0.0/a",
        "10.0.0.1/8",
        "fd00::/129",
        "example.org"
      })
  void badBlock_isNamed(String block) {
    assertThatThrownBy(() -> NamePolicy.of(List.of(), List.of(block)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'" + block + "'");
  }

  @Test
  void wholeInternetBlock_containsItsAddressFamily() {
    NamePolicy ipv4 =
        NamePolicy.of(
            List.of(), List.of("0.0.0.0/0"), SubjectPolicy.of(true, List.of(), List.of()));

    assertThatCode(
            () -> new NameRule(ipv4).check(new SubjectRule().read(named().ip(8, 8, 8, 8).build())))
        .doesNotThrowAnyException();
  }

  private static RequestBuilder named() {
    return request().subject("CN=free text");
  }

  private void assertAllowed(RequestBuilder request, boolean allowed, String name) {
    if (allowed) {
      assertThatCode(() -> new NameRule(policy).check(new SubjectRule().read(request.build())))
          .doesNotThrowAnyException();
    } else {
      IssuanceRejectedException rejected =
          rejection(() -> new NameRule(policy).check(new SubjectRule().read(request.build())));
      assertThat(rejected.reason()).isEqualTo(RejectionReason.NAME_NOT_ALLOWED);
      assertThat(rejected.name()).contains(name);
    }
  }
}
