package io.latchkey.tokens.trust;

import io.latchkey.base.crypto.CertificateUse;
import io.latchkey.base.der.Der;
import io.latchkey.base.der.DerElement;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.security.cert.CRLException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509CRL;
import java.security.cert.X509CRLEntry;
import java.security.cert.X509Certificate;
import java.security.cert.X509Extension;
import java.time.Instant;
import java.util.Date;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * A complete certificate revocation list (RFC 5280 section 5) whose signature is verified.
 * Immutable.
 *
 * @param serials the serial numbers of the revoked certificates
 * @param number the CRL number, which rises with each list
 * @param thisUpdate when the list was signed
 * @param nextUpdate from then on the list is no longer valid
 */
record VerifiedRevocationList(
    Set<BigInteger> serials, Optional<BigInteger> number, Instant thisUpdate, Instant nextUpdate) {
  private static final String NUMBER = "2.5.29.20";

  VerifiedRevocationList {
    serials = Set.copyOf(serials);
  }

  /**
   * Reads a list in DER. Its signature is verified before anything else.
   *
   * @throws IOException if it is not a list of this issuer, is not complete, or has no end; the
   *     message continues a sentence that begins with the source of the list
   */
  static VerifiedRevocationList parse(byte[] bytes, X509Certificate issuer) throws IOException {
    ListSignature.verify(bytes, issuer.getPublicKey());
    X509CRL list;
    try {
      list =
          (X509CRL)
              CertificateFactory.getInstance("X.509").generateCRL(new ByteArrayInputStream(bytes));
    } catch (CRLException | CertificateException e) {
      throw new IOException("did not return a certificate revocation list", e);
    }
    check(list, issuer);
    Date next = list.getNextUpdate();
    if (next == null) {
      throw new IOException("answered with a revocation list that has no next update");
    }
    return new VerifiedRevocationList(
        serials(list), number(list), list.getThisUpdate().toInstant(), next.toInstant());
  }

  private static void check(X509CRL list, X509Certificate issuer) throws IOException {
    if (!list.getIssuerX500Principal().equals(issuer.getSubjectX500Principal())
        || !CertificateUse.maySignLists(issuer)) {
      throw new IOException("answered with the revocation list of another CA");
    }
    if (hasCriticalExtension(list)) {
      throw new IOException("answered with a revocation list that is not complete");
    }
  }

  /**
   * Critical extensions limit the list to some certificates, or make it a delta of another list.
   */
  private static boolean hasCriticalExtension(X509Extension extended) {
    Set<String> critical = extended.getCriticalExtensionOIDs();
    return critical != null && !critical.isEmpty();
  }

  private static Set<BigInteger> serials(X509CRL list) throws IOException {
    Set<BigInteger> serials = new HashSet<>();
    Set<? extends X509CRLEntry> entries = list.getRevokedCertificates();
    if (entries != null) {
      for (X509CRLEntry entry : entries) {
        if (hasCriticalExtension(entry)) {
          throw new IOException("answered with a revocation list for several CAs");
        }
        serials.add(entry.getSerialNumber());
      }
    }
    return serials;
  }

  private static Optional<BigInteger> number(X509CRL list) {
    return DerElement.ofExtension(list.getExtensionValue(NUMBER))
        .filter(value -> value.tag() == Der.INTEGER && value.content().length > 0)
        .map(value -> new BigInteger(value.content()));
  }

  boolean isValidAt(Instant now) {
    return now.isBefore(nextUpdate);
  }

  /** Whether another list of the same issuer is older than this list: by number, else by time. */
  boolean isNewerThan(VerifiedRevocationList other) {
    return (number.isPresent() && other.number.isPresent())
        ? number.get().compareTo(other.number.get()) > 0
        : thisUpdate.isAfter(other.thisUpdate);
  }
}
