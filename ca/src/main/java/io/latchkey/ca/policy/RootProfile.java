package io.latchkey.ca.policy;

import io.latchkey.base.text.Printable;
import io.latchkey.ca.AuthorityUnavailableException;
import io.latchkey.pki.BouncyCastleDer;
import io.latchkey.pki.Certificates;
import io.latchkey.pki.KeyIdentifiers;
import java.security.PublicKey;
import java.security.cert.X509Certificate;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;

/**
 * The content of a root certificate of the built-in CA (RFC 5280 section 4.2). The root can sign
 * end entities, revocation lists and the cross-certificates of a rotation.
 */
public final class RootProfile {
  private static final int MAX_NAME_LENGTH = 64;
  private static final int LAST_YEAR = 9999;

  /** A cross-certificate is below the root, and end entities are below the cross-certificate. */
  private static final int PATH_LENGTH = 1;

  static final byte[] SIGNS_CERTIFICATES_AND_LISTS =
      BouncyCastleDer.extension(
          Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign));

  private final X500Name name;
  private final Period validity;

  private RootProfile(X500Name name, Period validity) {
    this.name = name;
    this.validity = validity;
  }

  /**
   * Describes the first root of a CA.
   *
   * @throws AuthorityUnavailableException if a name is not printable or too long, or the validity
   *     is not positive
   */
  public RootProfile(String commonName, Optional<String> organization, Period validity) {
    this(name(commonName, organization), validity);
    if (validity.isNegative() || validity.isZero()) {
      throw new AuthorityUnavailableException(
          "The CA's validity %s must be positive".formatted(validity));
    }
  }

  /** Returns the profile of the next root, which has the same name. */
  public RootProfile successorOf(X509Certificate root) {
    return new RootProfile(Certificates.subject(root), validity);
  }

  /** Returns whether a root can sign the cross-certificates of a rotation. */
  public static boolean canBeRotated(X509Certificate root) {
    return root.getBasicConstraints() >= PATH_LENGTH;
  }

  /** Returns the content of the certificate, to be signed with its own key. */
  byte[] build(PublicKey key, Instant now) {
    Instant second = now.truncatedTo(ChronoUnit.SECONDS);
    byte[] encodedKey = key.getEncoded();
    byte[] encodedName = BouncyCastleDer.of(name);
    return new TbsCertificate(key, encodedName)
        .encode(
            SerialNumbers.next(now),
            new ValidityPeriod(second.minus(1, ChronoUnit.MINUTES), end(second)),
            encodedName,
            encodedKey,
            BouncyCastleDer.extension(
                Extension.basicConstraints, true, new BasicConstraints(PATH_LENGTH)),
            SIGNS_CERTIFICATES_AND_LISTS,
            BouncyCastleDer.extension(
                Extension.subjectKeyIdentifier,
                false,
                KeyIdentifiers.of(SubjectPublicKeyInfo.getInstance(encodedKey))));
  }

  private Instant end(Instant now) {
    try {
      ZonedDateTime end = now.atZone(ZoneOffset.UTC).plus(validity);
      if (end.getYear() <= LAST_YEAR) {
        return end.toInstant();
      }
    } catch (DateTimeException e) {
      // The message below applies as well.
    }
    throw new AuthorityUnavailableException(
        "The CA's validity %s goes beyond the year %d; shorten latchkey.ca.validity"
            .formatted(validity, LAST_YEAR));
  }

  private static void checkName(String what, String name) {
    if (name.isBlank()
        || name.codePointCount(0, name.length()) > MAX_NAME_LENGTH
        || Printable.isUnprintable(name)) {
      throw new AuthorityUnavailableException(
          "The CA's %s '%s' must be printable text of 1 to %d characters"
              .formatted(what, Printable.line(name, 80), MAX_NAME_LENGTH));
    }
  }

  private static X500Name name(String commonName, Optional<String> organization) {
    checkName("common name", commonName);
    organization.ifPresent(name -> checkName("organization", name));
    X500NameBuilder name = new X500NameBuilder(BCStyle.INSTANCE);
    organization.ifPresent(o -> name.addRDN(BCStyle.O, o));
    return name.addRDN(BCStyle.CN, commonName).build();
  }
}
