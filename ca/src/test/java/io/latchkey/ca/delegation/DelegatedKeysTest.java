package io.latchkey.ca.delegation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.latchkey.base.testing.Tools;
import io.latchkey.ca.AuthorityUnavailableException;
import io.latchkey.ca.DataDirectory;
import io.latchkey.ca.policy.DistributionAddresses;
import io.latchkey.ca.policy.Issuer;
import io.latchkey.ca.policy.RootProfile;
import io.latchkey.ca.store.CertificateStore;
import io.latchkey.ca.store.Database;
import io.latchkey.ca.store.Databases;
import io.latchkey.ca.store.IssuerStore;
import io.latchkey.pki.KeyIdentifiers;
import io.latchkey.pki.KeyType;
import io.latchkey.pki.Pem;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.ExtensionsGenerator;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.asn1.x509.V3TBSCertificateGenerator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.threeten.extra.MutableClock;

class DelegatedKeysTest {
  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
  private static final Duration VALIDITY = Duration.ofDays(14);

  @TempDir Path temporary;
  private final MutableClock clock = MutableClock.of(NOW, ZoneOffset.UTC);
  private final Issuer issuer =
      Issuer.selfSigned(
          KeyType.EC_P256, new RootProfile("CA", Optional.empty(), Period.ofDays(3650)), NOW);
  private DataDirectory directory;
  private Database database;
  private final Set<X509Certificate> revoked = new HashSet<>();
  private DelegatedKeys keys;

  @BeforeEach
  void open() {
    directory = DataDirectory.open(temporary.resolve("data"));
    database = Databases.embedded(directory);
    keys = keys(Delegation.OCSP, Optional.empty());
  }

  private DelegatedKeys keys(Delegation delegation, Optional<DistributionAddresses> distribution) {
    return new DelegatedKeys(
        delegation,
        new CertificateStore(database, clock),
        new IssuerStore(database),
        revoked::contains,
        distribution,
        clock);
  }

  @AfterEach
  void close() {
    database.close();
    directory.close();
  }

  @Test
  void key_isReplacedAtHalfOfItsValidity() {
    DelegatedKeys.DelegatedKey first = keys.of(issuer);

    clock.add(VALIDITY.dividedBy(2).minusSeconds(1));
    assertThat(keys.of(issuer)).isSameAs(first);
    clock.add(Duration.ofSeconds(1));
    assertThat(keys.of(issuer)).isNotSameAs(first);
  }

  @Test
  void keyNotYetValid_isReplaced() {
    DelegatedKeys.DelegatedKey first = keys.of(issuer);

    clock.setInstant(NOW.minusSeconds(60));
    assertThat(keys.of(issuer)).isSameAs(first);
    clock.setInstant(NOW.minusSeconds(60).minusMillis(1));
    DelegatedKeys.DelegatedKey second = keys.of(issuer);
    assertThat(second.notBefore()).isBefore(clock.instant());
    assertThat(keys.of(issuer)).isSameAs(second);

    database.close();
    clock.setInstant(NOW.minusSeconds(3600));
    assertThatThrownBy(() -> keys.of(issuer)).isInstanceOf(AuthorityUnavailableException.class);
  }

  @Test
  void key_isReplacedOnceItsCertificateIsRevoked() {
    DelegatedKeys.DelegatedKey first = keys.of(issuer);

    revoked.add(first.signer().certificate());
    DelegatedKeys.DelegatedKey second = keys.of(issuer);
    assertThat(second.signer().certificate()).isNotEqualTo(first.signer().certificate());
    assertThat(keys.of(issuer)).isSameAs(second);

    database.close();
    revoked.add(second.signer().certificate());
    assertThatThrownBy(() -> keys.of(issuer)).isInstanceOf(AuthorityUnavailableException.class);
  }

  @Test
  void checkedCertificate_hasAddressesOfTheCa() throws Exception {
    Tools.require("openssl");
    Optional<DistributionAddresses> addresses =
        Optional.of(DistributionAddresses.at(URI.create("http://ca.test:8980")));

    String cmp = extensions(keys(Delegation.CMP, addresses));
    String ocsp = extensions(keys(Delegation.OCSP, addresses));
    String none = extensions(keys(Delegation.CMP, Optional.empty()));

    String ski = issuer.keyIdentifier();
    assertThat(cmp)
        .contains("URI:http://ca.test:8980/ca/crl/" + ski)
        .contains("OCSP - URI:http://ca.test:8980/ca/ocsp")
        .contains("CA Issuers - URI:http://ca.test:8980/ca/issuers/" + ski + ".cer");
    assertThat(ocsp + none).doesNotContain("URI:");
  }

