package io.latchkey.jaxrs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.ca.AuthorityUnavailableException;
import io.latchkey.ca.CertificateAuthority;
import io.latchkey.ca.DataDirectory;
import io.latchkey.ca.authority.CertificateAuthorityBuilder;
import io.latchkey.ca.caller.CallerRestrictions;
import io.latchkey.ca.certificate.IssuedCertificate;
import io.latchkey.ca.issuance.IssuanceTerms;
import io.latchkey.ca.testing.RequestBuilder;
import io.latchkey.pki.RevocationReason;
import io.latchkey.tokens.CertificateKey;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AuthorityCertificateKeysTest {
  @TempDir Path dir;

  private static IssuedCertificate issue(CertificateAuthority authority) throws Exception {
    return authority.sign(
        AuthorityFixture.request("worker.test", "other.test").build(), IssuanceTerms.of("caller"));
  }

  private static byte[] sha256(IssuedCertificate issued) throws Exception {
    return MessageDigest.getInstance("SHA-256").digest(issued.certificate().getEncoded());
  }

  @Test
  void issuedCertificate_isFoundWithFirstDnsName() throws Exception {
    try (AuthorityFixture fixture = AuthorityFixture.open(dir)) {
      IssuedCertificate issued = issue(fixture.authority());

      assertThat(
              new AuthorityCertificateKeys(fixture.authority()).find(sha256(issued)).orElseThrow())
          .usingRecursiveComparison()
          .ignoringFields("revoked")
          .isEqualTo(
              new CertificateKey(
                  issued.certificate().getPublicKey(),
                  issued.dnsNames().get(0),
                  issued.notBefore(),
                  issued.notAfter()));
    }
  }

  @ParameterizedTest
  @CsvSource({"SERVER, false", "CLIENT, true"})
  void certificateForServersOnly_isNotFound(CallerRestrictions.Usage usage, boolean found)
      throws Exception {
    CallerRestrictions restrictions =
        new CallerRestrictions(
            List.of(
                new CallerRestrictions.Segment(
                    "team-a",
                    Optional.empty(),
                    Optional.empty(),
                    OptionalInt.empty(),
                    Optional.of(Set.of(usage)))));
    try (AuthorityFixture fixture = AuthorityFixture.open(dir)) {
      IssuedCertificate issued =
          fixture
              .authority()
              .sign(
                  AuthorityFixture.request("worker.test").build(),
                  IssuanceTerms.of("caller").within(restrictions));

      assertThat(new AuthorityCertificateKeys(fixture.authority()).find(sha256(issued)).isPresent())
          .isEqualTo(found);
    }
  }

  @Test
  void certificateOfTheFormerRoot_isFound() throws Exception {
    try (AuthorityFixture fixture = AuthorityFixture.open(dir)) {
      IssuedCertificate issued = issue(fixture.authority());

      fixture.authority().rotate(true);

      assertThat(new AuthorityCertificateKeys(fixture.authority()).find(sha256(issued)))
          .isPresent();
    }
  }

  @Test
  void revokedCertificate_isFoundAndRevoked() throws Exception {
    try (AuthorityFixture fixture = AuthorityFixture.open(dir)) {
      IssuedCertificate issued = issue(fixture.authority());
      CertificateKey found =
          new AuthorityCertificateKeys(fixture.authority()).find(sha256(issued)).orElseThrow();
      assertThat(found.revoked().getAsBoolean()).isFalse();

      fixture.authority().revoke(issued.serial(), RevocationReason.CERTIFICATE_HOLD);
      Awaitility.await().until(() -> found.revoked().getAsBoolean());
      fixture.authority().revoke(issued.serial(), RevocationReason.REMOVE_FROM_CRL);
      Awaitility.await().until(() -> !found.revoked().getAsBoolean());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "CN=worker | URI:spiffe://a/w IP:10.0.0.1 DNS:first.test DNS:second.test | first.test",
        "CN=cn.test | IP:10.0.0.1 URI:spiffe://a/w URI:urn:b | spiffe://a/w",
        "CN=cn.test | IP:10.0.0.1 IP:10.0.0.2 | 10.0.0.1",
        "O=x,CN=free text | '' | free text",
        "CN=cn.test | '' | cn.test"
      })
  void name_isTakenInDocumentedOrder(String subject, String names, String expected)
      throws Exception {
    String[] asked = names.isEmpty() ? new String[0] : names.split(" ");
    try (DataDirectory directory = DataDirectory.open(dir);
        CertificateAuthority authority = new CertificateAuthorityBuilder(directory).open()) {
      IssuedCertificate issued =
          authority.sign(RequestBuilder.of(subject, asked).build(), IssuanceTerms.of("caller"));

      assertThat(
              new AuthorityCertificateKeys(authority)
                  .find(sha256(issued))
                  .map(CertificateKey::name))
          .contains(expected);
    }
  }

  @Test
  void otherFingerprint_isNotFound() throws Exception {
    try (AuthorityFixture fixture = AuthorityFixture.open(dir)) {
      issue(fixture.authority());
      AuthorityCertificateKeys keys = new AuthorityCertificateKeys(fixture.authority());

      assertThat(keys.find(new byte[32])).isEmpty();
      assertThat(
              keys.find(
                  MessageDigest.getInstance("SHA-256")
                      .digest(fixture.authority().root().getEncoded())))
          .isEmpty();
    }
  }

  @Test
  void closedStore_cannotTell() throws Exception {
    AuthorityFixture fixture = AuthorityFixture.open(dir);
    AuthorityCertificateKeys keys = new AuthorityCertificateKeys(fixture.authority());
    fixture.close();

    assertThatThrownBy(() -> keys.find(new byte[32])).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void certificateOfAnEarlierAuthority_isNotFound() throws Exception {
    try (DataDirectory first = DataDirectory.open(dir.resolve("first"));
        CertificateAuthority earlier = new CertificateAuthorityBuilder(first).open()) {
      IssuedCertificate issued = issue(earlier);
      assertThat(new AuthorityCertificateKeys(earlier).find(sha256(issued))).isPresent();
      try (AuthorityFixture now = AuthorityFixture.open(dir)) {
        AuthorityCertificateKeys keys =
            new AuthorityCertificateKeys(recordOf(earlier, now.authority()));

        assertThat(keys.find(sha256(issued))).isEmpty();
      }
    }
  }

  @Test
  void revocationsThatCannotBeRead_areUnknown() throws Exception {
    try (AuthorityFixture fixture = AuthorityFixture.open(dir)) {
      IssuedCertificate issued = issue(fixture.authority());
      CertificateKey found =
          new AuthorityCertificateKeys(withoutRevocations(fixture.authority()))
              .find(sha256(issued))
              .orElseThrow();

      assertThatThrownBy(() -> found.revoked().getAsBoolean())
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("the revocations are not known");
    }
  }

  private static CertificateAuthority withoutRevocations(CertificateAuthority authority) {
    return (CertificateAuthority)
        Proxy.newProxyInstance(
            CertificateAuthority.class.getClassLoader(),
            new Class<?>[] {CertificateAuthority.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("revocation")) {
                throw new AuthorityUnavailableException("as the test wants it");
              }
              return method.invoke(authority, arguments);
            });
  }

  /** The record of one authority under the certificate of another. */
  private static CertificateAuthority recordOf(
      CertificateAuthority record, CertificateAuthority now) {
    return (CertificateAuthority)
        Proxy.newProxyInstance(
            CertificateAuthority.class.getClassLoader(),
            new Class<?>[] {CertificateAuthority.class},
            (proxy, method, arguments) ->
                method.invoke(method.getName().equals("issuers") ? now : record, arguments));
  }
}
