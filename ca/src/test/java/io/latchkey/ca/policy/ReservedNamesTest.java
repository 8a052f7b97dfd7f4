package io.latchkey.ca.policy;

import static io.latchkey.ca.policy.Rejections.rejection;
import static io.latchkey.ca.testing.RequestBuilder.request;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.latchkey.ca.issuance.IssuanceRejectedException;
import io.latchkey.ca.issuance.IssuanceTerms;
import io.latchkey.ca.issuance.NamePolicy;
import io.latchkey.ca.issuance.NamePrivilege;
import io.latchkey.ca.issuance.RejectionReason;
import io.latchkey.ca.testing.RequestBuilder;
import java.util.List;
import java.util.Optional;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.GeneralName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReservedNamesTest {
  private static final ReservedNames OWN =
      ReservedNames.of(
          List.of(
              "CA.example.org.",
              "b\u00fccher.example.org",
              "node",
              "*.wild.example.org",
              "10.1.2.3",
              "2001:DB8::1",
              "::ffff:10.1.2.4",
              "localhost",
              "127.0.0.1",
              "127.9.9.9",
              "::1"));

  private static void check(RequestBuilder request) throws IssuanceRejectedException {
    OWN.check(new SubjectRule().read(request.build()));
  }

  private static void assertReserved(RequestBuilder request, String name) {
    IssuanceRejectedException rejected = rejection(() -> check(request));

    assertThat(rejected.reason()).isEqualTo(RejectionReason.NAME_NOT_ALLOWED);
    assertThat(rejected.detail()).contains("latchkey.policy.own-names", "role admin");
    assertThat(rejected.name()).contains(name);
  }

  private static RequestBuilder named() {
    return request().subject("CN=worker.example.org");
  }

  private static RequestBuilder commonName(String text) {
    return request()
        .subject(new X500NameBuilder().addRDN(BCStyle.CN, new DERUTF8String(text)).build())
        .dns("worker.example.org");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ca.example.org",
        "CA.EXAMPLE.org",
        "*.example.org",
        "xn--bcher-kva.example.org",
        "node",
        "*.wild.example.org"
      })
  void ownDnsName_isRejected(String name) {
    assertReserved(named().dns("a.example.net", name), name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "a.ca.example.org",
        "example.org",
        "*.org",
        "*.ca.example.org",
        "*.node",
        "node.example.org",
        "a.wild.example.org",
        "localhost",
        "a.localhost"
      })
  void otherDnsName_isSigned(String name) {
    assertThatCode(() -> check(named().dns(name))).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource({
    "10.1.2.3, true",
    "10.1.2.4, true",
    "10.1.2.2, false",
    "2001:db8::1, true",
    "2001:db8::2, false",
    "127.0.0.1, false",
    "127.255.255.255, false",
    "::1, false"
  })
  void address_isRejectedIfItIsTheServers(String address, boolean own) {
    RequestBuilder request = named().name(new GeneralName(GeneralName.iPAddress, address));

    if (own) {
      assertReserved(request, address);
    } else {
      assertThatCode(() -> check(request)).doesNotThrowAnyException();
    }
  }

  @Test
  void mappedAddress_countsAsItsIpv4() {
    assertReserved(
        named().ip(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255, 10, 1, 2, 3), "::ffff:10.1.2.3");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://ca.example.org/",
        "spiffe://CA.example.org:8443/w",
        "https://10.1.2.3:8900/x",
        "https://[2001:db8::1]/",
        "https://[::ffff:10.1.2.3]/"
      })
  void uriWithTheServersHost_isRejected(String uri) {
    assertReserved(named().uri(uri), uri);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "https://a.example.org/ca.example.org",
        "https://localhost/",
        "https://127.0.0.1/",
        "urn:ca.example.org"
      })
  void uriWithAnotherHost_isSigned(String uri) {
    assertThatCode(() -> check(named().uri(uri))).doesNotThrowAnyException();
  }

  /** What some client takes for one of the server's names. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "ca.example.org",
        "CA.Example.ORG..",
        " ca.example.org ",
        "ca\u3002example\uff0eorg",
        "\uff43\uff41.example.org",
        "c*.example.org",
        "*a.example.org",
        "ca.*.org",
        "*.*.*",
        "b\u00fccher.example.org",
        "BU\u0308CHER.example.org",
        "xn--bcher-kva.example.org",
        "*",
        "10.1.2.3",
        "10.1.2.3.",
        "10.1.515",
        "10.66051",
        "167838211",
        "0x0a010203",
        "0xa.1.2.3",
        "012.1.2.3",
        "010.1.2.3",
        "*.1.2.3",
        "[2001:db8::1]",
        "2001:db8:0::1%eth0",
        "::ffff:10.1.2.3"
      })
  void commonNameReadAsOwnName_isRejected(String commonName) {
    assertReserved(commonName(commonName), commonName);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "the CA at ca.example.org",
        "ca_example_org",
        "c*b.example.org",
        "*.example.com",
        "localhost",
        "127.0.0.1",
        "::1",
        "10.1.2.5",
        "10.1.517",
        "167838213",
        "12345",
        "0xg",
        "99999999999999999999"
      })
  void otherCommonName_isSigned(String commonName) {
    assertThatCode(() -> check(commonName(commonName))).doesNotThrowAnyException();
  }

  @Test
  void everyCommonName_isCompared() {
    assertReserved(
        request().subject("CN=worker.example.org,O=x+CN=node").dns("worker.example.org"), "node");
  }

  @Test
  void commonNameBecomingReservedDnsName_isRejected() {
    assertReserved(request().subject("CN=ca.example.org"), "ca.example.org");
  }

  private static void admit(NamePrivilege privilege, String name) throws IssuanceRejectedException {
    new IssuancePolicy(
            NamePolicy.of(List.of("*.example.org"), List.of("*")),
            ReservedNames.of(List.of("ca.example.org", "ca.example.net")),
            NameConstraintsRule.of(List.of()),
            new ValidityRule(
                java.time.Duration.ofDays(1),
                java.time.Duration.ofDays(1),
                TestPolicy.ISSUER.validity()))
        .admit(
            request().subject("CN=" + name).dns(name).build(),
            IssuanceTerms.of("worker").with(privilege),
            TestPolicy.NOW);
  }

  @ParameterizedTest
  @CsvSource({
    "NONE, ca.example.org, own-names",
    "NONE, ca.example.net, latchkey.policy.dns",
    "NONE, a.example.org, ",
    "OWN_NAMES, ca.example.org, ",
    "OWN_NAMES, ca.example.net, latchkey.policy.dns",
    "SERVER, ca.example.org, ",
    "SERVER, ca.example.net, "
  })
  void privilege_liftsTheRulesThatItNames(
      NamePrivilege privilege, String name, @org.jspecify.annotations.Nullable String rejectedFor) {
    Optional<String> expected = Optional.ofNullable(rejectedFor);
    if (expected.isEmpty()) {
      assertThatCode(() -> admit(privilege, name)).doesNotThrowAnyException();
    } else {
      assertThat(rejection(() -> admit(privilege, name)).detail()).contains(expected.get());
    }
  }
}
