package io.latchkey.ca;

import static io.latchkey.ca.Refusals.refusal;
import static io.latchkey.ca.RequestBuilder.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NamePolicyTest {
  private final NamePolicy policy =
      NamePolicy.of(
          List.of("*.example.org", "Exact.local"), List.of("10.0.0.0/8", "fd00::/8", "192.0.2.1"));

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
  void commonName_isAllowedLikeTheNameItReadsAs(String commonName, boolean allowed) {
    assertAllowed(request().subject("CN=" + commonName).dns("a.example.org"), allowed, commonName);
  }

  @Test
  void any_allowsEverything() {
    RequestBuilder everything =
        request().dns("bank.com", "*.x").ip(8, 8, 8, 8).uri("urn:x:y").uri("spiffe://bank.com/a");

    assertThatCode(() -> NamePolicy.any().check(new SubjectRule().read(everything.build())))
        .doesNotThrowAnyException();
  }

  @Test
  void noPatterns_allowNothing() {
    NamePolicy nothing = NamePolicy.of(List.of(), List.of());

    assertThat(
            refusal(() -> nothing.check(new SubjectRule().read(named().dns("a.b").build())))
                .reason())
        .isEqualTo(RefusalReason.NAME_NOT_ALLOWED);
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
  void wholeInternetAsBlock_containsAllOfItsKind() {
    NamePolicy ipv4 = NamePolicy.of(List.of(), List.of("0.0.0.0/0"));

    assertThatCode(() -> ipv4.check(new SubjectRule().read(named().ip(8, 8, 8, 8).build())))
        .doesNotThrowAnyException();
  }

  private static RequestBuilder named() {
    return request().subject("CN=free text");
  }

  private void assertAllowed(RequestBuilder request, boolean allowed, String name) {
    if (allowed) {
      assertThatCode(() -> policy.check(new SubjectRule().read(request.build())))
          .doesNotThrowAnyException();
    } else {
      IssuanceRefusedException refused =
          refusal(() -> policy.check(new SubjectRule().read(request.build())));
      assertThat(refused.reason()).isEqualTo(RefusalReason.NAME_NOT_ALLOWED);
      assertThat(refused.name()).contains(name);
    }
  }
}
