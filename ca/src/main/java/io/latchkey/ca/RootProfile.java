package io.latchkey.ca;

import java.math.BigInteger;
import java.security.PublicKey;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.Optional;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v3CertificateBuilder;

/**
 * What the built-in CA's root certificate holds (RFC 5280 section 4.2): it may sign end entities
 * and revocation lists, and no other CA.
 */
record RootProfile(String commonName, Optional<String> organization, Period validity) {

  X509v3CertificateBuilder build(PublicKey key, Instant now) {
    X500Name name = name();
    BigInteger serial = SerialNumbers.next();
    Instant notBefore = now.truncatedTo(ChronoUnit.SECONDS).minus(1, ChronoUnit.MINUTES);
    Instant notAfter =
        now.truncatedTo(ChronoUnit.SECONDS).atZone(ZoneOffset.UTC).plus(validity).toInstant();
    SubjectPublicKeyInfo info = SubjectPublicKeyInfo.getInstance(key.getEncoded());
    X509v3CertificateBuilder certificate =
        new X509v3CertificateBuilder(
            name, serial, Date.from(notBefore), Date.from(notAfter), name, info);
    return CertificateExtensions.on(certificate)
        .critical(Extension.basicConstraints, new BasicConstraints(0))
        .critical(Extension.keyUsage, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign))
        .plain(Extension.subjectKeyIdentifier, KeyIdentifiers.of(info))
        .builder();
  }

  private X500Name name() {
    X500NameBuilder name = new X500NameBuilder(BCStyle.INSTANCE);
    organization.ifPresent(o -> name.addRDN(BCStyle.O, o));
    return name.addRDN(BCStyle.CN, commonName).build();
  }
}
