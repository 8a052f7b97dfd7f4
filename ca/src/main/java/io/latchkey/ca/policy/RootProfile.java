package io.latchkey.ca.policy;

import io.latchkey.base.text.Printable;
import io.latchkey.ca.AuthorityUnavailableException;
import io.latchkey.pki.KeyIdentifiers;
import java.math.BigInteger;
import java.security.PublicKey;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
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
public record RootProfile(String commonName, Optional<String> organization, Period validity) {
  private static final int MAX_NAME_LENGTH = 64;
  private static final int LAST_YEAR = 9999;

  public RootProfile {
    checkName("common name", commonName);
    organization.ifPresent(name -> checkName("organization", name));
    if (validity.isNegative() || validity.isZero()) {
      throw new AuthorityUnavailableException(
          "The CA's validity %s must be positive".formatted(validity));
    }
  }

  X509v3CertificateBuilder build(PublicKey key, Instant now) {
    X500Name name = name();
    BigInteger serial = SerialNumbers.next(now);
    Instant notBefore = now.truncatedTo(ChronoUnit.SECONDS).minus(1, ChronoUnit.MINUTES);
    Instant notAfter = end(now.truncatedTo(ChronoUnit.SECONDS));
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

  private Instant end(Instant now) {
    try {
      ZonedDateTime end = now.atZone(ZoneOffset.UTC).plus(validity);
      if (end.getYear() <= LAST_YEAR) {
        return end.toInstant();
      }
    } catch (DateTimeException e) {
      // Even further away than certificates can say.
    }
    throw new AuthorityUnavailableException(
        "The CA's validity %s goes beyond the year %d; shorten latchkey.ca.validity"
            .formatted(validity, LAST_YEAR));
  }

  private static void checkName(String what, String name) {
    if (name.isBlank()
        || name.codePointCount(0, name.length()) > MAX_NAME_LENGTH
        || name.codePoints().anyMatch(Printable::isUnprintable)) {
      throw new AuthorityUnavailableException(
          "The CA's %s '%s' must be printable text of 1 to %d characters"
              .formatted(what, Printable.line(name, 80), MAX_NAME_LENGTH));
    }
  }

  private X500Name name() {
    X500NameBuilder name = new X500NameBuilder(BCStyle.INSTANCE);
    organization.ifPresent(o -> name.addRDN(BCStyle.O, o));
    return name.addRDN(BCStyle.CN, commonName).build();
  }
}
