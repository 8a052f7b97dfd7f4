package io.latchkey.client;

import io.latchkey.base.net.TlsTrust;
import io.latchkey.pki.Fingerprint;
import io.latchkey.pki.KeyType;
import io.latchkey.pki.Pem;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.pkcs.jcajce.JcaPKCS10CertificationRequest;

/** A CA for tests, which signs certificates. */
final class TestAuthority {
  private static final SecureRandom RANDOM = new SecureRandom();

  private final X500Name name;
  private final KeyPair key = KeyType.EC_P256.generate();
  private final X509Certificate certificate;

  private TestAuthority(String commonName, Instant from, Instant to, boolean isCa) {
    name = new X500Name("CN=" + commonName);
    certificate = build(name, key.getPublic(), from, to, isCa, List.of());
  }

  /** A CA that is valid now. */
  static TestAuthority named(String commonName) {
    return between(
        commonName,
        Instant.now().minus(Duration.ofDays(1)),
        Instant.now().plus(Duration.ofDays(3650)));
  }

  static TestAuthority between(String commonName, Instant from, Instant to) {
    return new TestAuthority(commonName, from, to, true);
  }

  /** A CA whose certificate says that it is not a CA. */
  static TestAuthority thatIsNone() {
    return new TestAuthority(
        "No CA", Instant.now().minusSeconds(60), Instant.now().plusSeconds(3600), false);
  }

  X509Certificate certificate() {
    return certificate;
  }

  String pem() {
    return Pem.encode(List.of(certificate));
  }

  String fingerprint() {
    return Fingerprint.sha256(certificate);
  }

  /** Signs a request, with the names of the request. */
  X509Certificate sign(byte[] request, Instant from, Instant to) {
    try {
      JcaPKCS10CertificationRequest csr = new JcaPKCS10CertificationRequest(request);
      Extensions asked =
          csr.getAttributes(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest).length == 0
              ? null
              : Extensions.getInstance(
                  csr.getAttributes(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest)[0]
                      .getAttrValues()
                      .getObjectAt(0));
      List<GeneralName> names =
          asked == null
              ? List.of()
              : List.of(
                  GeneralNames.fromExtensions(asked, Extension.subjectAlternativeName).getNames());
      return build(csr.getSubject(), csr.getPublicKey(), from, to, false, names);
    } catch (Exception e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** A certificate for the key of a request, with other names. */
  X509Certificate issueForRequest(
      byte[] request, Instant from, Instant to, String commonName, String... dnsNames) {
    try {
      PublicKey publicKey = new JcaPKCS10CertificationRequest(request).getPublicKey();
      return build(new X500Name("CN=" + commonName), publicKey, from, to, false, names(dnsNames));
    } catch (Exception e) {
      throw new IllegalArgumentException(e);
    }
  }

  /** A certificate for a key and DNS names, with the first as the subject. */
  X509Certificate issue(PublicKey publicKey, Instant from, Instant to, String... dnsNames) {
    return build(new X500Name("CN=" + dnsNames[0]), publicKey, from, to, false, names(dnsNames));
  }

  private static List<GeneralName> names(String... dnsNames) {
    return Stream.of(dnsNames).map(each -> new GeneralName(GeneralName.dNSName, each)).toList();
  }

  ComponentCertificate component(KeyType type, Instant from, Instant to, String... dnsNames) {
    KeyPair pair = type.generate();
    return new ComponentCertificate(
        pair.getPrivate(), List.of(issue(pair.getPublic(), from, to, dnsNames)), certificate);
  }

  /** The SSL context of a server with a certificate of this CA. */
  SSLContext serverContext(String... dnsNames) {
    ComponentCertificate own =
        component(
            KeyType.EC_P256,
            Instant.now().minusSeconds(60),
            Instant.now().plus(Duration.ofDays(1)),
            dnsNames);
    return TlsTrust.context(
        new KeyManager[] {new SwitchingKeyManager(() -> List.of(own))},
        TlsTrust.trusting(List.of(certificate)));
  }

  private X509Certificate build(
      X500Name subject,
      PublicKey publicKey,
      Instant from,
      Instant to,
      boolean isCa,
      List<GeneralName> names) {
    try {
      X509v3CertificateBuilder builder =
          new JcaX509v3CertificateBuilder(
                  name,
                  new BigInteger(120, RANDOM),
                  Date.from(from),
                  Date.from(to),
                  subject,
                  publicKey)
              .addExtension(Extension.basicConstraints, true, new BasicConstraints(isCa));
      if (isCa) {
        builder.addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign));
      }
      if (!names.isEmpty()) {
        builder.addExtension(
            Extension.subjectAlternativeName,
            false,
            new GeneralNames(names.toArray(GeneralName[]::new)));
      }
      return new JcaX509CertificateConverter()
          .getCertificate(
              builder.build(
                  new JcaContentSignerBuilder("SHA256withECDSA").build(key.getPrivate())));
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }
}