  private String extensions(DelegatedKeys of) throws Exception {
    Files.writeString(
        temporary.resolve("delegated.pem"), Pem.encode(of.of(issuer).signer().certificate()));
    return Tools.run(temporary, "openssl", "x509", "-in", "delegated.pem", "-noout", "-text");
  }

  @Test
  void certificate_isWhatBouncyCastleWrites() throws Exception {
    DistributionAddresses addresses = DistributionAddresses.at(URI.create("http://ca.test"));

    for (Delegation delegation : List.of(Delegation.CMP, Delegation.OCSP)) {
      X509Certificate made =
          keys(delegation, Optional.of(addresses)).of(issuer).signer().certificate();

      SubjectPublicKeyInfo key = SubjectPublicKeyInfo.getInstance(made.getPublicKey().getEncoded());
      V3TBSCertificateGenerator expected = new V3TBSCertificateGenerator();
      expected.setSerialNumber(new ASN1Integer(made.getSerialNumber()));
      expected.setSignature(issuer.contentSigner().getAlgorithmIdentifier());
      expected.setIssuer(new X500Name("CN=CA"));
      expected.setStartDate(new Time(Date.from(NOW.minusSeconds(60))));
      expected.setEndDate(new Time(Date.from(NOW.plus(VALIDITY))));
      expected.setSubject(new X500Name("CN=" + delegation.name()));
      expected.setSubjectPublicKeyInfo(key);
      expected.setExtensions(extensions(delegation, key, addresses));
      assertThat(made.getTBSCertificate())
          .isEqualTo(expected.generateTBSCertificate().getEncoded("DER"));
    }
  }

  private Extensions extensions(
      Delegation delegation, SubjectPublicKeyInfo key, DistributionAddresses addresses)
      throws IOException {
    ExtensionsGenerator all = new ExtensionsGenerator();
    all.addExtension(Extension.basicConstraints, false, new BasicConstraints(false));
    all.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature));
    all.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(delegation.purpose()));
    if (delegation.unchecked()) {
      all.addExtension(OCSPObjectIdentifiers.id_pkix_ocsp_nocheck, false, DERNull.INSTANCE);
    }
    all.addExtension(Extension.subjectKeyIdentifier, false, KeyIdentifiers.of(key));
    all.addExtension(
        Extension.authorityKeyIdentifier, false, KeyIdentifiers.ofIssuer(issuer.certificate()));
    if (!delegation.unchecked()) {
      String ski = issuer.keyIdentifier();
      all.addExtension(Extension.cRLDistributionPoints, false, addresses.revocationList(ski));
      all.addExtension(Extension.authorityInfoAccess, false, addresses.issuerAndOcsp(ski));
    }
    return all.generate();
  }

  @Test
  void expiredCa_makesNoKey() {
    clock.setInstant(issuer.validity().notAfter());

    assertThatThrownBy(() -> keys.of(issuer))
        .isInstanceOf(AuthorityUnavailableException.class)
        .hasMessageContaining("has expired");
    assertThat(
            new CertificateStore(database, clock)
                .countExpiring(Instant.EPOCH, clock.instant().plus(VALIDITY), 10))
        .isZero();
  }

  @Test
  void failedStore_leavesKeyInUseUntilExpiry() {
    DelegatedKeys.DelegatedKey first = keys.of(issuer);
    database.close();

    clock.add(VALIDITY);
    assertThat(keys.of(issuer)).isSameAs(first);
    clock.add(Duration.ofMillis(1));
    assertThatThrownBy(() -> keys.of(issuer)).isInstanceOf(AuthorityUnavailableException.class);
  }

  @Test
  void failureOfOneKey_pausesNoOther() {
    Issuer expired =
        Issuer.selfSigned(
            KeyType.EC_P256, new RootProfile("CA", Optional.empty(), Period.ofDays(1)), NOW);
    clock.add(Duration.ofDays(2));

    assertThatThrownBy(() -> keys.of(expired)).hasMessageContaining("has expired");

    assertThat(keys.of(issuer).notAfter()).isAfter(clock.instant());
  }

  @Test
  void failure_pausesTheAttempts() {
    database.close();
    assertThatThrownBy(() -> keys.of(issuer)).hasMessageContaining("has been closed");

    assertThatThrownBy(() -> keys.of(issuer))
        .hasMessage("There is no key of Latchkey OCSP Responder yet; try again");
    clock.add(Duration.ofSeconds(4));
    // A request in the pause does not prolong it.
    assertThatThrownBy(() -> keys.of(issuer))
        .hasMessage("There is no key of Latchkey OCSP Responder yet; try again");
    clock.add(Duration.ofSeconds(1));
    assertThatThrownBy(() -> keys.of(issuer)).hasMessageContaining("has been closed");
  }
}
